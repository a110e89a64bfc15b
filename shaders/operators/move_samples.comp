// out(to_channel + z, x, y) = in(from_channel + z, left + across * x, top + down * y), across and down 1 or -1. Between
// equal formats bits are moved, not values: a NaN stays the one it is.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int left;
  int top;
  int across;
  int down;
  int from_channel;
  int to_channel;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

// Four neighbouring samples of operand 0 from any place of a row on, a sample in the lower bits of each component. What
// is outside the row may be anything.
uvec4 load_bits(int c, int first, int y) {
  Picture p = picture_0();
  Words words = Words(p.address);
  uint row = uint(c) * p.plane_words + uint(y) * p.row_words;
  int word = first >> (kFormat0 == kU8 ? 2 : kFormat0 == kF32 ? 0 : 1);
  uvec4 at = row + uvec4(clamp(word + ivec4(0, 1, 2, 3), ivec4(0), ivec4(p.row_words - 1u)));
  if (kFormat0 == kF32) return uvec4(words.at[at.x], words.at[at.y], words.at[at.z], words.at[at.w]);
  if (kFormat0 == kU8) {
    uint shift = 8u * uint(first & 3);
    uint four = words.at[at.x] >> shift;
    if (shift > 0u) four |= words.at[at.y] << (32u - shift);
    return (uvec4(four) >> uvec4(0u, 8u, 16u, 24u)) & 0xFFu;
  }
  uvec3 pairs = uvec3(words.at[at.x], words.at[at.y], words.at[at.z]);
  if ((first & 1) == 0) return uvec4(pairs.x & 0xFFFFu, pairs.x >> 16, pairs.y & 0xFFFFu, pairs.y >> 16);
  return uvec4(pairs.x >> 16, pairs.y & 0xFFFFu, pairs.y >> 16, pairs.z & 0xFFFFu);
}

void store_bits(int c, int x, int y, uvec4 bits) {
  Picture p = picture_1();
  Words words = Words(p.address);
  uint row = uint(c) * p.plane_words + uint(y) * p.row_words;
  if (kFormat1 == kU8) {
    words.at[row + uint(x) / 4u] = bits.x | (bits.y << 8) | (bits.z << 16) | (bits.w << 24);
  } else if (kFormat1 == kF32) {
    for (uint n = 0u; n < 4u; ++n) words.at[row + uint(x) + n] = bits[n];
  } else {
    words.at[row + uint(x) / 2u] = bits.x | (bits.y << 16);
    words.at[row + uint(x) / 2u + 1u] = bits.z | (bits.w << 16);
  }
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  Parameters p = arguments().parameters;
  int x = 4 * place.x, y = place.y, c = p.to_channel + place.z;
  int first = p.left + p.across * x - (p.across < 0 ? 3 : 0);
  uvec4 bits = load_bits(p.from_channel + place.z, first, p.top + p.down * y);
  if (p.across < 0) bits = bits.wzyx;
  if (kFormat0 == kFormat1) {
    store_bits(c, x, y, bits);
    return;
  }
  vec4 v;
  for (int n = 0; n < 4; ++n) v[n] = word_sample(kFormat0, bits[n], 0u);
  store_four_1(c, x, y, v);
}
