// Random bits as a function of place, channel and seed: engine/operators/noise_hash.h, bit for bit. `key` is
// noise_key() of the seed.
#ifndef NOISE_HASH_GLSL
#define NOISE_HASH_GLSL

uint scrambled(uint bits) {
  bits ^= bits >> 16;
  bits *= 0x7feb352du;
  bits ^= bits >> 15;
  bits *= 0x846ca68bu;
  return bits ^ (bits >> 16);
}
uvec4 scrambled(uvec4 bits) {
  bits ^= bits >> 16;
  bits *= 0x7feb352du;
  bits ^= bits >> 15;
  bits *= 0x846ca68bu;
  return bits ^ (bits >> 16);
}

struct NoiseRow {
  uint first;
  uint second;
};

NoiseRow noise_row(int y, int channel, uint key) {
  NoiseRow row;
  row.first = scrambled(uint(y) ^ scrambled(uint(channel) + key));
  row.second = scrambled(row.first + 0x85ebca6bu + uint(y));
  return row;
}

uvec4 noise_bits(NoiseRow row, uvec4 x) { return scrambled(scrambled(x + row.first) ^ row.second); }

// An independent second draw.
uvec4 more_noise_bits(NoiseRow row, uvec4 x) { return scrambled(scrambled(x + row.second) ^ ~row.first); }

// The upper 24 bits as floats in [0, 1).
vec4 unit_floats(uvec4 bits) { return vec4(bits >> 8) * (1.0 / 16777216.0); }

#endif
