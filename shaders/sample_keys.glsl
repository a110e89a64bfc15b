// Samples as integers that sort like the values they stand for, so that rank filters compare integers and are exact in
// every format: engine/operators/sample_keys.h. Include after lightbench.glsl; DECLARE_KEYS(N) goes after
// DECLARE_OPERAND(N).
int load_key(Picture p, uint format, int c, int x, int y) {
  uint row = uint(c) * p.plane_words + uint(y) * p.row_words;
  Words words = Words(p.address);
  if (format == kU8) return int((words.at[row + uint(x) / 4u] >> (8u * (uint(x) & 3u))) & 0xFFu);
  if (format == kF32) {
    int bits = int(words.at[row + uint(x)]);
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
  }
  uint word = words.at[row + uint(x) / 2u] >> (16u * (uint(x) & 1u));
  if (format == kU16) return int(word & 0xFFFFu);
  int bits = int(word << 16) >> 16;
  return bits ^ ((bits >> 31) & 0x7FFF);
}

ivec4 keys_of_words(uint format, uvec4 words) {
  if (format == kU8) {
    return ivec4(words.x & 0xFFu, (words.x >> 8) & 0xFFu, (words.x >> 16) & 0xFFu, words.x >> 24);
  }
  if (format == kU16) return ivec4(words.x & 0xFFFFu, words.x >> 16, words.y & 0xFFFFu, words.y >> 16);
  if (format == kF32) return ivec4(words) ^ ((ivec4(words) >> 31) & 0x7FFFFFFF);
  ivec4 bits = ivec4(uvec4(words.x << 16, words.x, words.y << 16, words.y)) >> 16;
  return bits ^ ((bits >> 31) & 0x7FFF);
}

// The samples that keys of a format stand for.
vec4 values_of_keys(uint format, ivec4 keys) {
  if (format == kU8) return divided(vec4(keys), 255.0, 1.0 / 255.0);
  if (format == kU16) return divided(vec4(keys), 65535.0, 1.0 / 65535.0);
  if (format == kF32) return intBitsToFloat(keys ^ ((keys >> 31) & 0x7FFFFFFF));
  uvec4 bits = uvec4(keys ^ ((keys >> 31) & 0x7FFF)) & 0xFFFFu;
  return vec4(unpackHalf2x16(bits.x | (bits.y << 16)), unpackHalf2x16(bits.z | (bits.w << 16)));
}

// Keys of operand N: four from a multiple of four on; one, and four from any x on, of a row inside the picture with
// border reflect101 along x.
#define DECLARE_KEYS(N)                                                                                              \
  ivec4 four_keys_##N(int c, int x, int y) {                                                                         \
    return keys_of_words(kFormat##N, load_words(picture_##N(), kFormat##N, c, x, y));                                \
  }                                                                                                                  \
  int near_key_##N(int c, int x, int y) {                                                                            \
    return load_key(picture_##N(), kFormat##N, c, reflect101(x, picture_##N().width), y);                            \
  }                                                                                                                  \
  ivec4 near_four_keys_##N(int c, int x, int y) {                                                                    \
    if (x >= 0 && x + 3 < picture_##N().width) {                                                                     \
      return keys_of_words(kFormat##N, load_words_at(picture_##N(), kFormat##N, c, x, y));                           \
    }                                                                                                                \
    return ivec4(near_key_##N(c, x, y), near_key_##N(c, x + 1, y), near_key_##N(c, x + 2, y),                        \
                 near_key_##N(c, x + 3, y));                                                                         \
  }
