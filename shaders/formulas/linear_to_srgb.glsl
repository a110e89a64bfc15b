// IEC 61966-2-1, 5.2: v <= 0.0031308: 12.92 v, else 1.055 v^(1 / 2.4) - 0.055
#include "twofold_math.glsl"

struct linear_to_srgb_parameters {
  uint unused;
};
vec4 linear_to_srgb(vec4 v, linear_to_srgb_parameters p) {
  Twofold power = twofold_pow(twofold(v), twofold(0.4166666567325592, 9.934107758624577e-09));
  Twofold curved = multiply(power, twofold(1.0549999475479126, 5.2452087118126656e-08));
  curved = add(curved, twofold(-0.054999999701976776, -2.98023217215615e-10));
  Twofold line = multiply(twofold(12.920000076293945, -7.629394360719743e-08), v);
  return mix(settled(line, v * 12.92), settled(curved, power.high), greaterThan(v, vec4(0.0031308)));
}
