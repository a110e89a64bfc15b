// windows/convolve.glsl over windows that are too large for a tile: samples come from the picture, colour channels only.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"

float table(uint i);
float near(int c, int x, int y);
#include "windows/convolve.glsl"

DECLARE_ARGUMENTS(convolve_parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

float near(int c, int x, int y) {
  int border = arguments().parameters.border;
  int column = bordered(x, picture_0().width, border), row = bordered(y, picture_0().height, border);
  return column < 0 || row < 0 ? 0.0 : load_0(c, column, row);
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  bool alpha = c >= color_channels(kChannels0);
  store_four_1(c, x, y, alpha ? load_four_0(c, x, y) : convolve(c, ivec2(x, y), arguments().parameters));
}
