// The minimum along each column of the samples at y + first, y + first + step, … before y + last, and at y + last;
// colour channels only, border reflect101. With `mask` -1 the maximum. As extrema_rows.comp.
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
    int height = picture_0().height;
    best = four_keys_0(c, x, reflect101(y + p.last, height)) ^ p.mask;
    for (int i = p.first; i < p.last; i += p.step) {
      best = min(best, four_keys_0(c, x, reflect101(y + i, height)) ^ p.mask);
    }
    best ^= p.mask;
  }
  store_four_1(c, x, y, values_of_keys(kFormat0, best));
}
