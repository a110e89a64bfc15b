// The minimum of the samples under a disk, colour channels only; border reflect101. With `mask` -1 the maximum.
//
// Row by row of the disk: its chord is covered by minima over 1, n, n² … samples around a place, made along rows by
// extrema_rows.comp (operands 0 to 4). The table holds for each row, from -radius on, which of those, how far from the
// centre the outermost ones lie, and the step between them. Level 0 is the picture itself.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "sample_keys.glsl"

struct Parameters {
  int radius;
  int mask;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)
DECLARE_OPERAND(4)
DECLARE_OPERAND(5)
DECLARE_KEYS(0)
DECLARE_KEYS(1)
DECLARE_KEYS(2)
DECLARE_KEYS(3)
DECLARE_KEYS(4)

ivec4 level_keys(int level, int c, int x, int y) {
  if (level == 0) return near_four_keys_0(c, x, y);
  if (level == 1) return near_four_keys_1(c, x, y);
  if (level == 2) return near_four_keys_2(c, x, y);
  if (level == 3) return near_four_keys_3(c, x, y);
  return near_four_keys_4(c, x, y);
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  ivec4 best = four_keys_0(c, x, y);
  if (c < color_channels(kChannels0)) {
    Parameters p = arguments().parameters;
    best ^= p.mask;
    for (int dy = -p.radius; dy <= p.radius; ++dy) {
      int row = reflect101(y + dy, picture_0().height);
      uint at = uint(3 * (dy + p.radius));
      int level = int(table(at)), reach = int(table(at + 1u)), step = int(table(at + 2u));
      for (int i = -reach; i < reach; i += step) best = min(best, level_keys(level, c, x + i, row) ^ p.mask);
      best = min(best, level_keys(level, c, x + reach, row) ^ p.mask);
    }
    best ^= p.mask;
  }
  store_four_5(c, x, y, values_of_keys(kFormat0, best));
}
