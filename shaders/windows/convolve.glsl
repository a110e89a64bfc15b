// A weighted sum over a window of any weights (correlation). The table holds the weights row by row, two floats each;
// border as the parameter says (neighbours.glsl).
#include "weighted_sum.glsl"

struct convolve_parameters {
  int radius_x;
  int radius_y;
  int border;
};
DECLARE_WEIGHTS

Reach convolve_reach(convolve_parameters p) { return Reach(ivec2(p.radius_x, p.radius_y), p.border); }
vec4 convolve(int c, ivec2 first, convolve_parameters p) {
  int side = 2 * p.radius_x + 1;
  Twofold sum = twofold(0.0, 0.0);
  for (int j = -p.radius_y; j <= p.radius_y; ++j) {
    uint row = uint((j + p.radius_y) * side);
    // Each sample is read once and moves through the four places it is needed at.
    vec4 samples = vec4(0.0);
    for (int i = -p.radius_x; i <= p.radius_x + 3; ++i) {
      samples = vec4(samples.yzw, near(c, first.x + i, first.y + j));
      if (i >= 3 - p.radius_x) sum = add_product(sum, weight(row + uint(i - 3 + p.radius_x)), samples);
    }
  }
  return summed(sum).high;
}
