#include "engine/runtime/run_report.h"

#include "engine/operators/operation_count.h"
#include "engine/runtime/executor.h"
#include "engine/simd/isa.h"

namespace lightbench {

std::string_view name_of(NodeState state) {
  constexpr std::string_view kNames[] = {"not asked", "computed", "cached", "passed", "failed", "blocked", "cancelled"};
  return kNames[static_cast<size_t>(state)];
}

const NodeReport* RunReport::find(const NodeId& id) const {
  for (const NodeReport& node : nodes) {
    if (node.id == id) return &node;
  }
  return nullptr;
}

namespace {

Hash128 parameters_of(const PlanStep& step) {
  Hasher hasher;
  step.params->add_to(hasher);
  return hasher.finish();
}

// Of kernels only: the card's formulas calculate in numbers of two floats.
std::optional<double> operations_of(const PlanStep& step) {
  if (step.program || step.outputs.empty()) return std::nullopt;
  return operation_count(*step.def, *step.params, step.input_specs, step.outputs[0]);
}

void add_step(NodeReport& report, const PlanStep& step, const StepOutcome& outcome, const ExecutionPlan& plan) {
  report.requested = step.requested;
  report.fallback = step.fallback;
  if (step.requested == Backend::kAuto && (step.def->category != Category::kInOut || step.def->gpu)) {
    report.placement = step.placement.empty() && step.action == StepAction::kCompute ? plan.placement : step.placement;
  }
  if (!step.outputs.empty()) report.spec = step.outputs[0];
  if (!step.demanded) return;
  if (!step.reason.empty()) report.reason = step.reason;
  if (outcome.error) {
    report.error = outcome.error;
    report.state = outcome.error->what.rfind("waits for ", 0) == 0 ? NodeState::kBlocked : NodeState::kFailed;
    return;
  }
  if (!outcome.ran) {
    report.state = NodeState::kCancelled;
    return;
  }
  switch (step.action) {
    case StepAction::kTakeCached:
      report.values = outcome.values;
      if (report.state == NodeState::kNotAsked) report.state = NodeState::kCached;
      return;
    case StepAction::kPass: report.state = NodeState::kPassed; return;
    case StepAction::kCompute:
    case StepAction::kReduce: break;
  }
  report.state = NodeState::kComputed;
  report.values = outcome.values;
  report.self_ns = report.self_ns.value_or(0) + outcome.self_ns;
  report.busy_ns = report.busy_ns.value_or(0) + outcome.busy_ns;
  report.fused_group = outcome.island;
  report.bytes_read += outcome.bytes_read;
  report.bytes_written += outcome.bytes_written;
  report.parameters = parameters_of(step);
  report.operations = operations_of(step);
  report.backend = step.program ? "vulkan" : "cpu";
  if (!step.program) report.isa = plan.scalar && step.def->reference ? "scalar" : std::string(name_of(active_isa()));
}

}  // namespace

RunReport make_report(const Graph& graph, const ExecutionPlan& plan, const ExecutionOutcome& outcome, Engine& engine,
                      uint64_t revision) {
  RunReport report;
  report.revision = revision;
  report.level = plan.level;
  report.cancelled = outcome.cancelled;
  report.trace = outcome.trace;
  if (!plan.batches.empty()) {
    if (const std::optional<GpuDeviceInfo> device = engine.gpu.device()) report.gpu = device->name;
  }
  report.predicted = plan.predicted;
  report.peak_buffer_bytes = outcome.peak_buffer_bytes;
  report.allocations = outcome.allocations;
  report.cache_bytes = engine.cache.bytes();
  report.cache_budget_bytes = engine.cache.budget_bytes();
  std::map<NodeId, size_t> index_of;
  for (const Node& node : graph.nodes) {
    NodeReport line;
    line.id = node.id;
    line.type = node.type;
    if (const auto broken = plan.failed.find(node.id); broken != plan.failed.end()) {
      line.state = NodeState::kFailed;
      line.error = broken->second;
    } else if (const auto waiting = plan.blocked.find(node.id); waiting != plan.blocked.end()) {
      line.state = NodeState::kBlocked;
      line.error = waiting->second;
    }
    index_of.emplace(node.id, report.nodes.size());
    report.nodes.push_back(std::move(line));
  }
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    add_step(report.nodes[index_of.at(plan.steps[i].node)], plan.steps[i], outcome.steps[i], plan);
  }
  return report;
}

}  // namespace lightbench
