// One value all over a channel.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int channel;
  float value;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  Parameters p = arguments().parameters;
  store_four_0(p.channel, 4 * place.x, place.y, vec4(p.value));
}
