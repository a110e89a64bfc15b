// v * (1 - strength * t^2 (3 - 2 t)), t = min(distance from the centre / (half the diagonal * radius), 1); t^2 is
// scale * (twice the distance)^2, scale = 1 / (diagonal * radius)^2
#include "twofold.glsl"

struct vignette_parameters {
  float strength, strength_low;
  float scale, scale_low;
};
Pixels vignette(Pixels a, Pixels b, Pixels c, Place at, vignette_parameters p) {
  // Whole numbers, whose squares are exact.
  vec4 across = vec4(2 * (at.first.x + ivec4(0, 1, 2, 3)) + 1 - at.size.x);
  vec4 down = vec4(2 * at.first.y + 1 - at.size.y);
  Twofold distance_squared = add(product_of(across, across), product_of(down, down));
  Twofold squared = limited(multiply(distance_squared, twofold(p.scale, p.scale_low)));
  Twofold falling = add(multiply(square_root(squared), vec4(-2.0)), vec4(3.0));
  Twofold dark = multiply(multiply(squared, falling), twofold(-p.strength, -p.strength_low));
  Twofold factor = add(dark, vec4(1.0));
  Pixels made = a;
  for (int i = 0; i < color_channels(at.channels); ++i) {
    made.channel[i] = settled(multiply(factor, a.channel[i]), factor.high * a.channel[i]);
  }
  return made;
}
