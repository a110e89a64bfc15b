// sqrt(gx² + gy²) of the 3×3 Sobel differences, colour channels only; border reflect101.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_NEIGHBOURS(0)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels0)) {
    store_four_1(c, x, y, load_four_0(c, x, y));
    return;
  }
  vec4 left[3], middle[3], right[3];
  for (int k = 0; k < 3; ++k) {
    int row = reflect101(y + k - 1, picture_0().height);
    middle[k] = near_four_0(c, x, row);
    left[k] = vec4(near_0(c, x - 1, row), middle[k].xyz);
    right[k] = vec4(middle[k].yzw, near_0(c, x + 4, row));
  }
  precise vec4 across = (right[0] - left[0]) + 2.0 * (right[1] - left[1]) + (right[2] - left[2]);
  precise vec4 down = (left[2] - left[0]) + 2.0 * (middle[2] - middle[0]) + (right[2] - right[0]);
  store_four_1(c, x, y, sqrt(across * across + down * down));
}
