// Medians of 3 × 3 and 5 × 5 keys by sorting networks, a vector of pixels at a time, for every instruction set.
//
// The columns of the window are sorted once and serve every window they belong to; then the rows of sorted columns are
// sorted, which leaves three (of 9) or thirteen (of 25) samples that can be the middle one. Exact.
// Source: J. L. Smith, "Implementing median filters in XC4000E FPGAs", 1996; D. E. Knuth, TAOCP 3, section 5.3.4.
#pragma once

#include <cstddef>

namespace lightbench {

// A tile of output and the keys it needs: `keys` points at the window's corner of the first pixel.
template <typename Key>
struct MedianTile {
  const Key* keys;
  ptrdiff_t stride;
  Key* out;
  ptrdiff_t out_stride;
  int width;
  int height;
};

// Bytes that loads and stores may run beyond the end of a row of keys or of results.
constexpr int kNetworkPadding = 64;
constexpr int kNetworkTileWidth = 512;  // at most

// `Key` is uint8_t, int16_t or int32_t; radius 1 or 2.
template <typename Key>
void median_by_network(const MedianTile<Key>& tile, int radius);

}  // namespace lightbench
