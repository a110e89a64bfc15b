// Carries out a plan's batches on the graphics card and holds the pictures that stay there between them.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "engine/profile/trace.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/planner.h"

namespace lightbench {

class GpuBatchRun {
 public:
  GpuBatchRun(const ExecutionPlan& plan, Engine& engine, const CancelToken& cancel)
      : plan_(plan), engine_(engine), cancel_(cancel) {}

  struct StepResult {
    int step = 0;
    NodeResult result;  // pictures only where the host wants them
    Span span;          // the device's time, on the host's clock
    int64_t busy_ns = 0;
  };
  struct Outcome {
    std::vector<StepResult> steps;
    std::vector<Span> others;  // transfers and compiling, in order
  };

  // `steps` are those of the batch whose inputs are there; `picture` gives a result of the host. Errors: those of
  // `picture`, kCancelled, and whatever makes the card unusable (GpuBackend::run).
  Result<Outcome> run(const PlanBatch& batch, std::span<const int> steps,
                      const std::function<Result<Image>(const StepInput&)>& picture,
                      const std::function<void(int step, double fraction)>& progress);
  // Nobody reads the results of this step any more.
  void drop(int step);

 private:
  struct Work;
  Status add_uploads(Work& work, const PlanBatch& batch, std::span<const int> steps,
                     const std::function<Result<Image>(const StepInput&)>& picture);
  Status add_steps(Work& work, std::span<const int> steps);
  Status add_downloads(Work& work, const PlanBatch& batch, std::span<const int> steps);
  Outcome collect(Work& work) const;
  const PlanStep& step_at(int index) const { return plan_.steps[static_cast<size_t>(index)]; }

  const ExecutionPlan& plan_;
  Engine& engine_;
  const CancelToken& cancel_;
  std::map<std::pair<int, int>, DeviceImage> pictures_;  // by step and output
};

}  // namespace lightbench
