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

#include "engine/operators/median_network.h"

namespace lightbench {

constexpr int kMostCountedRadius = 127;  // a column's counts are bytes

// `scratch` grows to what the call needs and may be kept for the next.
void median_by_counting(const MedianTile<uint8_t>& tile, int radius, std::vector<uint8_t>& scratch);

}  // namespace lightbench
