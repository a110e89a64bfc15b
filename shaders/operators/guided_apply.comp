// mean(a) * guide + mean(b) for one channel, the means along columns of those of guided_rows.comp; border reflect101.
// With the first channel alpha passes.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int radius;
  int channel;
  int guide_channel;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)
DECLARE_OPERAND(4)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  Parameters p = arguments().parameters;
  float share = 1.0 / float(2 * p.radius + 1);
  precise vec4 slope = vec4(0.0), offset = vec4(0.0);
  for (int i = -p.radius; i <= p.radius; ++i) {
    int row = reflect101(y + i, picture_0().height);
    slope += load_four_0(0, x, row);
    offset += load_four_1(0, x, row);
  }
  precise vec4 result = fma(slope * share, load_four_3(p.guide_channel, x, y), offset * share);
  store_four_4(p.channel, x, y, result);
  if (p.channel == 0 && has_alpha(kChannels2)) {
    int alpha = kChannels2 - 1;
    store_four_4(alpha, x, y, load_four_2(alpha, x, y));
  }
}
