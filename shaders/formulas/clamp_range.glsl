// min(max(v, low), high); NaN becomes low. Not called clamp, which is a function of GLSL.
#include "float_math.glsl"

struct clamp_range_parameters {
  float low;
  float high;
};
vec4 clamp_range(vec4 v, clamp_range_parameters p) { return clamped(v, p.low, p.high); }
