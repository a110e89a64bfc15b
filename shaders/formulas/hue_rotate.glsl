// HSV hue + turn (in sixths of the circle, [0, 6)); value = max(R, G, B) and chroma = value - min(R, G, B) stay. Back
// from hue by value - chroma * clamp(min(k, 4 - k), 0, 1), k = (n + hue) mod 6, n = 5, 3, 1.
struct hue_rotate_parameters {
  float turn;
};
vec4 hue_rotate_channel(float n, vec4 hue, vec4 value, vec4 chroma) {
  precise vec4 position = hue + n;
  precise vec4 sixth = position * (1.0 / 6.0);
  precise vec4 k = position - trunc(sixth) * 6.0;
  precise vec4 share = min(k, 4.0 - k);
  precise vec4 result = value - chroma * max(min(share, vec4(1.0)), vec4(0.0));
  return result;
}
void hue_rotate(inout vec4 red, inout vec4 green, inout vec4 blue, hue_rotate_parameters p) {
  vec4 value = max(max(red, green), blue);
  precise vec4 chroma = value - min(min(red, green), blue);
  vec4 divisor = mix(vec4(1.0), chroma, greaterThan(chroma, vec4(0.0)));
  bvec4 from_red = equal(value, red), from_green = equal(value, green);
  vec4 first = mix(mix(red, blue, from_green), green, from_red);
  vec4 second = mix(mix(green, red, from_green), blue, from_red);
  // Of red one circle on, so that it is never negative.
  vec4 sector = mix(mix(vec4(4.0), vec4(2.0), from_green), vec4(6.0), from_red);
  precise vec4 hue = (first - second) / divisor + sector + p.turn;
  // In [0, 13], also where the picture is not finite; any place on the circle will do there.
  hue = min(mix(vec4(0.0), hue, greaterThan(hue, vec4(0.0))), vec4(13.0));
  red = hue_rotate_channel(5.0, hue, value, chroma);
  green = hue_rotate_channel(3.0, hue, value, chroma);
  blue = hue_rotate_channel(1.0, hue, value, chroma);
}
