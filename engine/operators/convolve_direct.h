// Convolution as written: every weight times every neighbour, on one channel of a few rows.
//
// A table that is mostly zeros is a list of the weights that are not; any other is summed for four output rows at once,
// each sample fetched once for all of them. A weight of 0 may or may not look at its sample, which shows only where the
// sample is not finite; which of the two depends on the table alone.
#pragma once

#include <memory>

#include "engine/graph/kernel.h"
#include "engine/graph/value.h"
#include "engine/operators/channel_window.h"

namespace lightbench {

// Whether the list is taken; what the two cost for a product is measured apart (convolve_cost.h).
bool is_sparse(const NumberTable& weights);
int used_weights(const NumberTable& weights);  // those that are not 0

// Keeps the instruction set that is active now.
class DirectWindow {
 public:
  explicit DirectWindow(const NumberTable& weights);
  Size halo() const { return {columns_ / 2, rows_ / 2}; }
  // `in` and `out` as a window kernel gets them.
  void run(const InputRows& in, const OutputRows& out, int width, int rows) const;

 private:
  void run_sparse(const InputRows& in, const OutputRows& out, int width, int rows) const;

  struct Offset {
    int x, y;
  };
  int rows_;
  int columns_;
  std::vector<float> weights_;   // the table, or those of `offsets_`
  std::vector<Offset> offsets_;  // where the weights that are not 0 look; empty unless the table is sparse
  bool sparse_;
  void (*sums_)(const float* weights, int table_rows, int table_columns, const InputRows& in, const OutputRows& out,
                int width, int rows) = nullptr;
};

std::unique_ptr<WindowKernel> direct_convolution(const ImageSpec& spec, const NumberTable& weights, Border border);

}  // namespace lightbench
