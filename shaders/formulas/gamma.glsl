// max(v, 0)^(1 / gamma); exponent = 1 / gamma. NaN becomes 0.
#include "float_math.glsl"

struct gamma_parameters {
  float exponent;
};
vec4 gamma(vec4 v, gamma_parameters p) { return fast_pow(v, p.exponent); }
