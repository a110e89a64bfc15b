#include <algorithm>
#include <map>

#include "engine/graph/kernel.h"
#include "engine/operators/box_stages.h"
#include "engine/operators/box_strips.h"

namespace lightbench {

BoxStage::BoxStage(int stage_radius, int length, int capacity, ptrdiff_t row_bytes) : radius(stage_radius) {
  const auto offset = [&](int row) {
    return static_cast<ptrdiff_t>(border_index(row, length, Border::kReflect101) % capacity) * row_bytes;
  };
  for (int t = 0; t <= length; ++t) enter.push_back(offset(t + radius));
  for (int t = 0; t < length; ++t) leave.push_back(offset(t - radius - 1));
  std::map<ptrdiff_t, int> counts;
  for (int row = -radius - 1; row < radius; ++row) ++counts[offset(row)];
  for (const auto& [at, count] : counts) start.push_back({at, count});
}

BoxAxis::BoxAxis(const std::vector<int>& radii, double end, int axis_length, ptrdiff_t in_row_bytes, int sample_bits,
                 double result_scale)
    : length(axis_length) {
  const bool floats = sample_bits == 0;
  const uint64_t top = floats ? 0 : (uint64_t{1} << sample_bits) - 1;
  const auto side = [&](size_t i) { return 2 * static_cast<uint64_t>(radii[i]) + 1; };
  int shifts[2] = {0, 0};
  if (radii.size() == 3) {
    // Sums below 2^32 behind the first two boxes, below 2^31 behind the last, where they become floats.
    const uint64_t first = top * side(0) + 1;
    while (((first >> shifts[0]) + 1) * side(1) >> 32) ++shifts[0];
    const uint64_t second = ((first >> shifts[0]) + 1) * side(1);
    while (((second >> shifts[1]) + 1) * (side(2) + 2) >> 31) ++shifts[1];
    narrow_first = sample_bits == 8 && top * side(0) < 32768;
    for (size_t i = 0; i < 2; ++i) {
      ring_rows[i] = static_cast<int>(std::min<int64_t>(length, int64_t{2} * radii[i + 1] + 2 + kBoxRows));
      ring_row_bytes[i] = floats ? kBoxFloatLanes * 8 : i == 0 && narrow_first ? kBoxLanes * 2 : kBoxLanes * 4;
    }
  }
  double sides = 1;
  for (size_t i = 0; i < radii.size(); ++i) {
    stages.push_back(i == 0 ? BoxStage(radii[i], length, length, in_row_bytes)
                            : BoxStage(radii[i], length, ring_rows[i - 1], ring_row_bytes[i - 1]));
    if (i < 2) stages[i].shift = shifts[i];
    sides *= static_cast<double>(side(i)) + (i + 1 == radii.size() ? 2 * end : 0);
  }
  inner_scale = result_scale * static_cast<double>(1 << (shifts[0] + shifts[1])) / sides;
  end_scale = end * inner_scale;
}

size_t BoxAxis::scratch_bytes() const {
  size_t bytes = kTileBytes + stages.size() * kSumBytes;
  for (size_t i = 0; i < 2; ++i) bytes += static_cast<size_t>(ring_rows[i] * ring_row_bytes[i]);
  return bytes;
}

}  // namespace lightbench
