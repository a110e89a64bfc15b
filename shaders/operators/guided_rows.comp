// The means along each row of the slopes and offsets of guided_fit.comp; border reflect101.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"

struct Parameters {
  int radius;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)
DECLARE_NEIGHBOURS(0)
DECLARE_NEIGHBOURS(1)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  int radius = arguments().parameters.radius;
  float share = 1.0 / float(2 * radius + 1);
  vec4 slopes = vec4(0.0), offsets = vec4(0.0), slope_sum = vec4(0.0), offset_sum = vec4(0.0);
  for (int i = -radius; i <= radius + 3; ++i) {
    slopes = vec4(slopes.yzw, near_0(0, x + i, y));
    offsets = vec4(offsets.yzw, near_1(0, x + i, y));
    if (i < 3 - radius) continue;
    slope_sum += slopes;
    offset_sum += offsets;
  }
  store_four_2(0, x, y, slope_sum * share);
  store_four_3(0, x, y, offset_sum * share);
}
