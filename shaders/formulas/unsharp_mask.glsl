// d = v - blurred;  |d| >= threshold ? v + amount * d : v.  The first picture is the original, the others are the higher
// and the lower parts of its blur.
#include "twofold.glsl"

struct unsharp_mask_parameters {
  float amount, amount_low;
  float threshold, threshold_low;
};
Pixels unsharp_mask(Pixels original, Pixels blurred, Pixels blurred_low, Place at, unsharp_mask_parameters p) {
  Pixels result = original;
  bool alpha = at.channels == 2 || at.channels == 4;
  for (int c = 0; c < at.channels - int(alpha); ++c) {
    vec4 v = original.channel[c];
    Twofold blur = Twofold(blurred.channel[c], blurred_low.channel[c]);
    Twofold detail = add(negative(blur), v);
    Twofold sharp = add(multiply(detail, twofold(p.amount, p.amount_low)), v);
    Twofold size = chosen(detail, negative(detail), lessThan(detail.high, vec4(0.0)));
    vec4 above = add(size, twofold(-p.threshold, -p.threshold_low)).high;
    vec4 plain = v + p.amount * (v - blur.high);
    result.channel[c] = mix(settled(sharp, plain), v, lessThan(above, vec4(0.0)));
  }
  return result;
}
