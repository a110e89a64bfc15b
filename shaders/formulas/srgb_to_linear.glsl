// IEC 61966-2-1, 5.2: v <= 0.04045: v / 12.92, else ((v + 0.055) / 1.055)^2.4
#include "twofold_math.glsl"

struct srgb_to_linear_parameters {
  uint unused;
};
vec4 srgb_to_linear(vec4 v, srgb_to_linear_parameters p) {
  Twofold raised = add(twofold(0.054999999701976776, 2.98023217215615e-10), v);
  Twofold base = multiply(raised, twofold(0.9478672742843628, 2.4293836276001457e-08));
  vec4 power = twofold_pow(base, twofold(2.4000000953674316, -9.536743306171047e-08)).high;
  power = mix(power, v, equal(floatBitsToInt(v), ivec4(kInfinityBits)));  // lost on the way
  Twofold line = multiply(twofold(0.07739938050508499, 2.998685744159957e-10), v);
  return mix(settled(line, v * (1.0 / 12.92)), power, greaterThan(v, vec4(0.04045)));
}
