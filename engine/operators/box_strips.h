// Running sums down a strip of columns: the inner loops of box_blur and fast_blur.
//
// A strip is 64 bytes or more of neighbouring columns, filtered from the first row to the last. Every box is a stage
// that keeps one sum a column: the row that enters the window is added, the row that leaves is taken away, so the cost
// does not depend on the radius. A stage runs just far enough ahead of the next one, and what lies between two stages
// is a ring of rows that stays in the first cache levels. The result leaves transposed, whole cache lines at a time:
// the second axis then runs the same loops over what the first one wrote.
//
// Integers: sums are whole numbers of 32 bits. Where three boxes need more, the rows between two stages lose low bits
// (rounded; `shift`), never the sums themselves: what enters a sum leaves it again, nothing drifts. The last stage
// turns the sum into a float, scales it and rounds once. Every step is one IEEE operation, so all instruction sets
// give the same bits. Floats: sums in double.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/image/sample_format.h"

namespace lightbench {

constexpr int kBoxLanes = 64;       // columns of a strip of integers
constexpr int kBoxFloatLanes = 16;  // columns of a strip of floats
constexpr int kBoxRows = 64;        // rows that a stage advances at once, at most

// What one stage reads, for any strip: where in its input the rows around row t begin. Borders are reflect101.
struct BoxStage {
  // Of `length` rows, kept in a ring of `capacity` rows of `row_bytes`.
  BoxStage(int radius, int length, int capacity, ptrdiff_t row_bytes);

  int radius;
  int shift = 0;                 // low bits that its sums lose when they are handed on
  std::vector<ptrdiff_t> enter;  // row t + radius, for t up to and including length
  std::vector<ptrdiff_t> leave;  // row t - radius - 1
  struct Share {
    ptrdiff_t offset;
    int count;
  };
  std::vector<Share> start;  // the rows in the window before the first, and how often each is in it
};

// One axis: its stages, and how sums become results.
struct BoxAxis {
  // `radii`: one or three. `end` is the weight of the two samples just outside the last box. `sample_bits` of the
  // integers that come in, 0 for floats; `result_scale` of a result for a sample of one.
  BoxAxis(const std::vector<int>& radii, double end, int length, ptrdiff_t in_row_bytes, int sample_bits,
          double result_scale);

  int length;
  std::vector<BoxStage> stages;
  std::array<int, 2> ring_rows{};  // of the rings behind the first and the second stage
  std::array<ptrdiff_t, 2> ring_row_bytes{};
  bool narrow_first = false;  // the sums of the first box fit 15 bits and are kept as halves
  double inner_scale = 0;     // result = inner_scale · sum + end_scale · (the two samples outside)
  double end_scale = 0;

  size_t scratch_bytes() const;
};

// Where a finished block of the transposed result goes: `lines` lines, line i at target + i · stride bytes.
struct BoxTarget {
  std::byte* data = nullptr;  // of the line of the strip's first column
  ptrdiff_t stride = 0;       // bytes from line to line
  ptrdiff_t step = 0;         // bytes a block of rows moves on: 64, or more where a line's blocks lie apart
  ptrdiff_t half_step = 0;    // when not 0: odd blocks begin this far after the even one before them
  int lines = 0;
};

enum class BoxResult { kU8, kU16, kF32 };

// One strip. `in` points at its first column in row 0; `scratch` has scratch_bytes(), 64-byte aligned.
// Reads kBoxLanes samples a row, and of the lines that it writes whole cache lines.
void run_box_strip(const BoxAxis& axis, SampleFormat in_format, const std::byte* in, BoxResult result,
                   const BoxTarget& target, std::byte* scratch);

// The same for kBoxFloatLanes floats a row.
void run_box_float_strip(const BoxAxis& axis, const std::byte* in, const BoxTarget& target, std::byte* scratch);

}  // namespace lightbench
