// A weighted sum whose weights are the product of a column and a row.
#include "separable_sum.glsl"

struct separable_parameters {
  int radius_x;
  int radius_y;
  int border;
};
Reach separable_reach(separable_parameters p) { return Reach(ivec2(p.radius_x, p.radius_y), p.border); }
vec4 separable(int c, ivec2 first, separable_parameters p) {
  return separable_sum(c, first, separable_reach(p), uint(2 * p.radius_x + 1)).high;
}
