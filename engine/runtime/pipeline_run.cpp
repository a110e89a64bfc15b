#include "engine/runtime/pipeline_run.h"

#include <algorithm>
#include <set>

#include "engine/base/clock.h"
#include "engine/operators/output_file.h"
#include "engine/runtime/executor.h"

namespace lightbench {
namespace {

bool reads_from(const Graph& graph, const NodeId& node) {
  return std::any_of(graph.links.begin(), graph.links.end(), [&](const Link& link) { return link.from.node == node; });
}

// The rounds of one call of run_pipeline.
class Rounds {
 public:
  Rounds(const Graph& graph, Engine& engine, const PipelineRunOptions& options, const CancelToken& cancel)
      : graph_(graph), engine_(engine), options_(options), cancel_(cancel) {}

  Result<PipelineRunResult> run() {
    if (Status status = check(); !status) return status.error();
    if (Status status = read_sources(); !status) return status.error();
    const int total = std::max(0, options_.warmup) + std::max(1, options_.repeat);
    for (int round = 0; round < total; ++round) {
      if (Status status = run_round(round == 0, round >= options_.warmup, round == total - 1); !status) {
        return status.error();
      }
    }
    if (options_.write_outputs) {
      if (Status status = write_outputs(); !status) return status.error();
    }
    return std::move(result_);
  }

  Result<std::string> explain() {
    if (Status status = check(); !status) return status.error();
    const ExecutionPlan plan = make_plan(request_for(nullptr), engine_, nullptr);
    if (!plan.failed.empty()) return relevant_failure(plan);
    return plan.explain();
  }

 private:
  Status check() {
    const std::vector<Error> problems = validate(graph_, engine_.registry);
    if (!problems.empty()) return problems.front();
    targets_ = run_targets(graph_, engine_.registry);
    if (targets_.empty()) {
      return invalid("the pipeline has no output", "pipeline " + graph_.name, "add an output node and connect it");
    }
    return check_outputs();
  }

  PlanRequest request_for(const std::map<NodeId, NodeResult>* given) const {
    PlanRequest request{graph_, targets_, 0, false};
    request.given = given;
    request.scalar = options_.scalar;
    request.fuse = options_.fuse;
    request.round_for_files = true;
    request.reuse_memory = true;
    request.runs = std::max(0, options_.warmup) + std::max(1, options_.repeat);
    return request;
  }

  // Finds what cannot be planned, or written, before any time is spent on pixels.
  Status check_outputs() {
    PlanRequest request = request_for({});
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

  Error relevant_failure(const ExecutionPlan& plan) const {
    for (const Node& node : graph_.nodes) {
      const auto found = plan.failed.find(node.id);
      if (found != plan.failed.end()) return found->second;
    }
    return plan.failed.begin()->second;
  }

  // Runs the sources alone, once, and keeps their pictures for the rounds.
  Status read_sources() {
    std::vector<NodeId> sources;
    for (const Node& node : graph_.nodes) {
      const OperatorDef* def = engine_.registry.find(node.type);
      if (def->id == "input") {
        sources.push_back(node.id);
      }
    }
    const std::set<NodeId> needed = needed_nodes();
    std::erase_if(sources, [&](const NodeId& id) { return needed.count(id) == 0; });
    const ExecutionPlan plan = make_plan({graph_, sources, 0, false}, engine_, nullptr);
    ExecuteOptions options;
    options.store_results = false;
    const ExecutionOutcome outcome = execute(plan, engine_, options, cancel_);
    if (Status status = check_outcome(plan, outcome); !status) return status;
    given_ = outcome.results;
    for (size_t i = 0; i < plan.steps.size(); ++i) {
      if (outcome.steps[i].ran) io_ns_[plan.steps[i].node] = outcome.steps[i].self_ns;
    }
    return {};
  }

  std::set<NodeId> needed_nodes() const {
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

  Status check_outcome(const ExecutionPlan& plan, const ExecutionOutcome& outcome) const {
    if (!plan.failed.empty()) return relevant_failure(plan);
    if (outcome.cancelled) return cancelled();
    for (const StepOutcome& step : outcome.steps) {
      if (step.error) return *step.error;
    }
    return {};
  }

  Status run_round(bool cold, bool measured, bool last) {
    const int64_t start = now_ns();
    ExecuteOptions options;
    options.store_results = false;
    if (options_.progress) {
      options.progress = [this](const NodeId& node, double fraction, int done, int total) {
        if (fraction == 0.0) options_.progress(node, done, total);
      };
    }
    auto [plan, outcome] = run_plan(
        request_for(&given_), engine_, nullptr, [&](const ExecutionPlan&) { return options; }, cancel_);
    const int64_t wall = now_ns() - start;
    if (Status status = check_outcome(plan, outcome); !status) return status;
    if (cold) result_.cold_ns = wall;
    const RunReport report = make_report(graph_, plan, outcome, engine_, 0);
    if (measured) add_round(plan, outcome, report, wall, start);
    if (cold) result_.cold_allocations = outcome.allocations;
    if (!cold && last) result_.allocations = outcome.allocations;
    if (last) last_results_ = std::move(outcome.results);
    return {};
  }

  void add_round(const ExecutionPlan& plan, ExecutionOutcome& outcome, const RunReport& report, int64_t wall,
                 int64_t start) {
    std::map<NodeId, int64_t> self;
    int64_t attributed = 0;
    for (size_t i = 0; i < plan.steps.size(); ++i) {
      if (!outcome.steps[i].ran) continue;
      self[plan.steps[i].node] += outcome.steps[i].self_ns;
      attributed += outcome.steps[i].self_ns;
    }
    result_.wall_ns.push_back(wall);
    result_.predicted = plan.predicted;
    if (!plan.batches.empty()) result_.gpu = engine_.gpu.device();
    result_.peak_buffer_bytes = std::max(result_.peak_buffer_bytes, outcome.peak_buffer_bytes);
    result_.unattributed_ns.push_back(wall - attributed);
    for (const NodeReport& node : report.nodes) {
      const auto measured = self.find(node.id);
      if (measured == self.end()) continue;
      auto entry = std::find_if(result_.nodes.begin(), result_.nodes.end(),
                                [&](const NodeMeasurement& known) { return known.id == node.id; });
      if (entry == result_.nodes.end()) {
        NodeMeasurement fresh;
        fresh.id = node.id;
        fresh.type = node.type;
        if (const auto io = io_ns_.find(node.id); io != io_ns_.end()) fresh.io_ns = io->second;
        entry = result_.nodes.insert(result_.nodes.end(), std::move(fresh));
      }
      entry->self_ns.push_back(measured->second);
      entry->last = node;
      if (!node.fallback.empty() && result_.wall_ns.size() == 1) {
        result_.warnings.push_back("node " + node.id + " asked for " + std::string(name_of(node.requested)) + ": " +
                                   node.fallback);
      }
    }
    outcome.trace.start_ns = start;  // planning belongs to the round
    outcome.trace.end_ns = start + wall;
    result_.traces.push_back(std::move(outcome.trace));
  }

  Status write_outputs() {
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
      const int64_t start = now_ns();
      if (Status status = write_output(image, *params, engine_.buffers); !status)
        return at_node(status.error(), target);
      const int64_t elapsed = now_ns() - start;
      result_.outputs.push_back({target, params->text("path"), *planned, elapsed});
      for (NodeMeasurement& measured : result_.nodes) {
        if (measured.id == target) measured.io_ns = elapsed;
      }
    }
    return {};
  }

  const Graph& graph_;
  Engine& engine_;
  const PipelineRunOptions& options_;
  const CancelToken& cancel_;
  std::vector<NodeId> targets_;
  std::map<NodeId, NodeResult> given_;
  std::map<NodeId, int64_t> io_ns_;
  std::map<NodeId, NodeResult> last_results_;
  PipelineRunResult result_;
};

}  // namespace

Result<std::string> explain_pipeline(const Graph& graph, Engine& engine, const PipelineRunOptions& options) {
  const CancelToken never;
  return Rounds(graph, engine, options, never).explain();
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
  return Rounds(graph, engine, options, cancel).run();
}

}  // namespace lightbench
