// 1 where the bin of a pixel's brightness lies above the level in the first word of operand 1, else 0; alpha passes.
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
#include "brightness.glsl"

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  uint level = Words(picture_1().address).at[0];
  store_four_2(0, x, y, vec4(greaterThan(level_of(brightness_of_four(x, y)), uvec4(level))));
  if (has_alpha(kChannels0)) store_four_2(1, x, y, load_four_0(kChannels0 - 1, x, y));
}
