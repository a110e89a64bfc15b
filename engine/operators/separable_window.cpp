#include "engine/operators/separable_window.h"

#include <cstring>
#include <vector>

#include "engine/operators/weighted_sum.h"

namespace lightbench {
namespace {

size_t padded(int width) { return (static_cast<size_t>(width) + 15) / 16 * 16; }

}  // namespace

size_t separable_scratch_floats(int width, int height, int vertical_radius) {
  return padded(width) * static_cast<size_t>(height + 2 * vertical_radius);
}

void separable_window(const InputTile& in, const OutputTile& out, Size size, std::span<const float> horizontal,
                      std::span<const float> vertical, std::span<float> scratch) {
  const int radius_x = static_cast<int>(horizontal.size()) / 2;
  const int radius_y = static_cast<int>(vertical.size()) / 2;
  const size_t stride = padded(size.width);
  LB_CHECK(scratch.size() >= separable_scratch_floats(size.width, size.height, radius_y));

  std::vector<const float*> rows(std::max(horizontal.size(), vertical.size()));
  for (int y = -radius_y; y < size.height + radius_y; ++y) {
    for (size_t k = 0; k < horizontal.size(); ++k) {
      rows[k] = in.data + y * in.stride + (static_cast<ptrdiff_t>(k) - radius_x);
    }
    weighted_sum(rows.data(), horizontal.data(), static_cast<int>(horizontal.size()),
                 scratch.data() + static_cast<size_t>(y + radius_y) * stride, size.width);
  }
  for (int y = 0; y < size.height; ++y) {
    for (size_t k = 0; k < vertical.size(); ++k) rows[k] = scratch.data() + (static_cast<size_t>(y) + k) * stride;
    weighted_sum(rows.data(), vertical.data(), static_cast<int>(vertical.size()), out.data + y * out.stride,
                 size.width);
  }
}

void copy_tile(const InputTile& in, const OutputTile& out, Size size) {
  for (int y = 0; y < size.height; ++y) {
    std::memcpy(out.data + y * out.stride, in.data + y * in.stride, static_cast<size_t>(size.width) * sizeof(float));
  }
}

}  // namespace lightbench
