// The line a * guide + b that fits the channel in each window, from what guided_moments.comp found of its rows; border
// reflect101. The variance of a window is the mean of its rows' variances and the variance of their means; so is the
// covariance.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int radius;
  float epsilon;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)
DECLARE_OPERAND(4)
DECLARE_OPERAND(5)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  int height = picture_0().height;
  Parameters p = arguments().parameters;
  float share = 1.0 / float(2 * p.radius + 1);
  precise vec4 guide_sum = vec4(0.0), image_sum = vec4(0.0);
  for (int i = -p.radius; i <= p.radius; ++i) {
    int row = reflect101(y + i, height);
    guide_sum += load_four_0(0, x, row);
    image_sum += load_four_1(0, x, row);
  }
  precise vec4 guide_mean = guide_sum * share, image_mean = image_sum * share;
  precise vec4 variance = vec4(0.0), covariance = vec4(0.0);
  for (int i = -p.radius; i <= p.radius; ++i) {
    int row = reflect101(y + i, height);
    precise vec4 apart = load_four_0(0, x, row) - guide_mean;
    variance += fma(apart, apart, load_four_2(0, x, row));
    covariance += fma(apart, load_four_1(0, x, row) - image_mean, load_four_3(0, x, row));
  }
  precise vec4 slope = (covariance * share) / (variance * share + p.epsilon);
  precise vec4 offset = image_mean - slope * guide_mean;
  store_four_4(0, x, y, slope);
  store_four_5(0, x, y, offset);
}
