// How the stages of a strip take turns, and where they keep what: what box_strips.cpp and box_float_strips.cpp share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/operators/box_strips.h"

namespace lightbench {

inline constexpr size_t kTileBytes = 64 * kBoxLanes;  // a cache line of results a column
inline constexpr size_t kSumBytes = kBoxLanes * sizeof(uint32_t);
static_assert(kBoxFloatLanes * sizeof(double) <= kSumBytes);

// The parts of a worker's scratch memory.
struct BoxScratch {
  BoxScratch(const BoxAxis& axis, std::byte* memory) : tile(memory) {
    memory += kTileBytes;
    for (size_t i = 0; i < axis.stages.size(); ++i, memory += kSumBytes) sums[i] = memory;
    for (size_t i = 0; i < 2; ++i) {
      rings[i] = memory;
      memory += axis.ring_rows[i] * axis.ring_row_bytes[i];
    }
  }
  std::byte* tile;
  std::byte* sums[3];
  std::byte* rings[2];
};

// Runs the stages of a strip: each block of results after the rows it needs of the stages before.
// first(begin, end), second(begin, end) and last(begin, end) compute rows; `last` those of one block of results.
template <typename First, typename Second, typename Last>
void run_stages(const BoxAxis& axis, int block_rows, const First& first, const Second& second, const Last& last) {
  const int length = axis.length;
  int first_done = 0;
  int second_done = 0;
  for (int t = 0; t < length; t += block_rows) {
    const int end = std::min(length, t + block_rows);
    if (axis.stages.size() == 3) {
      const int second_end = std::min(length, end + axis.stages[2].radius + 1);
      while (second_done < second_end) {
        const int part_end = std::min(second_end, second_done + kBoxRows);
        const int first_end = std::min(length, part_end + axis.stages[1].radius + 1);
        if (first_done < first_end) first(first_done, first_end);
        first_done = std::max(first_done, first_end);
        second(second_done, part_end);
        second_done = part_end;
      }
    }
    last(t, end);
  }
}

inline std::byte* block_target(const BoxTarget& target, int block) {
  if (target.half_step == 0) return target.data + block * target.step;
  return target.data + block / 2 * target.step + block % 2 * target.half_step;
}

}  // namespace lightbench
