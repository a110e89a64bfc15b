// The sum along each row over a box, scaled; colour channels only, border reflect101.
//
// A wide box is put together from sums that an earlier pass of this shader made: 2 * blocks + 1 of them, each over
// `step` samples around its own place, lie side by side; `rim` samples on each side fill the box up, and one more on
// each side counts `end`. Such a sum is the same at the mirrored place, so blocks are read by reflect101 like samples.
// Nothing is subtracted: the error stays that of the few sums added. They are twofold: higher parts lie in the even
// operands, lower ones, where they are there, in the odd. 0 and 1 hold the blocks, 2 and 3 the samples.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"
#include "weighted_sum.glsl"

struct Parameters {
  int blocks;
  int step;   // 1: blocks are the samples themselves
  int inside; // half of what the blocks cover
  int rim;
  float end, end_low;
  float scale, scale_low;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)
DECLARE_OPERAND(4)
DECLARE_OPERAND(5)
DECLARE_NEIGHBOURS(0)
DECLARE_NEIGHBOURS(1)
DECLARE_NEIGHBOURS(2)
DECLARE_NEIGHBOURS(3)

Twofold block(int c, int x, int y) {
  return Twofold(near_four_0(c, x, y), kChannels1 > 0 ? near_four_1(c, x, y) : vec4(0.0));
}
Twofold four(int c, int x, int y) {
  return Twofold(near_four_2(c, x, y), kChannels3 > 0 ? near_four_3(c, x, y) : vec4(0.0));
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels2)) {
    store_four_4(c, x, y, load_four_2(c, x, y));
    return;
  }
  Parameters p = arguments().parameters;
  Twofold sum = twofold(0.0, 0.0);
  if (p.step == 1) {
    Twofold samples = twofold(0.0, 0.0);
    for (int i = -p.blocks; i <= p.blocks + 3; ++i) {
      samples.high = vec4(samples.high.yzw, near_0(c, x + i, y));
      samples.low = vec4(samples.low.yzw, kChannels1 > 0 ? near_1(c, x + i, y) : 0.0);
      if (i >= 3 - p.blocks) sum = add_value(sum, samples);
    }
  } else {
    for (int i = -p.blocks; i <= p.blocks; ++i) sum = add_value(sum, block(c, x + i * p.step, y));
  }
  for (int i = p.inside + 1; i <= p.inside + p.rim; ++i) {
    sum = add_value(add_value(sum, four(c, x - i, y)), four(c, x + i, y));
  }
  if (p.end > 0.0) {
    int i = p.inside + p.rim + 1;
    sum = add_product(sum, twofold(p.end, p.end_low), add(four(c, x - i, y), four(c, x + i, y)));
  }
  Twofold mean = multiply(summed(sum), twofold(p.scale, p.scale_low));
  store_four_4(c, x, y, settled(mean, sum.high * p.scale));
  if (kChannels5 > 0) store_four_5(c, x, y, mean.low);
}
