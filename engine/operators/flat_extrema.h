// The extrema under a flat square or disk, row by row down a strip of keys (sample_keys.h), for every instruction set.
//
// Square: along a row the extrema over 1, 2, 4, … samples are doubled in place, and the window is two of the longest,
// overlapping; across rows van Herk's prefix and suffix, three comparisons whatever the radius.
// Disk: of every row the extrema over 1, 2, 4, … samples are kept; each chord is two of them, overlapping.
// Sources: M. van Herk, Pattern Recognition Letters 13, 1992; E. R. Urbach, M. H. F. Wilkinson, IEEE Transactions on
// Image Processing 17, 2008.
#pragma once

#include <cstddef>
#include <vector>

namespace lightbench {

enum class Extremum { kMinimum, kMaximum };

// A strip on its way down. `Key` is uint8_t, int16_t or int32_t.
template <typename Key>
class FlatExtrema {
 public:
  // `chords`: half widths of the 2 · radius + 1 rows of a disk; empty: a square.
  FlatExtrema(Extremum extremum, int width, int radius, const std::vector<int>& chords);
  FlatExtrema(const FlatExtrema&) = delete;
  FlatExtrema& operator=(const FlatExtrema&) = delete;

  // One of the rows of the first windows but their last, from the first window's left edge on.
  void add_row(const Key* row);
  // Adds a row and finds the extrema of the windows that end with it. `coming` is fetched meanwhile. Up
  // to 128 bytes beyond the end of a row are read, up to 64 are written.
  void next_row(const Key* row, const Key* coming, Key* out);

  // What the loops see.
  struct State {
    Extremum extremum;
    int width;
    int radius;
    int levels;              // doublings until one more would exceed the window
    int place;               // square: of the results in a block of 2 · radius + 1 rows; disk: of the row in the ring
    ptrdiff_t pitch;         // of rows
    Key* rows;               // square: the block, with suffixes from `place` on, and a row of prefixes; disk: the ring
    Key* line;               // a row along itself
    const ptrdiff_t* parts;  // disk: where the halves of each chord begin, from the oldest row on
    const Key** chords;      // disk: where they are now; null: a square
  };

 private:
  void turn();

  State state_;
  std::vector<Key> memory_;
  std::vector<ptrdiff_t> parts_;
  std::vector<const Key*> chords_;
};

}  // namespace lightbench
