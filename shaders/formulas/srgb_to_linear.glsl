// IEC 61966-2-1, 5.2: v <= 0.04045: v / 12.92, else ((v + 0.055) / 1.055)^2.4
#include "float_math.glsl"

struct srgb_to_linear_parameters {
  uint unused;
};
vec4 srgb_to_linear(vec4 v, srgb_to_linear_parameters p) {
  precise vec4 base = (v + 0.055) * (1.0 / 1.055);
  precise vec4 line = v * (1.0 / 12.92);
  return mix(line, fast_pow(base, 2.4), greaterThan(v, vec4(0.04045)));
}
