// A weighted sum along each row, colour channels only; the first half of a separable window. The table holds
// 2 * radius + 1 weights of two floats; border as the parameter says (neighbours.glsl). The sums are twofold: operand 2
// takes their lower parts.
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
DECLARE_WEIGHTS

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels0)) {
    store_four_1(c, x, y, load_four_0(c, x, y));
    return;
  }
  int width = picture_0().width;
  int radius = arguments().parameters.radius;
  int border = arguments().parameters.border;
  Twofold sum = twofold(0.0, 0.0);
  // Each sample is read once and moves through the four places it is needed at.
  vec4 samples = vec4(0.0);
  for (int i = -radius; i <= radius + 3; ++i) {
    int column = bordered(x + i, width, border);
    samples = vec4(samples.yzw, column < 0 ? 0.0 : load_0(c, column, y));
    if (i >= 3 - radius) sum = add_product(sum, weight(uint(i - 3 + radius)), samples);
  }
  sum = summed(sum);
  store_four_1(c, x, y, sum.high);
  store_four_2(c, x, y, sum.low);
}
