// Random bits as a function of place, channel and seed: the same whatever the order, tiles and threads.
//
// A counter-based generator: two rounds of a 32-bit mixing function (C. Wellons, "lowbias32", bias 0.17) over the
// column, each with its own key of row, channel and seed. Vectorises; not for secrets.
#pragma once

#include <cstdint>

namespace lightbench {

inline uint32_t scrambled(uint32_t bits) {
  bits ^= bits >> 16;
  bits *= 0x7feb352du;
  bits ^= bits >> 15;
  bits *= 0x846ca68bu;
  bits ^= bits >> 16;
  return bits;
}

// What a seed adds to the place.
inline uint32_t noise_key(int64_t seed) {
  const uint32_t low = scrambled(static_cast<uint32_t>(seed) + 0x9e3779b9u);
  return scrambled(static_cast<uint32_t>(static_cast<uint64_t>(seed) >> 32) ^ low);
}

struct NoiseRow {
  uint32_t first;
  uint32_t second;

  NoiseRow(int y, int channel, int64_t seed) {
    const uint32_t place = scrambled(static_cast<uint32_t>(channel) + noise_key(seed));
    first = scrambled(static_cast<uint32_t>(y) ^ place);
    second = scrambled(first + 0x85ebca6bu + static_cast<uint32_t>(y));
  }
  uint32_t bits(int x) const { return scrambled(scrambled(static_cast<uint32_t>(x) + first) ^ second); }
  // An independent second draw.
  uint32_t more_bits(int x) const { return scrambled(scrambled(static_cast<uint32_t>(x) + second) ^ ~first); }
};

// The upper 24 bits as a float in [0, 1).
inline float unit_float(uint32_t bits) { return static_cast<float>(static_cast<int32_t>(bits >> 8)) * 0x1p-24f; }

}  // namespace lightbench
