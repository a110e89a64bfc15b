// Carries out a plan's batches on the graphics card and holds the pictures that stay there between them. What only one
// batch reads has memory there from the task that writes it to the last one that reads it.
//
// Formulas that follow each other are one dispatch of a generated shader, as soon as it is compiled and it is known how
// long each of them takes alone; until then they run one by one, which measures just that.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "engine/profile/trace.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/gpu_units.h"

namespace lightbench {

class GpuBatchRun {
 public:
  enum class Keep { kForThisRun, kForLaterRuns };  // pictures on the card (DevicePictures)
  GpuBatchRun(const ExecutionPlan& plan, Engine& engine, const CancelToken& cancel, Keep keep)
      : plan_(plan), engine_(engine), cancel_(cancel), keep_(keep) {}

  struct StepResult {
    int step = 0;
    NodeResult result;    // pictures only where the host wants them
    int64_t self_ns = 0;  // the device's time; of several in one dispatch its share
    int64_t busy_ns = 0;
    int64_t bytes_read = 0;
    int64_t bytes_written = 0;
    int group = -1;  // of steps in one dispatch, from 0 within the run; -1: by itself
  };
  struct Outcome {
    std::vector<StepResult> steps;
    std::vector<Span> spans;  // on the host's clock
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
  Status add_uploads(Work& work, std::span<const int> steps,
                     const std::function<Result<Image>(const StepInput&)>& picture);
  Status add_unit(Work& work, GpuUnit unit);
  Status add_step(Work& work, int index);
  Status add_fused(Work& work, const GpuUnit& unit);
  Status add_downloads(Work& work, std::span<const int> steps);
  Result<DeviceImage> make_picture(Work& work, const StepInput& made, const ImageSpec& spec);
  DevicePictures::Key key_of(const StepInput& made) const;
  bool may_be_kept(const Work& work, const StepInput& made, size_t bytes);
  void keep_pictures(const Work& work, bool cancelled);
  bool is_read_after(const PlanBatch& batch, const StepInput& made) const;
  Outcome collect(Work& work);
  void collect_transfer(GpuTask& task, const StepInput& moved, Outcome& outcome) const;
  void collect_program(GpuTask& task, std::span<const int> steps, Outcome& outcome);
  void remember_shares(const Work& work, const Outcome& outcome) const;
  const PlanStep& step_at(int index) const { return plan_.steps[static_cast<size_t>(index)]; }

  const ExecutionPlan& plan_;
  Engine& engine_;
  const CancelToken& cancel_;
  const Keep keep_;
  std::map<std::pair<int, int>, DeviceImage> pictures_;  // by step and output
  size_t kept_bytes_ = 0;                                // of pictures of this run that are to be kept
  int groups_ = 0;
};

}  // namespace lightbench
