// A weighted sum along each column, colour channels only; the second half of a separable window. The table holds
// 2 * radius + 1 weights of two floats; border as the parameter says (neighbours.glsl). All sums are twofold: higher
// parts lie in the even operands, lower ones in the odd. 0 and 1 are read, 2 and 3, where they are there, hold sums to
// which these are added, and 5 may be left out.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"
#include "weighted_sum.glsl"

struct Parameters {
  int radius;
  int border;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)
DECLARE_OPERAND(4)
DECLARE_OPERAND(5)
DECLARE_WEIGHTS

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels0)) {
    store_four_4(c, x, y, load_four_0(c, x, y));
    return;
  }
  int height = picture_0().height;
  int radius = arguments().parameters.radius;
  int border = arguments().parameters.border;
  Twofold sum = twofold(0.0, 0.0);
  if (kChannels2 > 0) sum = Twofold(load_four_2(c, x, y), load_four_3(c, x, y));
  for (int i = -radius; i <= radius; ++i) {
    int row = bordered(y + i, height, border);
    if (row < 0) continue;
    sum = add_product(sum, weight(uint(i + radius)), Twofold(load_four_0(c, x, row), load_four_1(c, x, row)));
  }
  sum = summed(sum);
  store_four_4(c, x, y, sum.high);
  if (kChannels5 > 0) store_four_5(c, x, y, sum.low);
}
