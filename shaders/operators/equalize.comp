// Maps brightnesses by a curve of 256 values with straight lines between (equalizing_curve.comp): gray becomes the
// curve's value, a colour moves by what its brightness moved, alpha stays. All stays where the curve says so.
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
#include "map_brightness.glsl"

Twofold mapped(vec4 before, int x, int y) {
  Floats curve = Floats(picture_1().address);
  ivec4 level;
  Twofold rest;
  split_levels(before, level, rest);
  vec4 left, right;
  for (int n = 0; n < 4; ++n) {
    left[n] = curve.at[level[n]];
    right[n] = curve.at[level[n] + 1];
  }
  return between(twofold(left), twofold(right), rest);
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  bool several = Floats(picture_1().address).at[kLevels + 1] != 0.0;
  map_brightness(4 * place.x, place.y, several);
}
