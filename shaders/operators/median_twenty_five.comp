// The median of 5 × 5 samples, colour channels only; border reflect101. Columns are sorted once for all windows they
// belong to, then rows of equal rank; thirteen samples are left that can be the middle one.
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
  if (c >= color_channels(kChannels0)) {
    store_four_1(c, x, y, load_four_0(c, x, y));
    return;
  }
  ivec4 a[5], b[5]; // columns x - 2 to x + 1 and x + 2 to x + 5
  [[unroll]] for (int k = 0; k < 5; ++k) {
    int row = reflect101(y + k - 2, picture_0().height);
    ivec4 middle = near_four_keys_0(c, x, row);
    a[k] = ivec4(near_key_0(c, x - 2, row), near_key_0(c, x - 1, row), middle.xy);
    b[k] = ivec4(middle.zw, near_key_0(c, x + 4, row), near_key_0(c, x + 5, row));
  }
  sort_five(a[0], a[1], a[2], a[3], a[4]);
  sort_five(b[0], b[1], b[2], b[3], b[4]);
  // Sorted both ways, sample j of row i has (i + 1)(j + 1) samples not above it, itself included, and (5 - i)(5 - j) not
  // below: where either exceeds 13 it is not the middle one.
  ivec4 left[5], right[5], one[5], two[5], three[5];
  [[unroll]] for (int i = 0; i < 5; ++i) {
    left[i] = a[i];
    one[i] = ivec4(a[i].yzw, b[i].x);
    two[i] = ivec4(a[i].zw, b[i].xy);
    three[i] = ivec4(a[i].w, b[i].xyz);
    right[i] = b[i];
    sort_five(left[i], one[i], two[i], three[i], right[i]);
  }
  ivec4 kept[13] = ivec4[](three[0], right[0], two[1], three[1], right[1], one[2], two[2], three[2], left[3], one[3],
                           two[3], left[4], one[4]);
  store_four_1(c, x, y, values_of_keys(kFormat0, middle_of_thirteen(kept)));
}
