// The first step of canny: the brightness that is smoothed, into f32. In whole numbers where the picture is of 8 bits and
// asks for it (engine/operators/canny_bytes.h).
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint whole;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
#include "brightness.glsl"

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  if (arguments().parameters.whole == 0u) {
    store_four_1(0, x, y, brightness_of_four(x, y));
    return;
  }
  uvec4 units;
  if (kChannels0 < 3) {
    units = 64u * level_of(load_four_0(0, x, y));
  } else {
    uvec4 red = level_of(load_four_0(0, x, y)), green = level_of(load_four_0(1, x, y));
    uvec4 blue = level_of(load_four_0(2, x, y));
    units = (9798u * red + 19235u * green + 3735u * blue + 256u) >> 9;
  }
  store_four_1(0, x, y, vec4(units));
}
