// Steps 1 to 3 of canny for pictures of 8 bits and small sigmas, in whole numbers: the same edges on every instruction
// set by their nature, at twice the samples a vector and without a float's two roundings a tap.
//
// A level is 64 units in what is smoothed and between the axes. Weights are of 16 bits, their sums exact and rounded
// once an axis. Behind the second axis a level is as many units, up to 256, as let the differences of this sigma fit
// 16 bits (and their squares 32): all of that is much finer than a picture rounded to levels between smoothing and
// differences, as other programs have it.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/graph/operator_def.h"
#include "engine/image/image.h"

namespace lightbench {

constexpr int kTan22Of65536 = 27146;  // tan 22.5° of 65536

struct ByteCannyParams {
  static constexpr int kShift = 15;  // bits behind the sums along either axis

  std::vector<int16_t> column_weights, row_weights;  // of the centre and outwards
  std::vector<int32_t> column_pairs, row_pairs;      // the same by twos, the first in the low half
  int32_t low_square, high_square;                   // kept are squares above them

  // Whether pictures are counted this way. Beyond some sigma neighbouring magnitudes differ by less than a few units.
  static bool fits(const Params& params, SampleFormat format);

  explicit ByteCannyParams(const Params& params);
  int radius() const { return static_cast<int>(row_weights.size()) - 1; }
};

// Luma in units of what is smoothed.
inline int byte_luma_units(int gray) { return gray * 64; }
inline int byte_luma_units(int red, int green, int blue) {
  return (9798 * red + 19235 * green + 3735 * blue + 256) >> 9;
}

// The classes (EdgeClass) of rows [first, end) into `classes`, a u8 plane; `in` is of u8.
void classify_byte_edges(const Image& in, const ByteCannyParams& params, int first, int end, Image& classes);

}  // namespace lightbench
