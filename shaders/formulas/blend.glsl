// a + opacity * mask * (f(a, b) - a), f by mode as W3C Compositing and Blending Level 1, section 9, defines it; a
// gray b counts for all channels. Alpha of a passes. Modes are numbered normal, multiply, screen, overlay, add,
// subtract, difference, min, max.
#include "twofold.glsl"

struct blend_parameters {
  uint mode;
  uint b_is_gray;
  uint has_mask;
  float opacity, opacity_low;
};
Twofold blend_screened(vec4 a, vec4 b, float share) {  // 1 - share (1 - a)(1 - b)
  Twofold dark = multiply(sum_of(vec4(1.0), -a), sum_of(vec4(1.0), -b));
  Twofold result = add(multiply(dark, vec4(-share)), vec4(1.0));
  result.high = settled(result, 1.0 - share * ((1.0 - a) * (1.0 - b)));
  return result;
}
Twofold blend_mixed(uint mode, vec4 a, vec4 b) {
  switch (mode) {
    case 1u: return product_of(a, b);
    case 2u: return blend_screened(a, b, 1.0);
    case 3u: return chosen(product_of(2.0 * a, b), blend_screened(a, b, 2.0), greaterThan(a, vec4(0.5)));
    case 4u: return sum_of(a, b);
    case 5u: return sum_of(a, -b);
    case 6u: return chosen(sum_of(b, -a), sum_of(a, -b), greaterThan(a, b));
    case 7u: return twofold(mix(a, b, lessThan(b, a)));
    case 8u: return twofold(mix(a, b, greaterThan(b, a)));
  }
  return twofold(b);
}
Pixels blend(Pixels a, Pixels b, Pixels c, Place at, blend_parameters p) {
  Twofold share = twofold(p.opacity, p.opacity_low);
  if (p.has_mask != 0u) share = multiply(share, c.channel[0]);
  Pixels made = a;
  for (int i = 0; i < color_channels(at.channels); ++i) {
    vec4 below = a.channel[i];
    vec4 above = b.channel[0];
    if (p.b_is_gray == 0u) above = b.channel[i];
    Twofold mixed = blend_mixed(p.mode, below, above);
    Twofold result = add(multiply(share, add(mixed, -below)), below);
    made.channel[i] = settled(result, below + share.high * (mixed.high - below));
  }
  return made;
}
