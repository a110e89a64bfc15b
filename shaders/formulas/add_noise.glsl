// Random grain by place, channel and seed. Kind 0, gaussian: v + sigma * sqrt(-2 ln u1) cos(2 pi u2) (Box and Muller
// 1958); 1, uniform: v + sigma * sqrt(3) * (2 u1 - 1); 2, salt and pepper: a fraction `amount` of the pixels becomes 0
// or 1, all channels together. Alpha passes.
#include "float_math.glsl"
#include "noise_hash.glsl"

struct add_noise_parameters {
  uint kind;
  float sigma;
  float amount;
  uint key;
};
vec4 add_noise_sample(vec4 v, NoiseRow row, uvec4 x, add_noise_parameters p) {
  vec4 u1 = unit_floats(noise_bits(row, x));
  if (p.kind == 2u) {
    vec4 speck = mix(vec4(1.0), vec4(0.0), lessThan(u1, vec4(p.amount * 0.5)));
    return mix(v, speck, lessThan(u1, vec4(p.amount)));
  }
  if (p.kind == 1u) {
    precise float half_width = p.sigma * 1.7320508075688772;
    precise vec4 result = v + half_width * (2.0 * u1 - 1.0);
    return result;
  }
  vec4 u2 = unit_floats(more_noise_bits(row, x));
  precise vec4 squared = fast_log2(u1 + 1.0 / 16777216.0) * -1.3862943611198906;  // -2 ln 2; u1 + 2^-24 is never 0
  vec4 radius = sqrt(mix(vec4(0.0), squared, greaterThan(squared, vec4(0.0))));
  precise vec4 result = v + p.sigma * (radius * cosine_of_turns(u2));
  return result;
}
Pixels add_noise(Pixels a, Pixels b, Pixels c, Place at, add_noise_parameters p) {
  uvec4 x = uint(at.first.x) + uvec4(0u, 1u, 2u, 3u);
  Pixels made = a;
  for (int i = 0; i < color_channels(at.channels); ++i) {
    NoiseRow row = noise_row(at.first.y, p.kind == 2u ? 0 : i, p.key);
    made.channel[i] = add_noise_sample(a.channel[i], row, x, p);
  }
  return made;
}
