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

vec4 mapped(vec4 before, int x, int y) {
  Floats curve = Floats(picture_1().address);
  vec4 position = before * 255.0;
  vec4 after;
  for (int n = 0; n < 4; ++n) {
    int level = int(position[n]);
    float left = curve.at[level], right = curve.at[level + 1];
    after[n] = left + (position[n] - float(level)) * (right - left);
  }
  return after;
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  bool several = Floats(picture_1().address).at[kLevels + 1] != 0.0;
  map_brightness(4 * place.x, place.y, several);
}
