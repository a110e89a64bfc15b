// The picture that JPEG's planes give back: operand 1 holds Y, or Y, Cb and Cr, operand 2 Cb and Cr where they were
// halved; alpha comes from operand 0, the picture that was stored. Halved colours are spread by weights of 3/4 and 1/4
// both ways, in whole numbers, rounded where libjpeg-turbo rounds; those of pictures up to four pixels wide are repeated.
//
// Source: JFIF 1.02.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)

// Of the nearest sample inside.
int byte_of(Picture p, int c, ivec2 at) {
  ivec2 inside = clamp(at, ivec2(0), ivec2(p.width, p.height) - 1);
  uint row = uint(c) * p.plane_words + uint(inside.y) * p.row_words;
  uint word = Words(p.address).at[row + uint(inside.x) / 4u];
  return int((word >> (8u * (uint(inside.x) & 3u))) & 0xFFu);
}

// Three parts of this row and one of the next nearest.
int column_sum(int c, int x, int y, int further) {
  return 3 * byte_of(picture_2(), c, ivec2(x, y)) + byte_of(picture_2(), c, ivec2(x, further));
}

int spread_color(int c, ivec2 at) {
  ivec2 half_place = at / 2;
  if (picture_2().width <= 2) return byte_of(picture_2(), c, half_place);
  ivec2 further = half_place + 2 * (at & 1) - 1;
  int sum = 3 * column_sum(c, half_place.x, half_place.y, further.y) + column_sum(c, further.x, half_place.y, further.y);
  return (sum + 8 - (at.x & 1)) >> 4;
}

// Red, green and blue in 0..255.
ivec3 color_at(ivec2 at) {
  int luma = byte_of(picture_1(), 0, at);
  bool halved = kChannels2 > 0;
  int blue = (halved ? spread_color(0, at) : byte_of(picture_1(), 1, at)) - 128;
  int red = (halved ? spread_color(1, at) : byte_of(picture_1(), 2, at)) - 128;
  ivec3 away = ivec3(91881 * red, -22554 * blue - 46802 * red, 116130 * blue);
  return clamp(luma + ((away + 32768) >> 16), 0, 255);
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  ivec2 at = ivec2(4 * place.x, place.y);
  int colors = color_channels(kChannels0);
  mat3x4 bytes;  // a channel each
  for (int i = 0; i < 4; ++i) {
    ivec3 color = colors == 1 ? ivec3(byte_of(picture_1(), 0, at + ivec2(i, 0))) : color_at(at + ivec2(i, 0));
    for (int c = 0; c < 3; ++c) bytes[c][i] = float(color[c]);
  }
  for (int c = 0; c < colors; ++c) store_four_3(c, at.x, at.y, divided(bytes[c], 255.0, 1.0 / 255.0));
  if (has_alpha(kChannels0)) store_four_3(colors, at.x, at.y, load_four_0(colors, at.x, at.y));
}
