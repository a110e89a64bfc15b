// base + range * clamp((v - low) * scale, 0, 1)^exponent; NaN becomes base
#include "float_math.glsl"

struct levels_parameters {
  float low;
  float scale;
  float exponent;
  float base;
  float range;
};
vec4 levels(vec4 v, levels_parameters p) {
  precise vec4 scaled = (v - p.low) * p.scale;
  vec4 inside = clamped(scaled, 0.0, 1.0);
  if (p.exponent != 1.0) inside = fast_pow(inside, p.exponent);
  precise vec4 result = fma(inside, vec4(p.range), vec4(p.base));
  return result;
}
