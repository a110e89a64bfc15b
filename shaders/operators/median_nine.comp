// The median of 3 × 3 samples, colour channels only; border reflect101. Each column of the window is sorted once.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "sample_keys.glsl"
#include "sort_keys.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_KEYS(0)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  ivec4 result = four_keys_0(c, x, y);
  if (c < color_channels(kChannels0)) {
    // Columns x to x + 3, and x - 1 and x + 4 in the first two of `ends`.
    ivec4 columns[3], ends[3];
    [[unroll]] for (int k = 0; k < 3; ++k) {
      int row = reflect101(y + k - 1, picture_0().height);
      columns[k] = near_four_keys_0(c, x, row);
      ends[k] = ivec4(near_key_0(c, x - 1, row), near_key_0(c, x + 4, row), 0, 0);
    }
    sort_two(columns[0], columns[1]);
    sort_two(columns[1], columns[2]);
    sort_two(columns[0], columns[1]);
    sort_two(ends[0], ends[1]);
    sort_two(ends[1], ends[2]);
    sort_two(ends[0], ends[1]);
    ivec4 left[3], right[3];
    [[unroll]] for (int k = 0; k < 3; ++k) {
      left[k] = ivec4(ends[k].x, columns[k].xyz);
      right[k] = ivec4(columns[k].yzw, ends[k].y);
    }
    ivec4 lowest = max(max(left[0], columns[0]), right[0]);
    ivec4 highest = min(min(left[2], columns[2]), right[2]);
    result = middle_of_three(lowest, middle_of_three(left[1], columns[1], right[1]), highest);
  }
  store_four_1(c, x, y, values_of_keys(kFormat0, result));
}
