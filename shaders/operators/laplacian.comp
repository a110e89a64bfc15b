// left + right + above + below - 4 * centre, colour channels only; border reflect101.
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
  vec4 here = near_four_0(c, x, y);
  if (c >= color_channels(kChannels0)) {
    store_four_1(c, x, y, here);
    return;
  }
  int height = picture_0().height;
  vec4 left = vec4(near_0(c, x - 1, y), here.xyz);
  vec4 right = vec4(here.yzw, near_0(c, x + 4, y));
  vec4 above = load_four_0(c, x, reflect101(y - 1, height));
  vec4 below = load_four_0(c, x, reflect101(y + 1, height));
  precise vec4 result = (left + right) + (above + below) - 4.0 * here;
  store_four_1(c, x, y, result);
}
