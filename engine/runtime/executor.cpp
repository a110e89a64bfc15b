#include "engine/runtime/executor.h"

#include <algorithm>
#include <exception>
#include <new>

#include "engine/base/clock.h"
#include "engine/cpu/kernel_runner.h"
#include "engine/cpu/reduce.h"
#include "engine/runtime/fusion.h"
#include "engine/runtime/gpu_batch_run.h"
#include "engine/runtime/placement.h"

namespace lightbench {
namespace {

SpanKind span_kind(const PlanStep& step) {
  if (step.action == StepAction::kTakeCached) return SpanKind::kCached;
  if (step.action == StepAction::kPass) return SpanKind::kPass;
  if (step.action == StepAction::kReduce) return SpanKind::kReduce;
  if (step.def->id == "input") return SpanKind::kDecode;
  return step.def->category == Category::kModel ? SpanKind::kModel : SpanKind::kKernel;
}

class PlanRun {
 public:
  PlanRun(const ExecutionPlan& plan, Engine& engine, const ExecuteOptions& options, const CancelToken& cancel)
      : plan_(plan),
        engine_(engine),
        options_(options),
        cancel_(cancel),
        gpu_(plan, engine, cancel,
             options.store_results ? GpuBatchRun::Keep::kForLaterRuns : GpuBatchRun::Keep::kForThisRun),
        results_(plan.steps.size()) {
    outcome_.steps.resize(plan.steps.size());
    total_ = static_cast<int>(
        std::count_if(plan.steps.begin(), plan.steps.end(), [](const PlanStep& step) { return step.demanded; }));
  }

  ExecutionOutcome run() {
    if (options_.profile) {
      engine_.workers.observe([this](int worker, int64_t start_ns, int64_t end_ns) {
        outcome_.trace.workers.push_back({worker, outcome_.trace.steps.size(), start_ns, end_ns});
      });
    }
    engine_.buffers.restart_peak();
    const int64_t allocations = engine_.buffers.statistics().allocations;
    outcome_.trace.start_ns = now_ns();
    sample_memory();
    for (size_t place = 0; place < plan_.schedule.size() && !cancel_.cancelled() && !outcome_.gpu_failure; ++place) {
      const PlanTask& task = plan_.schedule[place];
      if (task.island >= 0) {
        run_island_task(plan_.islands[static_cast<size_t>(task.island)]);
      } else if (task.batch >= 0) {
        run_batch_task(plan_.batches[static_cast<size_t>(task.batch)]);
      } else {
        run_step(static_cast<size_t>(task.step));
      }
      sample_memory();
      drop_read_results(static_cast<int>(place));
      sample_memory();
    }
    outcome_.trace.end_ns = now_ns();
    engine_.workers.observe({});
    outcome_.cancelled = cancel_.cancelled();
    const BufferPool::Statistics buffers = engine_.buffers.statistics();
    outcome_.peak_buffer_bytes = static_cast<int64_t>(buffers.peak_live_bytes);
    outcome_.allocations = buffers.allocations - allocations;
    for (const NodeId& target : plan_.targets) {
      std::optional<NodeResult>& result = results_[static_cast<size_t>(plan_.step_of.at(target))];
      if (result) outcome_.results.emplace(target, *result);
    }
    return std::move(outcome_);
  }

 private:
  PlanStep const& step_at(int index) const { return plan_.steps[static_cast<size_t>(index)]; }

  void sample_memory() {
    outcome_.trace.memory.push_back({now_ns(), static_cast<int64_t>(engine_.buffers.statistics().live_bytes)});
  }

  // Summed over the workers; a step that uses none was busy for as long as it took.
  int64_t busy_since(size_t first_worker_span, int64_t duration_ns) const {
    int64_t inside_workers = 0;
    for (size_t i = first_worker_span; i < outcome_.trace.workers.size(); ++i) {
      inside_workers += outcome_.trace.workers[i].end_ns - outcome_.trace.workers[i].start_ns;
    }
    return inside_workers > 0 ? inside_workers : duration_ns;
  }

  void run_step(size_t index) {
    const PlanStep& step = plan_.steps[index];
    StepOutcome& outcome = outcome_.steps[index];
    Span span;
    span.kind = span_kind(step);
    span.node = step.node;
    span.label = step.def->id;
    if (span.kind == SpanKind::kDecode) span.file = step.params->text("path");
    const size_t first_worker_span = outcome_.trace.workers.size();
    span.start_ns = now_ns();
    Result<NodeResult> result = guarded(step, [&] { return step_result(step, span); });
    span.end_ns = now_ns();
    // The span is pushed after its workers reported: their index is the one it gets now.
    outcome.ran = true;
    outcome.self_ns = span.duration_ns();
    outcome.busy_ns = busy_since(first_worker_span, span.duration_ns());
    outcome.bytes_read = span.bytes_read;
    outcome.bytes_written = span.bytes_written;
    outcome_.trace.steps.push_back(std::move(span));
    ++done_;
    if (result) {
      finish(index, std::move(*result));
    } else {
      give_up(index, result.error());
    }
  }

  void give_up(size_t index, const Error& error) {
    StepOutcome& outcome = outcome_.steps[index];
    if (error.kind != ErrorKind::kCancelled) outcome.error = at_node(error, plan_.steps[index].node);
    outcome.ran = false;
  }

  // What kernels throw becomes an error of the node.
  template <typename Work>
  auto guarded(const PlanStep& step, Work work) -> decltype(work()) {
    try {
      return work();
    } catch (const std::bad_alloc&) {
      return failed("out of memory", "node " + step.node, "use a smaller picture or close other programs", step.node);
    } catch (const std::exception& exception) {
      return failed(std::string("internal error: ") + exception.what(), "node " + step.node, "please report it",
                    step.node);
    }
  }

  // The picture behind a port, or the error of waiting for it.
  Result<Image> picture(const PlanStep& reader, const StepInput& input) const {
    if (input.step < 0) return Image();
    const std::optional<NodeResult>& source = results_[static_cast<size_t>(input.step)];
    if (source) return source->outputs[static_cast<size_t>(input.output)];
    return waits_for(reader, input);
  }

  Error waits_for(const PlanStep& reader, const StepInput& input) const {
    const std::string& from = step_at(input.step).node;
    return failed("waits for " + from, "node " + reader.node, "mend " + from + " first", reader.node);
  }

  Result<NodeResult> step_result(const PlanStep& step, Span& span) {
    if (step.action == StepAction::kTakeCached) return *step.cached;
    if (step.action == StepAction::kPass) {
      // A picture that stays inside an island is handed on there; nothing else asks for it.
      const StepInput source = resolved(plan_, step.inputs[0]);
      if (source.step >= 0 && !step_at(source.step).stored && !outcome_.steps[static_cast<size_t>(source.step)].error) {
        return NodeResult{};
      }
      Result<Image> image = picture(step, step.inputs[0]);
      if (!image) return image.error();
      return NodeResult{{std::move(*image)}, {}, 0};
    }
    std::vector<Image> inputs;
    for (const StepInput& input : step.inputs) {
      const StepInput source = step.action == StepAction::kReduce ? input : resolved(plan_, input);
      Result<Image> image = picture(step, source);
      if (!image) return image.error();
      inputs.push_back(std::move(*image));
    }
    return step.action == StepAction::kReduce ? reduced(step, inputs[0], span) : computed(step, inputs, span);
  }

  Result<NodeResult> reduced(const PlanStep& step, const Image& source, Span& span) {
    Result<Image> image = reduce_image(source, step.level, engine_.workers, engine_.buffers, cancel_);
    if (!image) return image.error();
    span.bytes_read = source.spec().sample_data_bytes();
    span.bytes_written = image->spec().sample_data_bytes();
    return NodeResult{{std::move(*image)}, {}, 0};
  }

  Result<NodeResult> computed(const PlanStep& step, std::span<const Image> inputs, Span& span) {
    if (step.kernel_error) return *step.kernel_error;
    std::shared_ptr<const Kernel> kernel = step.kernel;
    if (!kernel) {
      Result<Kernel> made = make_kernel(plan_, step);
      if (!made) return made.error();
      kernel = std::make_shared<const Kernel>(std::move(*made));
    }
    Result<std::vector<Image>> outputs = allocate(step.outputs);
    if (!outputs) return outputs.error();
    NodeResult result{std::move(*outputs), step.choices, 0};
    KernelRun run{*kernel, inputs, result.outputs, result.values, engine_.workers, engine_.buffers, cancel_};
    run.progress = progress_of(step);
    if (Status status = run_kernel(run); !status) return status.error();
    span.bytes_read = bytes_of(inputs);
    span.bytes_written = bytes_of(result.outputs);
    return result;
  }

  Result<std::vector<Image>> allocate(const std::vector<ImageSpec>& specs) {
    std::vector<Image> images;
    for (const ImageSpec& spec : specs) {
      Result<Image> image = Image::allocate(spec, engine_.buffers);
      if (!image) return image.error();
      images.push_back(std::move(*image));
    }
    sample_memory();
    return images;
  }

  static int64_t bytes_of(std::span<const Image> images) {
    int64_t bytes = 0;
    for (const Image& image : images) bytes += image ? image.spec().sample_data_bytes() : 0;
    return bytes;
  }

  std::function<void(double)> progress_of(const PlanStep& step) {
    if (!options_.progress) return [](double) {};
    options_.progress(step.node, 0.0, done_, total_);
    return [this, &step](double fraction) { options_.progress(step.node, fraction, done_, total_); };
  }

  // The nodes of an island in one pass, less those that wait for something that failed. The pass has one time; each
  // node gets its sampled share of it.
  void run_island_task(const PlanIsland& whole) {
    const PlanIsland island = runnable(whole);
    if (island.steps.empty()) return;
    const PlanStep& last = step_at(island.steps.back());
    Span span;
    span.kind = island.steps.size() > 1 ? SpanKind::kFused : span_kind(last);
    span.node = last.node;
    for (int index : island.steps) span.label += (span.label.empty() ? "" : " + ") + step_at(index).def->id;
    const size_t first_worker_span = outcome_.trace.workers.size();
    span.start_ns = now_ns();
    std::vector<double> shares(island.steps.size(), 1.0 / static_cast<double>(island.steps.size()));
    Result<std::vector<Image>> outputs = guarded(last, [&] { return island_result(island, shares, span); });
    span.end_ns = now_ns();
    const int64_t duration = span.duration_ns();
    const int64_t busy = busy_since(first_worker_span, duration);
    outcome_.trace.steps.push_back(std::move(span));

    int64_t left = duration;
    auto next_output = outputs ? outputs->begin() : std::vector<Image>::iterator();
    for (size_t i = 0; i < island.steps.size(); ++i) {
      const size_t index = static_cast<size_t>(island.steps[i]);
      StepOutcome& outcome = outcome_.steps[index];
      ++done_;
      if (!outputs) {
        give_up(index, outputs.error());
        continue;
      }
      outcome.ran = true;
      const bool is_last = i + 1 == island.steps.size();
      outcome.self_ns = is_last ? left : static_cast<int64_t>(static_cast<double>(duration) * shares[i]);
      outcome.busy_ns = static_cast<int64_t>(static_cast<double>(busy) * shares[i]);
      left -= outcome.self_ns;
      if (island.steps.size() > 1) outcome.island = plan_.steps[index].island;
      NodeResult result;
      result.values = plan_.steps[index].choices;
      for (size_t port = 0; plan_.steps[index].stored && port < plan_.steps[index].outputs.size(); ++port) {
        result.outputs.push_back(std::move(*next_output++));
      }
      outcome.bytes_written = bytes_of(result.outputs);
      finish(index, std::move(result));
    }
  }

  PlanIsland runnable(const PlanIsland& whole) {
    return {runnable_steps(whole.steps), whole.worker_bytes, whole.overwrites};
  }

  // Steps of a pass or batch, less those that wait for something that failed.
  std::vector<int> runnable_steps(const std::vector<int>& whole) {
    std::vector<int> steps;
    for (int index : whole) {
      const PlanStep& step = step_at(index);
      std::optional<Error> waits;
      for (const StepInput& port : step.inputs) {
        const StepInput source = resolved(plan_, port);
        if (source.step < 0) continue;
        const bool inside = std::find(whole.begin(), whole.end(), source.step) != whole.end();
        const bool there = inside ? !outcome_.steps[static_cast<size_t>(source.step)].error.has_value()
                                  : results_[static_cast<size_t>(source.step)].has_value();
        if (!there) waits = waits_for(step, source);
      }
      if (waits) {
        give_up(static_cast<size_t>(index), *waits);
      } else {
        steps.push_back(index);
      }
    }
    return steps;
  }

  // On the graphics card. A node's time is the device's; what the host waits beside is attributed to nobody.
  void run_batch_task(const PlanBatch& batch) {
    const std::vector<int> steps = runnable_steps(batch.steps);
    if (steps.empty()) return;
    for (int index : steps) progress_of(step_at(index));
    const int64_t start = now_ns();
    Result<GpuBatchRun::Outcome> done = gpu_.run(
        batch, steps, [&](const StepInput& input) { return picture(step_at(steps.front()), input); },
        [&](int step, double fraction) {
          if (options_.progress) options_.progress(step_at(step).node, fraction, done_, total_);
        });
    if (!done) {
      if (done.error().kind != ErrorKind::kCancelled) outcome_.gpu_failure = done.error();
      return;
    }
    int64_t beyond_ns = now_ns() - start;
    for (Span& span : done->spans) {
      beyond_ns -= span.duration_ns();
      outcome_.trace.steps.push_back(std::move(span));
    }
    if (beyond_ns > 0) outcome_.handover_ns.push_back(beyond_ns);
    for (GpuBatchRun::StepResult& made : done->steps) {
      const size_t index = static_cast<size_t>(made.step);
      StepOutcome& outcome = outcome_.steps[index];
      outcome.ran = true;
      outcome.self_ns = made.self_ns;
      outcome.busy_ns = made.busy_ns;
      outcome.bytes_read = made.bytes_read;
      outcome.bytes_written = made.bytes_written;
      if (made.group >= 0) outcome.island = static_cast<int>(plan_.islands.size()) + made.group;
      ++done_;
      finish(index, std::move(made.result));
    }
  }

  Result<std::vector<Image>> island_result(const PlanIsland& island, std::vector<double>& shares, Span& span) {
    const IslandLayout layout = lay_out(plan_, island);
    std::vector<Image> inputs;
    for (const StepInput& input : layout.inputs) {
      Result<Image> image = picture(reader_of(island, input), input);
      if (!image) return image.error();
      inputs.push_back(std::move(*image));
    }
    Result<std::vector<Image>> outputs = island_outputs(island, layout, inputs);
    if (!outputs) return outputs.error();
    IslandRun run{layout.nodes, inputs, *outputs, engine_.workers, engine_.buffers, cancel_};
    run.progress = progress_of(step_at(island.steps.back()));
    if (options_.profile && island.steps.size() > 1) {  // a single node has all of it
      run.shares = &shares;
      run.clock_readings = &outcome_.trace.clock_readings;
    }
    if (Status status = run_island(run); !status) return status.error();
    for (size_t i = 0; i < inputs.size(); ++i) {
      const int64_t bytes = inputs[i].spec().sample_data_bytes();
      span.bytes_read += bytes;
      outcome_.steps[static_cast<size_t>(plan_.step_of.at(reader_of(island, layout.inputs[i]).node))].bytes_read +=
          bytes;
    }
    span.bytes_written = bytes_of(*outputs);
    return outputs;
  }

  // Fresh pictures, or inputs that the plan lets the pass write over: only where nobody else turns out to have a handle
  // on one, such as the result cache or whoever watches the steps.
  Result<std::vector<Image>> island_outputs(const PlanIsland& island, const IslandLayout& layout,
                                            std::span<Image> inputs) {
    std::vector<Image> outputs;
    for (const StepInput& output : layout.outputs) {
      Image* over = nullptr;
      for (const Overwrite& pair : island.overwrites) {
        const auto input = std::find(layout.inputs.begin(), layout.inputs.end(), pair.input);
        if (pair.output == output && input != layout.inputs.end()) {
          over = &inputs[static_cast<size_t>(input - layout.inputs.begin())];
          results_[static_cast<size_t>(pair.input.step)]->outputs[static_cast<size_t>(pair.input.output)] = Image();
        }
      }
      if (over && over->is_sole_owner()) {
        outputs.push_back(*over);
        continue;
      }
      Result<Image> image =
          Image::allocate(step_at(output.step).outputs[static_cast<size_t>(output.output)], engine_.buffers);
      if (!image) return image.error();
      outputs.push_back(std::move(*image));
    }
    sample_memory();
    return outputs;
  }

  // The first node of an island that reads `input`.
  const PlanStep& reader_of(const PlanIsland& island, const StepInput& input) const {
    for (int index : island.steps) {
      for (const StepInput& port : step_at(index).inputs) {
        const StepInput source = resolved(plan_, port);
        if (source.step == input.step && source.output == input.output) return step_at(index);
      }
    }
    return step_at(island.steps.front());
  }

  void finish(size_t index, NodeResult result) {
    const PlanStep& step = plan_.steps[index];
    StepOutcome& outcome = outcome_.steps[index];
    outcome.values = result.values;
    if (step.action == StepAction::kCompute || step.action == StepAction::kReduce) {
      result.cost_ns = outcome.self_ns;
      if (options_.store_results && !result.outputs.empty()) engine_.cache.insert(step.key, result);
    }
    if (options_.step_finished) options_.step_finished(step, result);
    results_[index] = std::move(result);
  }

  void drop_read_results(int place) {
    const PlanTask& task = plan_.schedule[static_cast<size_t>(place)];
    const auto drop = [&](const PlanStep& step) {
      for (const StepInput& input : step.inputs) {
        for (const StepInput& source : {input, resolved(plan_, input)}) {
          if (source.step >= 0 && step_at(source.step).last_reader == place) {
            results_[static_cast<size_t>(source.step)].reset();
            gpu_.drop(source.step);
          }
        }
      }
    };
    for (int index : plan_.members(task)) drop(step_at(index));
  }

  const ExecutionPlan& plan_;
  Engine& engine_;
  const ExecuteOptions& options_;
  const CancelToken& cancel_;
  GpuBatchRun gpu_;
  std::vector<std::optional<NodeResult>> results_;
  ExecutionOutcome outcome_;
  int done_ = 0;
  int total_ = 0;
};

}  // namespace

ExecutionOutcome execute(const ExecutionPlan& plan, Engine& engine, const ExecuteOptions& options,
                         const CancelToken& cancel) {
  return PlanRun(plan, engine, options, cancel).run();
}

PlannedRun run_plan(const PlanRequest& request, Engine& engine, RunHistory* history,
                    const std::function<ExecuteOptions(const ExecutionPlan& plan)>& options,
                    const CancelToken& cancel) {
  PlannedRun run{make_plan(request, engine, history), {}};
  ExecuteOptions chosen = options(run.plan);
  run.outcome = execute(run.plan, engine, chosen, cancel);
  if (run.outcome.gpu_failure) {
    engine.gpu.give_up(*run.outcome.gpu_failure);
    run.plan = make_plan(request, engine, history);
    chosen = options(run.plan);
    run.outcome = execute(run.plan, engine, chosen, cancel);
  }
  if (chosen.profile) learn_costs(run.plan, run.outcome, engine);  // else the times of passes were not divided
  return run;
}

}  // namespace lightbench
