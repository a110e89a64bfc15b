// A weighted sum along each row, colour channels only; the first half of a separable window. The table holds
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
  int width = picture_0().width;
  int radius = arguments().parameters.radius;
  vec4 sum = vec4(0.0);
  // Each sample is read once and added to the four sums it belongs to.
  for (int i = -radius; i <= radius + 3; ++i) {
    float v = load_0(c, reflect101(x + i, width), y);
    [[unroll]] for (int n = 0; n < 4; ++n) {
      int tap = i - n + radius;
      if (tap >= 0 && tap <= 2 * radius) sum[n] += table(uint(tap)) * v;
    }
  }
  store_four_1(c, x, y, sum);
}
