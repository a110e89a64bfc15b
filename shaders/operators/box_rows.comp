// The sum along each row over a box, scaled; colour channels only, border reflect101.
//
// A wide box is put together from sums that an earlier pass of this shader made: 2 * blocks + 1 of them, each over
// `step` samples around its own place, lie side by side; `rim` samples on each side fill the box up, and one more on
// each side counts `end`. Such a sum is the same at the mirrored place, so blocks are read by reflect101 like samples.
// Nothing is subtracted: the error stays that of the few sums added.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"

struct Parameters {
  int blocks;
  int step;   // 1: blocks are the samples themselves
  int inside; // half of what the blocks cover
  int rim;
  float end;
  float scale;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_NEIGHBOURS(0)
DECLARE_NEIGHBOURS(1)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels1)) {
    store_four_2(c, x, y, load_four_1(c, x, y));
    return;
  }
  Parameters p = arguments().parameters;
  vec4 sum = vec4(0.0);
  if (p.step == 1) {
    vec4 samples = vec4(0.0);
    for (int i = -p.blocks; i <= p.blocks + 3; ++i) {
      samples = vec4(samples.yzw, near_0(c, x + i, y));
      if (i >= 3 - p.blocks) sum += samples;
    }
  } else {
    for (int i = -p.blocks; i <= p.blocks; ++i) sum += near_four_0(c, x + i * p.step, y);
  }
  for (int i = p.inside + 1; i <= p.inside + p.rim; ++i) {
    sum += near_four_1(c, x - i, y) + near_four_1(c, x + i, y);
  }
  if (p.end > 0.0) {
    int i = p.inside + p.rim + 1;
    sum += p.end * (near_four_1(c, x - i, y) + near_four_1(c, x + i, y));
  }
  store_four_2(c, x, y, sum * p.scale);
}
