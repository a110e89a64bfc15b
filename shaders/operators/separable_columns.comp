// A weighted sum along each column, colour channels only; the second half of a separable window. The table holds
// 2 * radius + 1 weights; border as the parameter says (neighbours.glsl). Operand 1, where there is one, holds sums to
// which these are added.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"

struct Parameters {
  int radius;
  int border;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels0)) {
    store_four_2(c, x, y, load_four_0(c, x, y));
    return;
  }
  int height = picture_0().height;
  int radius = arguments().parameters.radius;
  int border = arguments().parameters.border;
  vec4 sum = vec4(0.0);
  if (kChannels1 > 0) sum = load_four_1(c, x, y);
  for (int i = -radius; i <= radius; ++i) {
    int row = bordered(y + i, height, border);
    if (row >= 0) sum += table(uint(i + radius)) * load_four_0(c, x, row);
  }
  store_four_2(c, x, y, sum);
}
