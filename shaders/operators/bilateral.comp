// The mean of the pixels under a disk, weighted by how near and how alike they are: 2^(space * d² + color * D²), D the
// sum of the absolute differences of all colour channels; border reflect101. The table holds half the chord of each row
// of the disk, from -radius on. Weights and sums are twofold.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"
#include "twofold_math.glsl"
#include "weighted_sum.glsl"

struct Parameters {
  int radius;
  float color, color_low;
  float space, space_low;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_NEIGHBOURS(0)

const int kColors = kChannels0 >= 3 ? 3 : 1;

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  Parameters p = arguments().parameters;
  Twofold color = twofold(p.color, p.color_low), space = twofold(p.space, p.space_low);
  vec4 centre[3];
  Twofold sums[3];
  for (int c = 0; c < kColors; ++c) {
    centre[c] = near_four_0(c, x, y);
    sums[c] = twofold(0.0, 0.0);
  }
  Twofold weights = twofold(0.0, 0.0);
  for (int dy = -p.radius; dy <= p.radius; ++dy) {
    int row = reflect101(y + dy, picture_0().height);
    int chord = int(table(uint(dy + p.radius)));
    // Each sample is read once and moves through the four places it is needed at.
    vec4 samples[3] = vec4[](vec4(0.0), vec4(0.0), vec4(0.0));
    for (int i = -chord; i <= chord + 3; ++i) {
      for (int c = 0; c < kColors; ++c) samples[c] = vec4(samples[c].yzw, near_0(c, x + i, row));
      int dx = i - 3;
      if (dx < -chord) continue;
      Twofold difference = twofold(0.0, 0.0);
      for (int c = 0; c < kColors; ++c) {
        Twofold signed_one = sum_of(samples[c], -centre[c]);
        bvec4 below = lessThan(signed_one.high, vec4(0.0));
        difference = add(difference, chosen(signed_one, negative(signed_one), below));
      }
      Twofold exponent = multiply(space, vec4(float(dx * dx + dy * dy)));
      exponent = add(exponent, multiply(color, multiply(difference, difference)));
      Twofold weight = near_exp2(exponent);
      weights = add(weights, weight);
      for (int c = 0; c < kColors; ++c) sums[c] = add_product(sums[c], weight, samples[c]);
    }
  }
  for (int c = 0; c < kColors; ++c) {
    Twofold mean = divide(summed(sums[c]), weights);
    store_four_1(c, x, y, settled(mean, sums[c].high / weights.high));
  }
  if (has_alpha(kChannels0)) store_four_1(kColors, x, y, load_four_0(kColors, x, y));
}
