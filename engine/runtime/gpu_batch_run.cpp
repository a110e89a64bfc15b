#include "engine/runtime/gpu_batch_run.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/runtime/fusion.h"

namespace lightbench {

// The tasks of one batch, and what each is for.
struct GpuBatchRun::Work {
  std::shared_ptr<GpuBackend> backend;
  const PlanBatch& batch;
  std::deque<GpuUnit> units = {};  // stay where they are: tasks point to their programs
  std::vector<GpuTask> tasks = {};
  std::vector<StepInput> moved = {};          // parallel to tasks: the picture of a transfer
  std::vector<std::vector<int>> steps = {};   // parallel to tasks: what a program computes
  std::vector<const GpuUnit*> measured = {};  // units that ran one by one
  std::vector<StepInput> kept = {};           // pictures for later runs

  void add(GpuTask task, StepInput picture, std::vector<int> computed) {
    tasks.push_back(std::move(task));
    moved.push_back(picture);
    steps.push_back(std::move(computed));
  }
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
  Result<std::shared_ptr<GpuBackend>> backend = engine_.gpu.get();
  if (!backend) return backend.error();
  Work work{*backend, batch};
  if (Status status = add_uploads(work, steps, picture); !status) return status.error();
  for (GpuUnit& unit : gpu_units(plan_, steps, plan_.fuse)) {
    if (Status status = add_unit(work, std::move(unit)); !status) return status.error();
  }
  if (Status status = add_downloads(work, steps); !status) return status.error();
  Status status = work.backend->run(work.tasks, cancel_, [&](size_t task, double fraction) {
    for (int step : work.steps[task]) progress(step, fraction);
  });
  const bool was_cancelled = !status && status.error().kind == ErrorKind::kCancelled;
  if (status || was_cancelled) keep_pictures(work, was_cancelled);
  if (!status) return status.error();
  return collect(work);
}

Status GpuBatchRun::add_uploads(Work& work, std::span<const int> steps,
                                const std::function<Result<Image>(const StepInput&)>& picture) {
  const auto is_read = [&](const StepInput& wanted) {
    return std::any_of(steps.begin(), steps.end(), [&](int index) {
      const std::vector<StepInput>& inputs = step_at(index).inputs;
      return std::any_of(inputs.begin(), inputs.end(),
                         [&](const StepInput& input) { return resolved(plan_, input) == wanted; });
    });
  };
  for (const StepInput& wanted : work.batch.uploads) {
    if (!is_read(wanted)) continue;
    // What was computed again is brought up again, too.
    if (step_at(wanted.step).action == StepAction::kTakeCached) {
      if (DeviceImage kept = engine_.gpu.pictures().find(key_of(wanted))) {
        pictures_[{wanted.step, wanted.output}] = std::move(kept);
        continue;
      }
    }
    Result<Image> image = picture(wanted);
    if (!image) return image.error();
    Result<DeviceImage> there = make_picture(work, wanted, image->spec());
    if (!there) return there.error();
    GpuTask task;
    task.kind = GpuTask::Kind::kUpload;
    task.host = std::move(*image);
    task.outputs = {std::move(*there)};
    work.add(std::move(task), wanted, {});
  }
  return {};
}

Status GpuBatchRun::add_unit(Work& work, GpuUnit unit) {
  if (unit.steps.size() == 1) return add_step(work, unit.steps[0]);
  work.units.push_back(std::move(unit));
  const GpuUnit& kept = work.units.back();
  const bool ready = work.backend->is_ready(kept.fused.passes[0], kept.operands);
  if (ready && !engine_.gpu.shares(kept.name()).empty()) return add_fused(work, kept);
  work.measured.push_back(&kept);
  for (int index : kept.steps) {
    if (Status status = add_step(work, index); !status) return status;
  }
  return {};
}

Result<DeviceImage> GpuBatchRun::make_picture(Work& work, const StepInput& made, const ImageSpec& spec) {
  DeviceImage& picture = pictures_[{made.step, made.output}];
  picture = DeviceImage::within_batch(spec);
  const bool read_after = is_read_after(work.batch, made);
  const bool keep = may_be_kept(work, made, picture.bytes());
  if (!read_after && !keep) return picture;
  Result<DeviceImage> lasting = work.backend->allocate(spec);
  if (!lasting && read_after) return lasting;
  if (!lasting) return picture;  // there is no room to keep it
  if (keep) work.kept.push_back(made);
  return picture = std::move(*lasting);
}

DevicePictures::Key GpuBatchRun::key_of(const StepInput& made) const { return {step_at(made.step).key, made.output}; }

// What the result cache will hold, or was brought here. Where nothing has to be brought it is not worth its memory.
bool GpuBatchRun::may_be_kept(const Work& work, const StepInput& made, size_t bytes) {
  if (keep_ != Keep::kForLaterRuns || !step_at(made.step).stored || work.backend->is_shared_with_host()) return false;
  if (kept_bytes_ + bytes > engine_.gpu.pictures().budget_bytes()) return false;
  kept_bytes_ += bytes;
  return true;
}

// After a run that was cancelled only what had been brought there.
void GpuBatchRun::keep_pictures(const Work& work, bool cancelled) {
  const auto is_there = [&](const StepInput& made) {
    for (size_t i = 0; i < work.tasks.size(); ++i) {
      if (work.tasks[i].kind == GpuTask::Kind::kUpload && work.moved[i] == made) return work.tasks[i].moved_bytes > 0;
    }
    return !cancelled;
  };
  for (const StepInput& made : work.kept) {
    if (is_there(made)) engine_.gpu.pictures().insert(key_of(made), pictures_.at({made.step, made.output}));
  }
}

// By a later batch, which then finds it there.
bool GpuBatchRun::is_read_after(const PlanBatch& batch, const StepInput& made) const {
  const auto reads = [&](int index) {
    const std::vector<StepInput>& inputs = step_at(index).inputs;
    return std::any_of(inputs.begin(), inputs.end(),
                       [&](const StepInput& input) { return resolved(plan_, input) == made; });
  };
  const auto next = plan_.batches.begin() + (&batch - plan_.batches.data()) + 1;
  return std::any_of(next, plan_.batches.end(), [&](const PlanBatch& later) {
    return std::any_of(later.steps.begin(), later.steps.end(), reads);
  });
}

Status GpuBatchRun::add_step(Work& work, int index) {
  const PlanStep& step = step_at(index);
  GpuTask task;
  task.program = step.program.get();
  for (const StepInput& input : step.inputs) {
    const StepInput source = resolved(plan_, input);
    task.inputs.push_back(source.step < 0 ? DeviceImage() : pictures_.at({source.step, source.output}));
  }
  for (size_t output = 0; output < step.outputs.size(); ++output) {
    Result<DeviceImage> picture = make_picture(work, {index, static_cast<int>(output)}, step.outputs[output]);
    if (!picture) return picture.error();
    task.outputs.push_back(std::move(*picture));
  }
  work.add(std::move(task), {}, {index});
  return {};
}

Status GpuBatchRun::add_fused(Work& work, const GpuUnit& unit) {
  GpuTask task;
  task.program = &unit.fused;
  for (const StepInput& read : unit.reads) task.inputs.push_back(pictures_.at({read.step, read.output}));
  for (const StepInput& written : unit.writes) {
    Result<DeviceImage> picture =
        make_picture(work, written, step_at(written.step).outputs[static_cast<size_t>(written.output)]);
    if (!picture) return picture.error();
    task.outputs.push_back(std::move(*picture));
  }
  work.add(std::move(task), {}, unit.steps);
  return {};
}

Status GpuBatchRun::add_downloads(Work& work, std::span<const int> steps) {
  for (const StepInput& wanted : work.batch.downloads) {
    if (std::find(steps.begin(), steps.end(), wanted.step) == steps.end()) continue;
    GpuTask task;
    task.kind = GpuTask::Kind::kDownload;
    task.inputs = {pictures_.at({wanted.step, wanted.output})};
    Result<Image> image = Image::allocate(task.inputs[0].spec(), engine_.buffers);
    if (!image) return image.error();
    task.host = std::move(*image);
    work.add(std::move(task), wanted, {});
  }
  return {};
}

GpuBatchRun::Outcome GpuBatchRun::collect(Work& work) {
  Outcome outcome;
  for (size_t i = 0; i < work.tasks.size(); ++i) {
    if (work.tasks[i].kind == GpuTask::Kind::kProgram) {
      collect_program(work.tasks[i], work.steps[i], outcome);
    } else {
      collect_transfer(work.tasks[i], work.moved[i], outcome);
    }
  }
  remember_shares(work, outcome);
  return outcome;
}

void GpuBatchRun::collect_transfer(GpuTask& task, const StepInput& moved, Outcome& outcome) const {
  const bool upload = task.kind == GpuTask::Kind::kUpload;
  if (task.moved_bytes > 0) {
    Span span;
    span.kind = upload ? SpanKind::kUpload : SpanKind::kDownload;
    span.node = step_at(moved.step).node;
    span.label = upload ? "upload" : "download";
    span.start_ns = task.start_ns;
    span.end_ns = task.end_ns;
    span.bytes_read = span.bytes_written = task.moved_bytes;
    outcome.spans.push_back(std::move(span));
  }
  if (upload) return;
  const auto maker = std::find_if(outcome.steps.begin(), outcome.steps.end(),
                                  [&](const StepResult& result) { return result.step == moved.step; });
  maker->result.outputs.push_back(std::move(task.host));
}

// Of several steps in one dispatch each gets its share by what they took one by one; the last one what is left.
void GpuBatchRun::collect_program(GpuTask& task, std::span<const int> steps, Outcome& outcome) {
  Span span;
  span.kind = steps.size() > 1 ? SpanKind::kFused : SpanKind::kKernel;
  span.node = step_at(steps.back()).node;
  for (int index : steps) span.label.append(span.label.empty() ? "" : " + ").append(step_at(index).def->id);
  span.on_gpu = true;
  span.start_ns = task.start_ns;
  span.end_ns = task.end_ns;
  span.bytes_read = bytes_of(task.inputs);
  span.bytes_written = bytes_of(task.outputs);
  if (task.compile_ns > 0) {
    Span compile;
    compile.kind = SpanKind::kCompile;
    compile.node = span.node;
    compile.label = std::string("shaders of ").append(span.label);
    compile.start_ns = task.compile_start_ns;
    compile.end_ns = task.compile_start_ns + task.compile_ns;
    outcome.spans.push_back(std::move(compile));
  }
  const std::vector<double> shares =
      steps.size() > 1 ? engine_.gpu.shares(task.program->passes[0].shader) : std::vector<double>{1.0};
  int64_t left = span.duration_ns();
  for (size_t i = 0; i < steps.size(); ++i) {
    StepResult result;
    result.step = steps[i];
    result.result.values = step_at(steps[i]).choices;
    if (steps.size() == 1)
      result.result.values.insert(result.result.values.end(), task.values.begin(), task.values.end());
    const bool last = i + 1 == steps.size();
    result.self_ns = last ? left : static_cast<int64_t>(static_cast<double>(span.duration_ns()) * shares[i]);
    left -= result.self_ns;
    result.busy_ns = steps.size() == 1 ? task.busy_ns : result.self_ns;
    // What goes in is read by the first, what comes out is written by the last; between them nothing moves.
    if (i == 0) result.bytes_read = span.bytes_read;
    if (last) result.bytes_written = span.bytes_written;
    if (steps.size() > 1) result.group = groups_;
    outcome.steps.push_back(std::move(result));
  }
  if (steps.size() > 1) ++groups_;
  outcome.spans.push_back(std::move(span));
}

void GpuBatchRun::remember_shares(const Work& work, const Outcome& outcome) const {
  for (const GpuUnit* unit : work.measured) {
    std::vector<double> times;
    double sum = 0;
    for (int index : unit->steps) {
      const auto result = std::find_if(outcome.steps.begin(), outcome.steps.end(),
                                       [&](const StepResult& each) { return each.step == index; });
      times.push_back(static_cast<double>(std::max<int64_t>(result->self_ns, 1)));
      sum += times.back();
    }
    for (double& time : times) time /= sum;
    engine_.gpu.set_shares(unit->name(), std::move(times));
  }
}

void GpuBatchRun::drop(int step) {
  std::erase_if(pictures_, [step](const auto& entry) { return entry.first.first == step; });
}

}  // namespace lightbench
