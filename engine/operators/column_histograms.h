// The median of 8-bit samples in a window of any size, at a cost that does not grow with it.
//
// Every column keeps the histogram of its 2r + 1 samples in two levels of sixteen: counts of the samples up to each
// sixteenth of the range, and within each sixteenth. Both are cumulative, so that adding a sample is one addition of
// sixteen bytes, a window is the sum of its columns, and the place of the median is how many counts do not exceed half
// the window. Of the fine level only the sixteenth that holds the median is kept up to date.
// Sources: S. Perreault, P. Hébert, "Median filtering in constant time", IEEE Transactions on Image Processing 16,
// 2007; T. S. Huang, "Two-dimensional signal processing II", 1981.
#pragma once

#include <cstdint>
#include <vector>

namespace lightbench {

constexpr int kMostCountedRadius = 127;  // a column's counts are bytes

class ColumnHistograms {
 public:
  // Of the columns of `width` windows that lie side by side.
  ColumnHistograms(int width, int radius);

  // One of the first window's rows but its last, from the first window's left edge on.
  void add_row(const uint8_t* row);
  // Adds a row, takes one away (null: none yet) and finds the medians of the rows that are then in.
  void exchange_row(const uint8_t* added, const uint8_t* removed, uint8_t* out);

 private:
  int width_;
  int radius_;
  std::vector<uint8_t> counts_;
  uint8_t* start_;  // in counts_, aligned
};

}  // namespace lightbench
