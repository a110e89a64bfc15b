// Runs one kernel over whole pictures on all workers: the one place that knows tiles, borders, formats and threads
// for row and tile kernels.
//
// Row kernels get batches of 512 pixels, tile kernels a tile with its halo, both as f32; what is already f32 in
// memory is handed over in place. Results are rounded once, on the way into the output's format. The bits do not
// depend on tile size or thread count as long as the kernel's do not.
#pragma once

#include <functional>
#include <span>

#include "engine/graph/kernel.h"

namespace lightbench {

struct KernelRun {
  const Kernel& kernel;
  std::span<const Image> inputs;  // null where a port is open
  std::span<Image> outputs;       // allocated
  NodeValues& values;
  WorkerPool& workers;
  BufferPool& buffers;
  const CancelToken& cancel;
  std::function<void(double fraction)> progress = [](double) {};
  // Row and tile kernels only: the part of the outputs to compute (empty: all of it) and the side of a tile
  // (0: chosen for the cache).
  Rect region = {};
  int tile_side = 0;
};

// Errors: kCancelled, no memory (kFailed), and what an ImageKernel returns.
Status run_kernel(const KernelRun& run);

namespace detail {
// Row y of `image`, columns [x, x + count), as floats: the stored row itself when it is f32, else converted into
// `scratch`.
const float* float_row(const Image& image, int channel, int x, int y, int count, float* scratch);
Status run_row_kernel(const RowKernel& kernel, const KernelRun& run, Rect region);
Status run_tile_kernel(const TileKernel& kernel, const KernelRun& run, Rect region);
}  // namespace detail

}  // namespace lightbench
