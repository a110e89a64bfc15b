// HSV hue + turn (in sixths of the circle, [0, 6)); value = max(R, G, B) and chroma = value - min(R, G, B) stay. Back
// from hue by value - clamp(min(chroma k, chroma (4 - k)), 0, chroma), k = (n + hue) mod 6, n = 5, 3, 1. Since
// hue = sector + difference / chroma, chroma k needs no division; that decides about whole circles only, where the
// result is the same on both sides.
#include "twofold.glsl"

struct hue_rotate_parameters {
  float turn, turn_low;
};
struct HueRotateColor {
  vec4 value;
  Twofold chroma;
  Twofold difference;  // of the two channels that tell the place in the sector
  vec4 sector;
  vec4 hue;
};
vec4 hue_rotate_channel(float n, HueRotateColor color, hue_rotate_parameters p) {
  vec4 circles = trunc((color.hue + n) * (1.0 / 6.0));
  Twofold from_sector = add(twofold(p.turn, p.turn_low), color.sector + n - 6.0 * circles);
  Twofold rising = add(multiply(color.chroma, from_sector), color.difference);
  Twofold falling = add(multiply(color.chroma, vec4(4.0)), negative(rising));
  Twofold taken = chosen(rising, falling, lessThan(falling.high, rising.high));
  taken = chosen(twofold(0.0, 0.0), taken, greaterThan(taken.high, vec4(0.0)));
  taken = chosen(taken, color.chroma, greaterThanEqual(taken.high, color.chroma.high));
  return settled(add(negative(taken), color.value), color.value);
}
void hue_rotate(inout vec4 red, inout vec4 green, inout vec4 blue, hue_rotate_parameters p) {
  HueRotateColor color;
  color.value = max(max(red, green), blue);
  color.chroma = sum_of(color.value, -min(min(red, green), blue));
  bvec4 from_red = equal(color.value, red), from_green = equal(color.value, green);
  vec4 first = mix(mix(red, blue, from_green), green, from_red);
  vec4 second = mix(mix(green, red, from_green), blue, from_red);
  color.difference = sum_of(first, -second);
  // Of red one circle on, so that it is never negative.
  color.sector = mix(mix(vec4(4.0), vec4(2.0), from_green), vec4(6.0), from_red);
  vec4 divisor = mix(vec4(1.0), color.chroma.high, greaterThan(color.chroma.high, vec4(0.0)));
  vec4 hue = color.difference.high / divisor + color.sector + p.turn;
  // In [0, 13], also where the picture is not finite; any place on the circle will do there.
  color.hue = min(mix(vec4(0.0), hue, greaterThan(hue, vec4(0.0))), vec4(13.0));
  red = hue_rotate_channel(5.0, color, p);
  green = hue_rotate_channel(3.0, color, p);
  blue = hue_rotate_channel(1.0, color, p);
}
