// A picture by place alone. Kind 0, gradient: red = (x + 0.5) / width, green = (y + 0.5) / height, blue their mean; 1,
// checker: squares of 32 pixels; 2, zone_plate: 0.5 + 0.5 cos(2 pi turns), turns = r^2 / (2 * longer side); 3, noise by
// x, y and channel. `across` is 1 / (2 * width), `down` 1 / (2 * height), `turn` 1 / (8 * longer side).
#include "noise_hash.glsl"
#include "twofold_math.glsl"

struct test_pattern_parameters {
  uint kind;
  uint key;
  float across, across_low;
  float down, down_low;
  float turn, turn_low;
};
Pixels test_pattern_gradient(ivec4 x, int y, test_pattern_parameters p) {
  Twofold red = multiply(twofold(p.across, p.across_low), vec4(2 * x + 1));
  Twofold green = multiply(twofold(p.down, p.down_low), vec4(2 * y + 1));
  Pixels made;
  made.channel[0] = red.high;
  made.channel[1] = green.high;
  made.channel[2] = 0.5 * add(red, green).high;
  return made;
}
// Twice the distances are whole numbers, so are eight longer sides to a turn, and whole turns drop out exactly.
vec4 test_pattern_zone_plate(ivec4 x, int y, ivec2 size, test_pattern_parameters p) {
  ivec4 across = 2 * x + 1 - size.x;
  int down = 2 * y + 1 - size.y;
  uvec4 rest = uvec4(across * across + down * down) % uint(8 * max(size.x, size.y));
  Twofold turns = multiply(twofold(p.turn, p.turn_low), vec4(rest));
  return add(multiply(twofold_cosine_of_turns(turns), vec4(0.5)), vec4(0.5)).high;
}
Pixels test_pattern(Pixels a, Pixels b, Pixels c, Place at, test_pattern_parameters p) {
  ivec4 x = at.first.x + ivec4(0, 1, 2, 3);
  int y = at.first.y;
  if (p.kind == 0u) return test_pattern_gradient(x, y, p);
  Pixels made;
  if (p.kind == 3u) {
    for (int i = 0; i < 3; ++i) made.channel[i] = unit_floats(noise_bits(noise_row(y, i, p.key), uvec4(x)));
    return made;
  }
  vec4 gray = p.kind == 1u ? vec4((x / 32 + y / 32) & 1) : test_pattern_zone_plate(x, y, at.size, p);
  for (int i = 0; i < 3; ++i) made.channel[i] = gray;
  return made;
}
