// IEC 61966-2-1, 5.2: v <= 0.0031308: 12.92 v, else 1.055 v^(1 / 2.4) - 0.055
#include "float_math.glsl"

struct linear_to_srgb_parameters {
  uint unused;
};
vec4 linear_to_srgb(vec4 v, linear_to_srgb_parameters p) {
  precise vec4 line = v * 12.92;
  precise vec4 power = fma(fast_pow(v, 1.0 / 2.4), vec4(1.055), vec4(-0.055));
  return mix(line, power, greaterThan(v, vec4(0.0031308)));
}
