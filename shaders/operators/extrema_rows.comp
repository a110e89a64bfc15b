// The minimum along each row of the samples at x + first, x + first + step, … before x + last, and at x + last; colour
// channels only, border reflect101. With `mask` -1 the maximum.
//
// Wide windows take two passes: of `step` samples around each place, then of those minima a step apart, which are the
// same at mirrored places, so that they are read by reflect101 like samples.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "sample_keys.glsl"

struct Parameters {
  int first;
  int step;
  int last;
  int mask;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_KEYS(0)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  ivec4 best = four_keys_0(c, x, y);
  if (c < color_channels(kChannels0)) {
    Parameters p = arguments().parameters;
    if (p.step == 1) {
      ivec4 keys = ivec4(0);
      best = ivec4(0x7FFFFFFF);
      for (int i = p.first; i <= p.last + 3; ++i) {
        keys = ivec4(keys.yzw, near_key_0(c, x + i, y));
        if (i >= p.first + 3) best = min(best, keys ^ p.mask);
      }
    } else {
      best = near_four_keys_0(c, x + p.last, y) ^ p.mask;
      for (int i = p.first; i < p.last; i += p.step) best = min(best, near_four_keys_0(c, x + i, y) ^ p.mask);
    }
    best ^= p.mask;
  }
  store_four_1(c, x, y, values_of_keys(kFormat0, best));
}
