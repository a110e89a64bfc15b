// v * 2^stops; factor = 2^stops
#include "twofold.glsl"

struct exposure_parameters {
  float factor, factor_low;
};
vec4 exposure(vec4 v, exposure_parameters p) {
  return settled(multiply(twofold(p.factor, p.factor_low), v), v * p.factor);
}
