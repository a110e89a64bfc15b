// a + opacity * mask * (f(a, b) - a), f by mode as W3C Compositing and Blending Level 1, section 9, defines it; a gray b
// counts for all channels. Alpha of a passes.
struct blend_parameters {
  uint mode;  // normal, multiply, screen, overlay, add, subtract, difference, min, max
  float opacity;
  uint b_is_gray;
  uint has_mask;
};
vec4 blend_mixed(uint mode, vec4 a, vec4 b) {
  precise vec4 result = b;
  switch (mode) {
    case 1u: result = a * b; break;
    case 2u: result = 1.0 - (1.0 - a) * (1.0 - b); break;
    case 3u: {
      precise vec4 dark = 2.0 * a * b;
      precise vec4 bright = 1.0 - 2.0 * (1.0 - a) * (1.0 - b);
      result = mix(dark, bright, greaterThan(a, vec4(0.5)));
      break;
    }
    case 4u: result = a + b; break;
    case 5u: result = a - b; break;
    case 6u: result = abs(a - b); break;
    case 7u: result = mix(a, b, lessThan(b, a)); break;
    case 8u: result = mix(a, b, greaterThan(b, a)); break;
  }
  return result;
}
Pixels blend(Pixels a, Pixels b, Pixels c, Place at, blend_parameters p) {
  precise vec4 share = vec4(p.opacity);
  if (p.has_mask != 0u) share = p.opacity * c.channel[0];
  Pixels made = a;
  for (int i = 0; i < color_channels(at.channels); ++i) {
    vec4 above = b.channel[0];
    if (p.b_is_gray == 0u) above = b.channel[i];
    precise vec4 result = a.channel[i] + share * (blend_mixed(p.mode, a.channel[i], above) - a.channel[i]);
    made.channel[i] = result;
  }
  return made;
}
