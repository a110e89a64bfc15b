// Medians of 3 × 3 and 5 × 5 keys by sorting networks, a vector of pixels at a time, for every instruction set.
//
// The columns of the window are sorted once and serve every window they belong to; then the rows of sorted columns are
// sorted, which leaves three (of 9) or thirteen (of 25) samples that can be the middle one. Exact.
// Source: J. L. Smith, "Implementing median filters in XC4000E FPGAs", 1996; D. E. Knuth, TAOCP 3, section 5.3.4.
#pragma once

#include <cstddef>

namespace lightbench {

// Rows of results that are found together: neighbours share parts of their columns.
constexpr int network_rows(int radius) { return radius == 1 ? 2 : 1; }

constexpr int kMostNetworkRows = 2;

template <typename Key>
struct NetworkRows {
  const Key* in[6];                     // of the results and `radius` on both sides, from the first window's left edge
  const Key* coming[kMostNetworkRows];  // of the picture, wanted next: memory works while the network does
  Key* out[kMostNetworkRows];           // may be one row twice
};

// The medians of `width` windows in each of network_rows() rows. `Key` is uint8_t, int16_t or int32_t, the radius 1 or
// 2. Whole vectors of up to 64 bytes are read and written.
template <typename Key>
void median_by_network(const NetworkRows<Key>& rows, int width, int radius);

}  // namespace lightbench
