// How many multiplications and additions the machine does at best, so that a node's own figure has a measure.
#pragma once

#include "engine/base/worker_pool.h"

namespace lightbench {

struct ArithmeticPeak {
  double gflop_per_s = 0;  // of f32, a multiply-add counts as two; all workers, with the instruction set in force
  int threads = 0;
};
// Independent multiply-adds in registers; best of several rounds, about 0.1 s. Zero when cancelled before the first
// round was done.
ArithmeticPeak measure_arithmetic_peak(WorkerPool& workers, const CancelToken& cancel);

}  // namespace lightbench
