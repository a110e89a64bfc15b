// Every word of a picture of f32 becomes 0.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  store_four_0(place.z, 4 * place.x, place.y, vec4(0.0));
}
