// The sum along each column over a box, scaled; colour channels only, border reflect101. As box_rows.comp, which tells
// what the parameters mean.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "weighted_sum.glsl"

struct Parameters {
  int blocks;
  int step;
  int inside;
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

Twofold block(int c, int x, int y) {
  int row = reflect101(y, picture_0().height);
  return Twofold(load_four_0(c, x, row), kChannels1 > 0 ? load_four_1(c, x, row) : vec4(0.0));
}
Twofold four(int c, int x, int y) {
  int row = reflect101(y, picture_2().height);
  return Twofold(load_four_2(c, x, row), kChannels3 > 0 ? load_four_3(c, x, row) : vec4(0.0));
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
  for (int i = -p.blocks; i <= p.blocks; ++i) sum = add_value(sum, block(c, x, y + i * p.step));
  for (int i = p.inside + 1; i <= p.inside + p.rim; ++i) {
    sum = add_value(add_value(sum, four(c, x, y - i)), four(c, x, y + i));
  }
  if (p.end > 0.0) {
    int i = p.inside + p.rim + 1;
    sum = add_product(sum, twofold(p.end, p.end_low), add(four(c, x, y - i), four(c, x, y + i)));
  }
  Twofold mean = multiply(summed(sum), twofold(p.scale, p.scale_low));
  store_four_4(c, x, y, settled(mean, sum.high * p.scale));
  if (kChannels5 > 0) store_four_5(c, x, y, mean.low);
}
