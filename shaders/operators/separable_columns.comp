// A weighted sum along each column, colour channels only; the second half of a separable window. The table holds
// 2 * radius + 1 weights; outside, reflect101.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int radius;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels0)) {
    store_four_1(c, x, y, load_four_0(c, x, y));
    return;
  }
  int height = picture_0().height;
  int radius = arguments().parameters.radius;
  vec4 sum = vec4(0.0);
  for (int i = -radius; i <= radius; ++i) {
    sum += table(uint(i + radius)) * load_four_0(c, x, reflect101(y + i, height));
  }
  store_four_1(c, x, y, sum);
}
