#include "engine/runtime/gpu_batch_run.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/runtime/fusion.h"

namespace lightbench {

// The tasks of one batch, and which step each is for.
struct GpuBatchRun::Work {
  std::shared_ptr<GpuBackend> backend;
  std::vector<GpuTask> tasks;
  std::vector<StepInput> made_for;  // parallel to tasks: the picture that is moved, or the step that runs
};

namespace {

int64_t bytes_of(const std::vector<DeviceImage>& pictures) {
  int64_t bytes = 0;
  for (const DeviceImage& picture : pictures) bytes += picture ? picture.spec().sample_data_bytes() : 0;
  return bytes;
}

}  // namespace

Result<GpuBatchRun::Outcome> GpuBatchRun::run(const PlanBatch& batch, std::span<const int> steps,
                                              const std::function<Result<Image>(const StepInput&)>& picture,
                                              const std::function<void(int, double)>& progress) {
  Work work;
  Result<std::shared_ptr<GpuBackend>> backend = engine_.gpu.get();
  if (!backend) return backend.error();
  work.backend = *backend;
  if (Status status = add_uploads(work, batch, steps, picture); !status) return status.error();
  if (Status status = add_steps(work, steps); !status) return status.error();
  if (Status status = add_downloads(work, batch, steps); !status) return status.error();
  Status status = work.backend->run(
      work.tasks, cancel_, [&](size_t task, double fraction) { progress(work.made_for[task].step, fraction); });
  if (!status) return status.error();
  return collect(work);
}

Status GpuBatchRun::add_uploads(Work& work, const PlanBatch& batch, std::span<const int> steps,
                                const std::function<Result<Image>(const StepInput&)>& picture) {
  const auto is_read = [&](const StepInput& wanted) {
    return std::any_of(steps.begin(), steps.end(), [&](int index) {
      const std::vector<StepInput>& inputs = step_at(index).inputs;
      return std::any_of(inputs.begin(), inputs.end(),
                         [&](const StepInput& input) { return resolved(plan_, input) == wanted; });
    });
  };
  for (const StepInput& wanted : batch.uploads) {
    if (!is_read(wanted)) continue;
    Result<Image> image = picture(wanted);
    if (!image) return image.error();
    Result<DeviceImage> there = work.backend->allocate(image->spec());
    if (!there) return there.error();
    pictures_[{wanted.step, wanted.output}] = *there;
    GpuTask task;
    task.kind = GpuTask::Kind::kUpload;
    task.host = std::move(*image);
    task.outputs = {std::move(*there)};
    work.tasks.push_back(std::move(task));
    work.made_for.push_back(wanted);
  }
  return {};
}

Status GpuBatchRun::add_steps(Work& work, std::span<const int> steps) {
  for (int index : steps) {
    const PlanStep& step = step_at(index);
    GpuTask task;
    task.program = step.program.get();
    task.values = step.choices;
    for (const StepInput& input : step.inputs) {
      const StepInput source = resolved(plan_, input);
      task.inputs.push_back(source.step < 0 ? DeviceImage() : pictures_.at({source.step, source.output}));
    }
    for (size_t output = 0; output < step.outputs.size(); ++output) {
      Result<DeviceImage> picture = work.backend->allocate(step.outputs[output]);
      if (!picture) return picture.error();
      pictures_[{index, static_cast<int>(output)}] = *picture;
      task.outputs.push_back(std::move(*picture));
    }
    work.tasks.push_back(std::move(task));
    work.made_for.push_back({index, 0});
  }
  return {};
}

Status GpuBatchRun::add_downloads(Work& work, const PlanBatch& batch, std::span<const int> steps) {
  for (const StepInput& wanted : batch.downloads) {
    if (std::find(steps.begin(), steps.end(), wanted.step) == steps.end()) continue;
    GpuTask task;
    task.kind = GpuTask::Kind::kDownload;
    task.inputs = {pictures_.at({wanted.step, wanted.output})};
    Result<Image> image = Image::allocate(task.inputs[0].spec(), engine_.buffers);
    if (!image) return image.error();
    task.host = std::move(*image);
    work.tasks.push_back(std::move(task));
    work.made_for.push_back(wanted);
  }
  return {};
}

GpuBatchRun::Outcome GpuBatchRun::collect(Work& work) const {
  Outcome outcome;
  for (size_t i = 0; i < work.tasks.size(); ++i) {
    GpuTask& task = work.tasks[i];
    const PlanStep& step = step_at(work.made_for[i].step);
    Span span;
    span.node = step.node;
    span.start_ns = task.start_ns;
    span.end_ns = task.end_ns;
    if (task.kind == GpuTask::Kind::kProgram) {
      span.kind = SpanKind::kKernel;
      span.label = step.def->id;
      span.on_gpu = true;
      span.bytes_read = bytes_of(task.inputs);
      span.bytes_written = bytes_of(task.outputs);
      if (task.compile_ns > 0) {
        Span compile;
        compile.kind = SpanKind::kCompile;
        compile.node = step.node;
        compile.label = "shaders of " + step.def->id;
        compile.start_ns = task.compile_start_ns;
        compile.end_ns = task.compile_start_ns + task.compile_ns;
        outcome.others.push_back(std::move(compile));
      }
      StepResult result;
      result.step = work.made_for[i].step;
      result.result.values = std::move(task.values);
      result.busy_ns = task.busy_ns;
      result.span = std::move(span);
      outcome.steps.push_back(std::move(result));
      continue;
    }
    span.kind = task.kind == GpuTask::Kind::kUpload ? SpanKind::kUpload : SpanKind::kDownload;
    span.label = task.kind == GpuTask::Kind::kUpload ? "upload" : "download";
    span.bytes_read = span.bytes_written = task.host.spec().sample_data_bytes();
    outcome.others.push_back(std::move(span));
    if (task.kind != GpuTask::Kind::kDownload) continue;
    const auto maker = std::find_if(outcome.steps.begin(), outcome.steps.end(),
                                    [&](const StepResult& result) { return result.step == work.made_for[i].step; });
    maker->result.outputs.push_back(std::move(task.host));
  }
  return outcome;
}

void GpuBatchRun::drop(int step) {
  std::erase_if(pictures_, [step](const auto& entry) { return entry.first.first == step; });
}

}  // namespace lightbench
