// A picture sharpened by what it has more than its blur, whose weights, the same along rows
// and columns, the table holds.
#include "separable_sum.glsl"
#include "sharpened.glsl"

struct unsharp_mask_parameters {
  int radius;
  float amount, amount_low;
  float threshold, threshold_low;
};
Reach unsharp_mask_reach(unsharp_mask_parameters p) { return Reach(ivec2(p.radius), kReflect101); }
vec4 unsharp_mask(int c, ivec2 first, unsharp_mask_parameters p) {
  Twofold blur = separable_sum(c, first, unsharp_mask_reach(p), 0u);
  vec4 here = near_four(c, first.x, first.y);
  return sharpened(here, blur, twofold(p.amount, p.amount_low), twofold(p.threshold, p.threshold_low));
}
