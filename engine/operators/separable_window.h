// A window filter whose weights are the product of a column and a row, on one channel of a few rows.
//
// Columns first: up to four output rows share the rows they read and each becomes one row in scratch; that row is then
// summed along itself. Symmetric row weights (all of the Gaussians and boxes) take half of the products.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "engine/graph/kernel.h"

namespace lightbench {

class SeparableWindow {
 public:
  SeparableWindow() = default;
  // Both spans hold 2 · radius + 1 weights. Keeps the instruction set that is active now.
  SeparableWindow(std::span<const float> horizontal, std::span<const float> vertical);

  bool empty() const { return horizontal_.empty(); }
  Size halo() const { return {radius_x_, radius_y_}; }
  size_t scratch_floats(int width) const;
  // `in`, `out` and `scratch` as a window kernel gets them.
  void run(const InputRows& in, const OutputRows& out, int width, int rows, std::span<float> scratch) const;

  // What the vectorised loops read.
  struct Weights {
    const float* horizontal;  // 2 · radius_x + 1
    const float* vertical;    // 2 · radius_y + 1
    int radius_x, radius_y;
    bool symmetric;  // horizontal is
    size_t stride;   // floats of a scratch row
  };

 private:
  std::vector<float> horizontal_;
  std::vector<float> vertical_;
  int radius_x_ = 0;
  int radius_y_ = 0;
  bool symmetric_ = false;
};

// A kernel that applies `window` to every colour channel.
std::unique_ptr<WindowKernel> separable_kernel(const ImageSpec& spec, SeparableWindow window,
                                               Border border = Border::kReflect101);

}  // namespace lightbench
