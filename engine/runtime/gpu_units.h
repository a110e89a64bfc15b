// Which steps of a batch can be one dispatch: runs of formulas over pictures of one size.
#pragma once

#include <span>
#include <vector>

#include "engine/runtime/planner.h"

namespace lightbench {

// Steps that follow each other in a batch. Several are formulas that one generated shader can compute; one is anything.
struct GpuUnit {
  std::vector<int> steps;
  // Of several steps: the program of all of them, with what it reads and what is stored of what they make.
  GpuProgram fused;
  std::vector<StepInput> reads;
  std::vector<StepInput> writes;    // (step, output port)
  std::vector<ImageSpec> operands;  // what is read, then what is written

  // Stands for the unit wherever its formulas, formats and channels are the same.
  const std::string& name() const { return fused.passes[0].shader; }
};

// `steps` in the order of the batch; each unit comes after what it reads. With `fuse` false every step is one.
std::vector<GpuUnit> gpu_units(const ExecutionPlan& plan, std::span<const int> steps, bool fuse);

}  // namespace lightbench
