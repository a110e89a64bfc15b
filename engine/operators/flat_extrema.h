// The inner loops of erosion and dilation on one tile of keys (sample_keys.h), for every instruction set.
//
// Square: along rows the extrema over 1, 2, 4, … samples are doubled in place, and the window is two of the longest,
// overlapping; along columns van Herk's prefix and suffix, three comparisons whatever the radius.
// Disk: of every row the extrema over 1, 2, 4, … samples are kept; each chord is two of them, overlapping.
// Sources: M. van Herk, Pattern Recognition Letters 13, 1992; E. R. Urbach, M. H. F. Wilkinson, IEEE Transactions on
// Image Processing 17, 2008.
#pragma once

#include <cstddef>

namespace lightbench {

enum class Extremum { kMinimum, kMaximum };

struct FlatTile {
  const void* keys = nullptr;  // of the window's corner of the first pixel
  ptrdiff_t stride = 0;        // in keys
  void* out = nullptr;
  ptrdiff_t out_stride = 0;
  void* scratch = nullptr;  // flat_tile_scratch() keys
  int width = 0;
  int height = 0;
  int radius = 0;
  const int* chords = nullptr;  // half widths of the rows of a disk; null: a square
};

// Keys that loads and stores may run beyond the end of a row.
constexpr int kFlatPadding = 128;
// Keys of scratch that a tile of this size needs.
size_t flat_tile_scratch(int width, int height, int radius, bool disk);

// `Key` is uint8_t, int16_t or int32_t. Rows of `keys` and `out` are kFlatPadding longer than what they hold.
template <typename Key>
void flat_extrema(Extremum extremum, const FlatTile& tile);

}  // namespace lightbench
