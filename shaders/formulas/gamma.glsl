// max(v, 0)^(1 / gamma); exponent = 1 / gamma. NaN becomes 0.
#include "twofold_math.glsl"

struct gamma_parameters {
  float exponent, exponent_low;
};
vec4 gamma(vec4 v, gamma_parameters p) {
  return twofold_pow(twofold(v), twofold(p.exponent, p.exponent_low)).high;
}
