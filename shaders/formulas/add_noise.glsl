// Random grain by place, channel and seed. Kind 0, gaussian: v + scale * sqrt(-2 ln u1) cos(2 pi u2) (Box and Muller
// 1958), scale = sigma; 1, uniform: v + scale * (2 u1 - 1), scale = sigma * sqrt(3); 2, salt and pepper: a fraction
// `amount` of the pixels becomes 0 or 1, all channels together. Alpha passes.
#include "noise_hash.glsl"
#include "twofold_math.glsl"

struct add_noise_parameters {
  uint kind;
  uint key;
  float amount;
  float scale, scale_low;
};
vec4 add_noise_sample(vec4 v, NoiseRow row, uvec4 x, add_noise_parameters p) {
  vec4 u1 = unit_floats(noise_bits(row, x));
  if (p.kind == 2u) {
    vec4 speck = mix(vec4(1.0), vec4(0.0), lessThan(u1, vec4(p.amount * 0.5)));
    return mix(v, speck, lessThan(u1, vec4(p.amount)));
  }
  Twofold noise = twofold(2.0 * u1 - 1.0);
  if (p.kind == 0u) {
    // -2 ln 2 log2(u1 + 2^-24), which is never of 0
    Twofold squared = multiply(twofold_log2(twofold(u1 + 1.0 / 16777216.0)),
                               twofold(-1.3862943649291992, 3.809308424251867e-09));
    noise = multiply(square_root(squared),
                     twofold_cosine_of_turns(twofold(unit_floats(more_noise_bits(row, x)))));
  }
  noise = multiply(noise, twofold(p.scale, p.scale_low));
  return settled(add(noise, v), v);
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
