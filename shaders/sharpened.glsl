// d = v - blur;  |d| >= threshold ? v + amount * d : v
#ifndef SHARPENED_GLSL
#define SHARPENED_GLSL
#include "twofold.glsl"

vec4 sharpened(vec4 v, Twofold blur, Twofold amount, Twofold threshold) {
  Twofold detail = add(negative(blur), v);
  Twofold sharp = add(multiply(detail, amount), v);
  Twofold size = chosen(detail, negative(detail), lessThan(detail.high, vec4(0.0)));
  vec4 above = add(size, negative(threshold)).high;
  vec4 plain = v + amount.high * (v - blur.high);
  return mix(settled(sharp, plain), v, lessThan(above, vec4(0.0)));
}

#endif
