// A weighted sum along columns and rows over the tile of window.glsl, all in twofold numbers.
#include "weighted_sum.glsl"

DECLARE_WEIGHTS

// Sums along columns that wait for those along rows, of one channel: higher and lower parts.
shared vec4 column_high[kGroupRows * kTileFours], column_low[kGroupRows * kTileFours];

// The weights along rows begin the table, those along columns lie from `column_weights` on. All invocations of a group
// come here together.
Twofold separable_sum(int c, ivec2 first, Reach reach, uint column_weights) {
  ivec2 radius = reach.radius;
  int count = needed_fours(reach), first_four = kReachFours - needed_beside(reach);
  int group_row = first.y - int(gl_LocalInvocationID.y);
  for (int i = int(gl_LocalInvocationIndex); i < count * kGroupRows; i += kGroupSize) {
    int four = first_four + i % count, row = i / count;
    Twofold sum = twofold(0.0, 0.0);
    for (int k = -radius.y; k <= radius.y; ++k) {
      vec4 samples = tile[tile_place(c, four, group_row + row + k)];
      sum = add_product(sum, weight(column_weights + uint(k + radius.y)), samples);
    }
    sum = summed(sum);
    column_high[row * kTileFours + four] = sum.high;
    column_low[row * kTileFours + four] = sum.low;
  }
  barrier();
  uint place = 4u * uint(int(gl_LocalInvocationID.y) * kTileFours + kReachFours + int(gl_LocalInvocationID.x));
  Twofold sum = twofold(0.0, 0.0), samples = twofold(0.0, 0.0);
  // Each sum is read once and moves through the four places it is needed at.
  for (int k = -radius.x; k <= radius.x + 3; ++k) {
    uint next = uint(int(place) + k);
    samples.high = vec4(samples.high.yzw, column_high[next / 4u][next % 4u]);
    samples.low = vec4(samples.low.yzw, column_low[next / 4u][next % 4u]);
    if (k >= 3 - radius.x) sum = add_product(sum, weight(uint(k - 3 + radius.x)), samples);
  }
  barrier();  // the next channel's sums come to the same place
  return summed(sum);
}
