// Three boxes over bytes in two sweeps that never leave the caches between them: the inner loops of fast_blur.
//
// The last box, the one of fractional width, comes first: a running sum by integer weights, kept to 16 bits in a ring
// of rows. The two whole boxes behind it are one recursion (Hogenauer's): the sum of four rows of the ring is the
// second difference of their result, so two additions a sample make it, whatever the radii. Sums are whole numbers
// modulo 2^32: nothing drifts, and every instruction set and every way of sharing the picture out gives the same bits.
//
// Down the columns the result leaves in 16 bits, transposed; along the rows the same loops read that and end with one
// float product and one rounding. Samples of the ring and those between the axes are off by half of 2^-16 of the range,
// and both are averaged by what follows: the level before it is rounded is that of exact sums to 1e-3 or so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/graph/kernel.h"
#include "engine/operators/box_strips.h"

namespace lightbench {

// One axis; immutable.
struct ByteBoxAxis {
  enum class Way { kDown, kAlong };
  // Radii and `end` as in BoxCascade. In what is read, rows are `row_bytes` apart; border reflect101.
  ByteBoxAxis(Way way, const std::vector<int>& radii, double end, int length, ptrdiff_t row_bytes);
  // Whether the sums fit, and the rings of all strips of a picture of this width are no burden.
  static bool fits(const std::vector<int>& radii, int width);

  size_t state_bytes() const;    // of a strip, 64-byte aligned
  int weight_at(int row) const;  // of the first box's sum in the result `row` rows away
  const ptrdiff_t* row(int t) const { return offsets.data() + margin + t; }

  int length;
  int radius;  // of the fractional box
  int whole[2];
  int reach;            // whole[0] + whole[1]
  int16_t end_weight;   // of the samples at ±(radius + 1)
  int16_t step_weight;  // of those inside, less end_weight
  int first_shift;      // sums of the fractional box to 16 bits
  int last_shift = 0;   // sums of all three to 16 bits, going down
  int rounding = 0;     // for that
  int ring_rows;        // a power of two
  double gain;          // of a result, without its rounding, for a sample of one
  std::vector<ptrdiff_t> offsets;
  int margin;
};

// Rows [begin, end) of a strip of kBoxLanes columns of bytes, which go on from where `state` stands or start anew:
// signed results of 16 bits, column x as kBoxLanes halves from target + x · 2 · kBoxLanes on, one for each row. At most
// kBoxLanes rows; begin is a multiple of kBoxLanes from the start.
void byte_boxes_down(const ByteBoxAxis& axis, const std::byte* in, int begin, int end, bool start, std::byte* state,
                     std::byte* target, std::byte* tile);

// kBoxLanes rows as byte_boxes_down() left them: row i to target + i · stride as bytes, whole cache lines; `lines`
// rows. `scale` turns the sums into levels.
void byte_boxes_along(const ByteBoxAxis& axis, double scale, const std::byte* in, std::byte* state, std::byte* target,
                      ptrdiff_t stride, int lines, std::byte* tile);

constexpr size_t kByteBoxTile = 64 * kBoxLanes;  // bytes that either needs as `tile`, 64-byte aligned

// The colour channels of a whole picture of bytes, in bands of rows: down all strips of a band, then along its rows.
// Errors: kCancelled, no memory.
Status run_byte_boxes(const std::vector<int>& radii, double end, ImageArgs& args);

}  // namespace lightbench
