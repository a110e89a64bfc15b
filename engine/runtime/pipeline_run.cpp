#include "engine/runtime/pipeline_run.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/operators/output_file.h"

namespace lightbench {
namespace {

bool reads_from(const Graph& graph, const NodeId& node) {
  return std::any_of(graph.links.begin(), graph.links.end(), [&](const Link& link) { return link.from.node == node; });
}

}  // namespace

PipelineRounds::PipelineRounds(const Graph& graph, Engine& engine, const PipelineRunOptions& options,
                               const CancelToken& cancel)
    : graph_(graph), engine_(engine), options_(options), cancel_(cancel) {}

Status PipelineRounds::open() {
  if (Status status = check(); !status) return status;
  return read_sources();
}

Result<std::string> PipelineRounds::explain() {
  if (Status status = check(); !status) return status.error();
  const ExecutionPlan plan = make_plan(request_for(options_.given), engine_, nullptr);
  if (!plan.failed.empty()) return relevant_failure(plan);
  return plan.explain();
}

Status PipelineRounds::check() {
  const std::vector<Error> problems = validate(graph_, engine_.registry);
  if (!problems.empty()) return problems.front();
  targets_ = options_.targets.empty() ? run_targets(graph_, engine_.registry) : options_.targets;
  if (targets_.empty()) {
    return invalid("the pipeline has no output", "pipeline " + graph_.name, "add an output node and connect it");
  }
  return check_outputs();
}

PlanRequest PipelineRounds::request_for(const std::map<NodeId, NodeResult>& given) const {
  PlanRequest request{graph_, targets_, 0, false};
  request.given = &given;
  request.scalar = options_.scalar;
  request.fuse = options_.fuse;
  request.round_for_files = true;
  request.reuse_memory = true;
  request.runs = std::max(0, options_.warmup) + std::max(1, options_.repeat);
  return request;
}

// Finds what cannot be planned, or written, before any time is spent on pixels.
Status PipelineRounds::check_outputs() const {
  PlanRequest request = request_for(options_.given);
  request.kernels = false;
  const ExecutionPlan plan = make_plan(request, engine_, nullptr);
  if (!plan.failed.empty()) return relevant_failure(plan);
  for (const NodeId& target : targets_) {
    const PlanStep& step = plan.steps[static_cast<size_t>(plan.step_of.at(target))];
    if (step.def->footprint != Footprint::kSink || !options_.write_outputs) continue;
    Result<ImageSpec> planned = planned_output(step.outputs[0], *step.params);
    if (!planned) return at_node(planned.error(), target);
  }
  return {};
}

Error PipelineRounds::relevant_failure(const ExecutionPlan& plan) const {
  for (const Node& node : graph_.nodes) {
    const auto found = plan.failed.find(node.id);
    if (found != plan.failed.end()) return found->second;
  }
  return plan.failed.begin()->second;
}

// Runs the sources alone, once, and keeps their pictures for the rounds.
Status PipelineRounds::read_sources() {
  std::vector<NodeId> sources;
  for (const Node& node : graph_.nodes) {
    const OperatorDef* def = engine_.registry.find(node.type);
    if (def->id == "input") {
      sources.push_back(node.id);
    }
  }
  const std::set<NodeId> needed = needed_nodes();
  std::erase_if(sources, [&](const NodeId& id) { return needed.count(id) == 0 || options_.given.count(id) > 0; });
  PlanRequest request{graph_, sources, 0, false};
  request.given = &options_.given;
  const ExecutionPlan plan = make_plan(request, engine_, nullptr);
  ExecuteOptions options;
  options.store_results = false;
  const ExecutionOutcome outcome = execute(plan, engine_, options, cancel_);
  if (Status status = check_outcome(plan, outcome); !status) return status;
  given_ = outcome.results;
  given_.insert(options_.given.begin(), options_.given.end());
  for (const Span& span : outcome.trace.steps) {
    if (span.kind == SpanKind::kDecode) result_.files.push_back(span);
  }
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    if (outcome.steps[i].ran) io_ns_[plan.steps[i].node] = outcome.steps[i].self_ns;
  }
  return {};
}

std::set<NodeId> PipelineRounds::needed_nodes() const {
  std::set<NodeId> needed(targets_.begin(), targets_.end());
  const std::vector<size_t> order = topological_order(graph_);
  for (auto index = order.rbegin(); index != order.rend(); ++index) {
    const NodeId& id = graph_.nodes[*index].id;
    if (needed.count(id) == 0) continue;
    for (const Link& link : graph_.links) {
      if (link.to.node == id) needed.insert(link.from.node);
    }
  }
  return needed;
}

Status PipelineRounds::check_outcome(const ExecutionPlan& plan, const ExecutionOutcome& outcome) const {
  if (!plan.failed.empty()) return relevant_failure(plan);
  if (outcome.cancelled) return cancelled();
  for (const StepOutcome& step : outcome.steps) {
    if (step.error) return *step.error;
  }
  return {};
}

Status PipelineRounds::run(Round round) {
  const int64_t start = now_ns();
  ExecuteOptions options;
  options.store_results = false;
  options.profile = options_.profile;
  if (options_.progress) {
    options.progress = [this](const NodeId& node, double fraction, int done, int total) {
      if (fraction == 0.0) options_.progress(node, done, total);
    };
  }
  auto [plan, outcome] = run_plan(
      request_for(given_), engine_, nullptr, [&](const ExecutionPlan&) { return options; }, cancel_);
  const int64_t wall = now_ns() - start;
  if (Status status = check_outcome(plan, outcome); !status) return status;
  const RunReport report = make_report(graph_, plan, outcome, engine_, 0);
  const bool measured = round == Round::kMeasured || round == Round::kLast;
  if (is_cold_) {
    note_cold(plan, outcome, wall);
  } else if (!measured) {
    result_.warmup_ns.push_back(wall);
  }
  if (measured) add_round(plan, outcome, report, wall, start);
  if (round == Round::kLast && !is_cold_) result_.allocations = outcome.allocations;
  if (round == Round::kLast || round == Round::kWarmUpKept) last_results_ = std::move(outcome.results);
  is_cold_ = false;
  return {};
}

std::map<NodeId, int64_t> PipelineRounds::self_times(const ExecutionPlan& plan, const ExecutionOutcome& outcome) {
  std::map<NodeId, int64_t> self;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    if (outcome.steps[i].ran) self[plan.steps[i].node] += outcome.steps[i].self_ns;
  }
  return self;
}

void PipelineRounds::note_cold(const ExecutionPlan& plan, const ExecutionOutcome& outcome, int64_t wall) {
  result_.cold_ns = wall;
  result_.cold_allocations = outcome.allocations;
  cold_self_ns_ = self_times(plan, outcome);
}

NodeMeasurement& PipelineRounds::measurement_of(const NodeReport& node) {
  const auto known = std::find_if(result_.nodes.begin(), result_.nodes.end(),
                                  [&](const NodeMeasurement& each) { return each.id == node.id; });
  if (known != result_.nodes.end()) return *known;
  NodeMeasurement& fresh = result_.nodes.emplace_back();
  fresh.id = node.id;
  fresh.type = node.type;
  if (const auto io = io_ns_.find(node.id); io != io_ns_.end()) fresh.io_ns = io->second;
  if (const auto cold = cold_self_ns_.find(node.id); cold != cold_self_ns_.end()) fresh.cold_self_ns = cold->second;
  return fresh;
}

void PipelineRounds::add_round(const ExecutionPlan& plan, ExecutionOutcome& outcome, const RunReport& report,
                               int64_t wall, int64_t start) {
  const std::map<NodeId, int64_t> self = self_times(plan, outcome);
  int64_t attributed = 0;
  for (const auto& [node, self_ns] : self) attributed += self_ns;
  result_.start_ns.push_back(start);
  result_.wall_ns.push_back(wall);
  result_.predicted = plan.predicted;
  if (!plan.batches.empty()) result_.gpu = engine_.gpu.device();
  result_.peak_buffer_bytes = std::max(result_.peak_buffer_bytes, outcome.peak_buffer_bytes);
  result_.unattributed_ns.push_back(wall - attributed);
  for (const NodeReport& node : report.nodes) {
    const auto measured = self.find(node.id);
    if (measured == self.end()) continue;
    NodeMeasurement& entry = measurement_of(node);
    entry.self_ns.push_back(measured->second);
    if (node.busy_ns) entry.busy_ns.push_back(*node.busy_ns);
    entry.last = node;
    if (!node.fallback.empty() && result_.wall_ns.size() == 1) {
      result_.warnings.push_back("node " + node.id + " asked for " + std::string(name_of(node.requested)) + ": " +
                                 node.fallback);
    }
  }
  outcome.trace.start_ns = start;  // planning belongs to the round
  outcome.trace.end_ns = start + wall;
  result_.traces.push_back(std::move(outcome.trace));
}

Status PipelineRounds::write_outputs() {
  for (const NodeId& target : targets_) {
    const Node& node = *graph_.find(target);
    const OperatorDef* def = engine_.registry.find(node.type);
    const auto result = last_results_.find(target);
    if (def->footprint != Footprint::kSink || result == last_results_.end()) continue;
    const Result<Params> params = Params::resolve(*def, node, 0, graph_.base_folder);
    if (!params) return params.error();
    const Image& image = result->second.outputs[0];
    Result<ImageSpec> planned = planned_output(image.spec(), *params);
    if (!planned) return at_node(planned.error(), target);
    Span span;
    span.kind = SpanKind::kEncode;
    span.node = target;
    span.label = def->id;
    span.file = params->text("path");
    span.bytes_read = image.spec().sample_data_bytes();
    span.start_ns = now_ns();
    if (Status status = write_output(image, *params, engine_.buffers); !status) return at_node(status.error(), target);
    span.end_ns = now_ns();
    result_.outputs.push_back({target, span.file, *planned, span.duration_ns()});
    for (NodeMeasurement& measured : result_.nodes) {
      if (measured.id == target) measured.io_ns = span.duration_ns();
    }
    result_.files.push_back(std::move(span));
  }
  return {};
}

Result<std::string> explain_pipeline(const Graph& graph, Engine& engine, const PipelineRunOptions& options) {
  const CancelToken never;
  return PipelineRounds(graph, engine, options, never).explain();
}

std::vector<NodeId> run_targets(const Graph& graph, const OperatorRegistry& registry) {
  std::vector<NodeId> targets;
  for (const Node& node : graph.nodes) {
    const OperatorDef* def = registry.find(node.type);
    if (def == nullptr) continue;
    const bool reports = def->category == Category::kMeasure || def->category == Category::kModel;
    if (def->footprint == Footprint::kSink || (reports && !reads_from(graph, node.id))) targets.push_back(node.id);
  }
  return targets;
}

Result<PipelineRunResult> run_pipeline(const Graph& graph, Engine& engine, const PipelineRunOptions& options,
                                       const CancelToken& cancel) {
  using Round = PipelineRounds::Round;
  PipelineRounds rounds(graph, engine, options, cancel);
  if (Status status = rounds.open(); !status) return status.error();
  for (int i = 0; i < options.warmup; ++i) {
    if (Status status = rounds.run(Round::kWarmUp); !status) return status.error();
  }
  const int repeat = std::max(1, options.repeat);
  for (int i = 0; i < repeat; ++i) {
    if (Status status = rounds.run(i + 1 < repeat ? Round::kMeasured : Round::kLast); !status) return status.error();
  }
  if (options.write_outputs) {
    if (Status status = rounds.write_outputs(); !status) return status.error();
  }
  return rounds.take_result();
}

}  // namespace lightbench
