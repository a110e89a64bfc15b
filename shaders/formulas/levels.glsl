// base + range * clamp((v - black) * scale, 0, 1)^exponent; NaN becomes base
#include "twofold_math.glsl"

struct levels_parameters {
  float black, black_low;
  float scale, scale_low;
  float exponent, exponent_low;
  float base, base_low;
  float range, range_low;
};
vec4 levels(vec4 v, levels_parameters p) {
  // Further out than black and white can be, and finite.
  Twofold above = add(twofold(-p.black, -p.black_low), clamped(v, -1000.0, 1000.0));
  Twofold inside = limited(multiply(above, twofold(p.scale, p.scale_low)));
  inside = chosen(inside, twofold(0.0, 0.0), not_numbers(v));
  if (p.exponent != 1.0 || p.exponent_low != 0.0) {
    inside = twofold_pow(inside, twofold(p.exponent, p.exponent_low));
  }
  return add(multiply(inside, twofold(p.range, p.range_low)), twofold(p.base, p.base_low)).high;
}
