#include "engine/runtime/executor.h"

#include <algorithm>
#include <exception>
#include <new>

#include "engine/base/clock.h"
#include "engine/cpu/kernel_runner.h"
#include "engine/cpu/reduce.h"
#include "engine/cpu/reference_kernel.h"

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
      : plan_(plan), engine_(engine), options_(options), cancel_(cancel), results_(plan.steps.size()) {
    outcome_.steps.resize(plan.steps.size());
    total_ = static_cast<int>(
        std::count_if(plan.steps.begin(), plan.steps.end(), [](const PlanStep& step) { return step.demanded; }));
  }

  ExecutionOutcome run() {
    engine_.workers.observe([this](int worker, int64_t start_ns, int64_t end_ns) {
      outcome_.trace.workers.push_back({worker, outcome_.trace.steps.size(), start_ns, end_ns});
    });
    outcome_.trace.start_ns = now_ns();
    for (size_t index = 0; index < plan_.steps.size() && !cancel_.cancelled(); ++index) {
      if (plan_.steps[index].demanded) run_step(index);
    }
    outcome_.trace.end_ns = now_ns();
    engine_.workers.observe({});
    outcome_.cancelled = cancel_.cancelled();
    for (const NodeId& target : plan_.targets) {
      std::optional<NodeResult>& result = results_[static_cast<size_t>(plan_.step_of.at(target))];
      if (result) outcome_.results.emplace(target, *result);
    }
    return std::move(outcome_);
  }

 private:
  void run_step(size_t index) {
    const PlanStep& step = plan_.steps[index];
    StepOutcome& outcome = outcome_.steps[index];
    Span span;
    span.kind = span_kind(step);
    span.node = step.node;
    span.label = step.def->id;
    const size_t first_worker_span = outcome_.trace.workers.size();
    span.start_ns = now_ns();
    Result<NodeResult> result = step_result(step, span);
    span.end_ns = now_ns();
    // The span is pushed after its workers reported: their index is the one it gets now.
    outcome.ran = true;
    outcome.self_ns = span.duration_ns();
    int64_t inside_workers = 0;
    for (size_t i = first_worker_span; i < outcome_.trace.workers.size(); ++i) {
      inside_workers += outcome_.trace.workers[i].end_ns - outcome_.trace.workers[i].start_ns;
    }
    outcome.busy_ns = inside_workers > 0 ? inside_workers : span.duration_ns();
    outcome.bytes_read = span.bytes_read;
    outcome.bytes_written = span.bytes_written;
    outcome_.trace.steps.push_back(std::move(span));
    ++done_;
    if (!result) {
      if (result.error().kind != ErrorKind::kCancelled) outcome.error = at_node(result.error(), step.node);
      outcome.ran = false;
    } else {
      finish(index, std::move(*result));
    }
    drop_read_results(index);
  }

  Result<NodeResult> step_result(const PlanStep& step, Span& span) {
    if (step.action == StepAction::kTakeCached) return *step.cached;
    std::vector<Image> inputs;
    for (const StepInput& input : step.inputs) {
      if (input.step < 0) {
        inputs.emplace_back();
        continue;
      }
      const std::optional<NodeResult>& source = results_[static_cast<size_t>(input.step)];
      if (!source) {
        const std::string& from = plan_.steps[static_cast<size_t>(input.step)].node;
        return failed("waits for " + from, "node " + step.node, "mend " + from + " first", step.node);
      }
      inputs.push_back(source->outputs[static_cast<size_t>(input.output)]);
    }
    if (step.action == StepAction::kPass) return NodeResult{{inputs[0]}, {}, 0};
    try {
      return step.action == StepAction::kReduce ? reduced(step, inputs[0], span) : computed(step, inputs, span);
    } catch (const std::bad_alloc&) {
      return failed("out of memory", "node " + step.node, "use a smaller picture or close other programs", step.node);
    } catch (const std::exception& exception) {
      return failed(std::string("internal error: ") + exception.what(), "node " + step.node, "please report it",
                    step.node);
    }
  }

  Result<NodeResult> reduced(const PlanStep& step, const Image& source, Span& span) {
    Result<Image> image = reduce_image(source, step.level, engine_.workers, engine_.buffers, cancel_);
    if (!image) return image.error();
    span.bytes_read = source.spec().sample_data_bytes();
    span.bytes_written = image->spec().sample_data_bytes();
    return NodeResult{{std::move(*image)}, {}, 0};
  }

  Result<NodeResult> computed(const PlanStep& step, std::span<const Image> inputs, Span& span) {
    Result<Kernel> kernel = plan_.scalar && step.def->reference
                                ? Result<Kernel>(make_reference_kernel(*step.def, *step.params))
                                : step.def->prepare({*step.params, step.input_specs, step.outputs, step.level});
    if (!kernel) return kernel.error();
    NodeResult result;
    for (const ImageSpec& spec : step.outputs) {
      Result<Image> image = Image::allocate(spec, engine_.buffers);
      if (!image) return image.error();
      result.outputs.push_back(std::move(*image));
    }
    KernelRun run{*kernel, inputs, result.outputs, result.values, engine_.workers, engine_.buffers, cancel_};
    if (options_.progress) {
      run.progress = [&](double fraction) { options_.progress(step.node, fraction, done_, total_); };
      options_.progress(step.node, 0.0, done_, total_);
    }
    if (Status status = run_kernel(run); !status) return status.error();
    for (const Image& image : inputs) span.bytes_read += image ? image.spec().sample_data_bytes() : 0;
    for (const Image& image : result.outputs) span.bytes_written += image.spec().sample_data_bytes();
    return result;
  }

  void finish(size_t index, NodeResult result) {
    const PlanStep& step = plan_.steps[index];
    StepOutcome& outcome = outcome_.steps[index];
    outcome.values = result.values;
    if (step.action == StepAction::kCompute || step.action == StepAction::kReduce) {
      result.cost_ns = outcome.self_ns;
      if (options_.store_results) engine_.cache.insert(step.key, result);
    }
    if (options_.step_finished) options_.step_finished(step, result);
    results_[index] = std::move(result);
  }

  void drop_read_results(size_t index) {
    for (const StepInput& input : plan_.steps[index].inputs) {
      if (input.step < 0) continue;
      const size_t source = static_cast<size_t>(input.step);
      if (plan_.steps[source].last_reader == static_cast<int>(index)) results_[source].reset();
    }
  }

  const ExecutionPlan& plan_;
  Engine& engine_;
  const ExecuteOptions& options_;
  const CancelToken& cancel_;
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

}  // namespace lightbench
