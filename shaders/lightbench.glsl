// What every shader includes: pictures, samples in four formats, borders.
//
// Memory is reached by address (buffer references), so no picture meets a binding limit. All that a dispatch needs lies
// in one block in memory, whose address is the push constant: the pictures, then the parameters that the shader
// declares. Row strides are multiples of 64 bytes, so the four pixels of an invocation can be read and written as whole
// words past the end of a row.
//
// The rules for samples are those of engine/image/convert-inl.h: a whole sample stands for value / max, divided as IEEE
// does; a result is value * max + 0.5, cut off and kept in range; NaN is 0.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require
#extension GL_EXT_control_flow_attributes : require

layout(local_size_x = 16, local_size_y = 8) in;

const uint kU8 = 0, kU16 = 1, kF16 = 2, kF32 = 3;
layout(constant_id = 0) const uint kFormat0 = kF32;
layout(constant_id = 1) const uint kFormat1 = kF32;
layout(constant_id = 2) const uint kFormat2 = kF32;
layout(constant_id = 3) const uint kFormat3 = kF32;
layout(constant_id = 4) const uint kFormat4 = kF32;
layout(constant_id = 5) const uint kFormat5 = kF32;
// Channels of each operand; 0 where a port is open.
layout(constant_id = 6) const int kChannels0 = 1;
layout(constant_id = 7) const int kChannels1 = 1;
layout(constant_id = 8) const int kChannels2 = 1;
layout(constant_id = 9) const int kChannels3 = 1;
layout(constant_id = 10) const int kChannels4 = 1;
layout(constant_id = 11) const int kChannels5 = 1;

layout(buffer_reference, std430, buffer_reference_align = 4) buffer Words { uint at[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) readonly buffer Floats { float at[]; };

struct Picture {
  uvec2 address;
  uint row_words;
  uint plane_words;
  int width;
  int height;
};

layout(push_constant) uniform Push {
  uvec2 block;    // address of Arguments
  uint first_row; // of the grid; a long pass is cut into several dispatches
  uint end_row;
} push;

struct Header {
  Picture picture[6];
  uvec2 table;    // address of the numbers behind the parameters
  uint columns;   // of the grid
  uint unused;
};

// Where the numbers of the formula that runs begin in the table; other than 0 where several formulas share a shader.
uint table_base = 0u;

// PARAMETERS is the struct of the shader's parameters; every member is one word.
#define DECLARE_ARGUMENTS(PARAMETERS)                                                   \
  layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Arguments { \
    Header header;                                                                      \
    PARAMETERS parameters;                                                              \
  };                                                                                    \
  Arguments arguments() { return Arguments(push.block); }                               \
  float table(uint i) { return Floats(arguments().header.table).at[table_base + i]; }

// Place of this invocation in the grid, and whether it is inside.
ivec3 grid_place() {
  return ivec3(gl_GlobalInvocationID.x, gl_GlobalInvocationID.y + push.first_row, gl_GlobalInvocationID.z);
}
bool outside(ivec3 place, uint columns) { return place.x >= int(columns) || place.y >= int(push.end_row); }

// n / 255 and n / 65535 as the nearest float: the quotient by the reciprocal, corrected by its remainder. Division
// itself may be off by some units in the last place on a graphics card, and fma() may round twice there. Since by + 1
// is a power of two, the remainder has no error.
vec4 divided(vec4 n, float by, float reciprocal) {
  precise vec4 quotient = n * reciprocal;
  precise vec4 rest = (n - (by + 1.0) * quotient) + quotient;
  precise vec4 corrected = quotient + rest * reciprocal;
  return corrected;
}
float divided(float n, float by, float reciprocal) { return divided(vec4(n), by, reciprocal).x; }

float word_sample(uint format, uint word, uint place_in_word) {
  if (format == kU8) return divided(float((word >> (8u * place_in_word)) & 0xFFu), 255.0, 1.0 / 255.0);
  if (format == kU16) return divided(float((word >> (16u * place_in_word)) & 0xFFFFu), 65535.0, 1.0 / 65535.0);
  if (format == kF16) return unpackHalf2x16(word)[place_in_word];
  return uintBitsToFloat(word);
}

float load_sample(Picture p, uint format, int c, int x, int y) {
  uint row = uint(c) * p.plane_words + uint(y) * p.row_words;
  uint per_word = format == kU8 ? 4u : format == kF32 ? 1u : 2u;
  return word_sample(format, Words(p.address).at[row + uint(x) / per_word], uint(x) % per_word);
}

// The words of four samples from a multiple of four on: one of bytes, two of 16 bits, four of floats.
uvec4 load_words(Picture p, uint format, int c, int x, int y) {
  uint row = uint(c) * p.plane_words + uint(y) * p.row_words;
  Words words = Words(p.address);
  if (format == kU8) return uvec4(words.at[row + uint(x) / 4u], 0u, 0u, 0u);
  uint first = row + (format == kF32 ? uint(x) : uint(x) / 2u);
  if (format != kF32) return uvec4(words.at[first], words.at[first + 1u], 0u, 0u);
  return uvec4(words.at[first], words.at[first + 1u], words.at[first + 2u], words.at[first + 3u]);
}

// The same from any x on, all four inside the row.
uvec4 load_words_at(Picture p, uint format, int c, int x, int y) {
  uint row = uint(c) * p.plane_words + uint(y) * p.row_words;
  Words words = Words(p.address);
  if (format == kU8 && (x & 3) != 0) {
    uint first = row + uint(x) / 4u, shift = 8u * (uint(x) & 3u);
    return uvec4((words.at[first] >> shift) | (words.at[first + 1u] << (32u - shift)), 0u, 0u, 0u);
  }
  if ((format == kU16 || format == kF16) && (x & 1) != 0) {
    uint first = row + uint(x) / 2u;
    uint middle = words.at[first + 1u];
    return uvec4((words.at[first] >> 16) | (middle << 16), (middle >> 16) | (words.at[first + 2u] << 16), 0u, 0u);
  }
  return load_words(p, format, c, x, y);
}

vec4 samples_of_words(uint format, uvec4 words) {
  if (format == kU8) {
    uint word = words.x;
    return divided(vec4(word & 0xFFu, (word >> 8) & 0xFFu, (word >> 16) & 0xFFu, word >> 24), 255.0, 1.0 / 255.0);
  }
  if (format == kF32) return uintBitsToFloat(words);
  if (format == kF16) return vec4(unpackHalf2x16(words.x), unpackHalf2x16(words.y));
  return divided(vec4(words.x & 0xFFFFu, words.x >> 16, words.y & 0xFFFFu, words.y >> 16), 65535.0, 1.0 / 65535.0);
}

// Four samples from a multiple of four on.
vec4 load_four(Picture p, uint format, int c, int x, int y) {
  return samples_of_words(format, load_words(p, format, c, x, y));
}

uvec4 rounded(vec4 v, float highest) {
  precise vec4 scaled = v * highest + 0.5;
  // False for NaN, which ends as 0.
  vec4 low = mix(vec4(0.0), scaled, greaterThan(scaled, vec4(0.0)));
  return uvec4(min(low, vec4(highest + 0.5)));
}

void store_four(Picture p, uint format, int c, int x, int y, vec4 v) {
  uint row = uint(c) * p.plane_words + uint(y) * p.row_words;
  Words words = Words(p.address);
  if (format == kU8) {
    uvec4 r = rounded(v, 255.0);
    words.at[row + uint(x) / 4u] = r.x | (r.y << 8) | (r.z << 16) | (r.w << 24);
  } else if (format == kF32) {
    uint first = row + uint(x);
    uvec4 bits = floatBitsToUint(v);
    words.at[first] = bits.x;
    words.at[first + 1u] = bits.y;
    words.at[first + 2u] = bits.z;
    words.at[first + 3u] = bits.w;
  } else {
    uint first = row + uint(x) / 2u;
    if (format == kF16) {
      words.at[first] = packHalf2x16(v.xy);
      words.at[first + 1u] = packHalf2x16(v.zw);
    } else {
      uvec4 r = rounded(v, 65535.0);
      words.at[first] = r.x | (r.y << 16);
      words.at[first + 1u] = r.z | (r.w << 16);
    }
  }
}

// The functions of operand N: load_N and store_N of one and of four samples.
#define DECLARE_OPERAND(N)                                                                                           \
  Picture picture_##N() { return arguments().header.picture[N]; }                                                    \
  float load_##N(int c, int x, int y) { return load_sample(picture_##N(), kFormat##N, c, x, y); }                    \
  vec4 load_four_##N(int c, int x, int y) { return load_four(picture_##N(), kFormat##N, c, x, y); }                  \
  void store_four_##N(int c, int x, int y, vec4 v) { store_four(picture_##N(), kFormat##N, c, x, y, v); }

bool has_alpha(int channels) { return channels == 2 || channels == 4; }
int color_channels(int channels) { return has_alpha(channels) ? channels - 1 : channels; }

// Where an outside coordinate lands by dcb|abcd|cba, any distance away.
int reflect101(int i, int size) {
  if (i >= 0 && i < size) return i;
  if (size == 1) return 0;
  int period = 2 * (size - 1);
  i = abs(i) % period;
  return min(i, period - i);
}
