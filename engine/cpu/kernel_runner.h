// Runs one kernel over whole pictures on all workers: row and window kernels as an island of one (island.h), image
// kernels by their own means.
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
  // Row and window kernels only: see IslandRun.
  Rect region = {};
  int strip_side = 0;
};

// Errors: kCancelled, no memory (kFailed), and what an ImageKernel returns.
Status run_kernel(const KernelRun& run);

}  // namespace lightbench
