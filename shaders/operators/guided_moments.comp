// Of one channel and its guide, along each row over 2 * radius + 1 samples: both means, the variance of the guide and
// the covariance of the two; border reflect101. Differences from the means are squared, not samples: small variances keep
// their digits.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"

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
DECLARE_OPERAND(5)
DECLARE_NEIGHBOURS(0)
DECLARE_NEIGHBOURS(1)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  Parameters p = arguments().parameters;
  float share = 1.0 / float(2 * p.radius + 1);
  vec4 image = vec4(0.0), guide = vec4(0.0);
  precise vec4 image_sum = vec4(0.0), guide_sum = vec4(0.0);
  for (int i = -p.radius; i <= p.radius + 3; ++i) {
    image = vec4(image.yzw, near_0(p.channel, x + i, y));
    guide = vec4(guide.yzw, near_1(p.guide_channel, x + i, y));
    if (i < 3 - p.radius) continue;
    image_sum += image;
    guide_sum += guide;
  }
  precise vec4 image_mean = image_sum * share, guide_mean = guide_sum * share;
  precise vec4 squares = vec4(0.0), products = vec4(0.0);
  for (int i = -p.radius; i <= p.radius + 3; ++i) {
    image = vec4(image.yzw, near_0(p.channel, x + i, y));
    guide = vec4(guide.yzw, near_1(p.guide_channel, x + i, y));
    if (i < 3 - p.radius) continue;
    precise vec4 apart = guide - guide_mean;
    squares = fma(apart, apart, squares);
    products = fma(apart, image - image_mean, products);
  }
  store_four_2(0, x, y, guide_mean);
  store_four_3(0, x, y, image_mean);
  store_four_4(0, x, y, squares * share);
  store_four_5(0, x, y, products * share);
}
