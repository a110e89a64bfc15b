// Which steps of a batch can be one dispatch: formulas over pictures of one size, and a window among them.
//
// What is behind a window always joins it. What is in front does where nobody else reads it and no formula of it is
// costly: it is computed again for the pixels around each group, half as often again as there are pixels.
#pragma once

#include <span>
#include <vector>

#include "engine/runtime/planner.h"

namespace lightbench {

// Steps that follow each other in a batch. Several are what one generated shader can compute; one is anything.
struct GpuUnit {
  std::vector<int> steps;
  // Of several steps: the program of all of them, with what it reads and what is stored of what they make.
  GpuProgram fused;
  std::vector<StepInput> reads;
  std::vector<StepInput> writes;    // (step, output port)
  std::vector<ImageSpec> operands;  // what is read, then what is written

  // Stands for the unit wherever its formulas and window, formats and channels are the same.
  const std::string& name() const { return fused.passes[0].shader; }
};

// `steps` in the order of the batch; each unit comes after what it reads. With `fuse` false every step is one.
std::vector<GpuUnit> gpu_units(const ExecutionPlan& plan, std::span<const int> steps, bool fuse);

// What a unit reads and writes of pictures on the card, in bytes, scratch not counted; of several steps once they are
// one dispatch.
int64_t bytes_read(const ExecutionPlan& plan, const GpuUnit& unit);
int64_t bytes_written(const ExecutionPlan& plan, const GpuUnit& unit);

}  // namespace lightbench
