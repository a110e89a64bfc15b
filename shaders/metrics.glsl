// What the passes of image_metrics share: two pictures brought to the same channels, and the report.
//
// A group measures a tile of 64 × 8 pixels (or window places) and writes its sums into the report, eight words a tile; the
// host adds the tiles up. Behind lightbench.glsl and operands 0 and 1.
const int kTileColumns = 64, kTileRows = 8, kTileWords = 8;  // image_metrics.cpp
const int kSquares = 0, kLargest = 1, kDeltaE = 2, kFlags = 3, kSsim = 4;

int shared_colors() { return max(color_channels(kChannels0), color_channels(kChannels1)); }
int shared_channels() { return shared_colors() + (has_alpha(kChannels0) || has_alpha(kChannels1) ? 1 : 0); }

// Which channel of a picture stands for one of the shared: gray for all colours; -1: opaque.
int stored_channel(int channels, int c) {
  if (c < shared_colors()) return min(c, color_channels(channels) - 1);
  return has_alpha(channels) ? channels - 1 : -1;
}

ivec2 tile_place() { return ivec2(gl_WorkGroupID.x, gl_WorkGroupID.y + push.first_row / gl_WorkGroupSize.y); }

void report(Picture p, ivec2 tile, int word, float value) {
  Words(p.address).at[uint(tile.y) * p.row_words + uint(tile.x * kTileWords + word)] = floatBitsToUint(value);
}

// The sum over the group in one order; every invocation calls it.
shared float sums[128];
float group_sum(float own) {
  sums[gl_LocalInvocationIndex] = own;
  for (uint reach = 64u; reach > 0u; reach /= 2u) {
    barrier();
    if (gl_LocalInvocationIndex < reach) sums[gl_LocalInvocationIndex] += sums[gl_LocalInvocationIndex + reach];
  }
  barrier();
  float sum = sums[0];
  barrier();
  return sum;
}
