#include "engine/runtime/race_course.h"

#include <algorithm>
#include <cmath>

#include "engine/cpu/reduce.h"
#include "engine/graph/similar_name.h"
#include "engine/runtime/executor.h"

namespace lightbench {
namespace {

// Times are guessed on pictures of at most so many pixels a side, where larger ones are to be raced on.
constexpr int kSmallSide = 128;

Error no_such_node(const Graph& graph, const NodeId& id) {
  std::vector<std::string> known;
  for (const Node& node : graph.nodes) known.push_back(node.id);
  std::string remedy = "nodes here: ";
  for (const std::string& each : known) remedy += (&each == &known.front() ? "" : ", ") + each;
  const std::string near = closest_name(id, known);
  if (!near.empty()) remedy += " (did you mean " + near + "?)";
  return invalid("no node is called " + id, "pipeline " + graph.name, std::move(remedy));
}

Status check_node(const Graph& graph, const NodeId& id, const OperatorRegistry& registry) {
  const Node* node = graph.find(id);
  if (node == nullptr) return no_such_node(graph, id);
  for (const Error& problem : validate(graph, registry)) {
    if (problem.node == id) return problem;
  }
  const OperatorDef& def = *registry.find(node->type);
  const std::string where = "node " + id;
  if (def.id == "input") return invalid("it reads a file", where, "race a node that computes", id);
  if (def.footprint == Footprint::kSink) return invalid("it writes a file", where, "race a node that computes", id);
  if (node->bypass) return invalid("it is bypassed", where, "switch bypass off", id);
  return {};
}

// The pictures behind the node's ports, as the pipeline makes them.
class CourseBuilder {
 public:
  CourseBuilder(const Graph& graph, const NodeId& node, Engine& engine, const CancelToken& cancel)
      : graph_(graph), node_(node), engine_(engine), cancel_(cancel) {}

  Result<RaceCourse> build() {
    const Node& node = *graph_.find(node_);
    const OperatorDef& def = *engine_.registry.find(node.type);
    RaceCourse course;
    course.node = node.id;
    course.graph.settings = graph_.settings;
    course.graph.base_folder = graph_.base_folder;
    course.graph.nodes = {node};
    Result<std::map<NodeId, NodeResult>> made = compute(node, def);
    if (!made) return made.error();
    for (const PortSpec& port : def.inputs) {
      const Link* link = graph_.link_into({node.id, port.id});
      if (link == nullptr) continue;
      const Image& image = picture_of(*link, made->at(link->from.node));
      const NodeId source = course.graph.unique_id("input");
      Node& input = course.graph.nodes.emplace_back();
      input.id = source;
      input.type = "input";
      input.params["path"] = port.id;  // which nobody reads
      course.graph.connect({source, "image"}, {node.id, port.id});
      course.pictures[source] = NodeResult{{image}, {}, 0};
      course.inputs.emplace_back(port.id, image.spec());
    }
    if (Status status = reduce(course); !status) return status.error();
    return course;
  }

 private:
  Result<std::map<NodeId, NodeResult>> compute(const Node& node, const OperatorDef& def) {
    std::vector<NodeId> makers;
    for (const PortSpec& port : def.inputs) {
      const Link* link = graph_.link_into({node.id, port.id});
      if (link != nullptr) makers.push_back(link->from.node);
    }
    const PlanRequest request{graph_, makers};
    ExecuteOptions options;
    options.store_results = false;
    const PlannedRun run = run_plan(
        request, engine_, nullptr, [&](const ExecutionPlan&) { return options; }, cancel_);
    if (run.outcome.cancelled) return cancelled();
    for (const NodeId& maker : makers) {
      if (const auto broken = run.plan.failed.find(maker); broken != run.plan.failed.end()) return broken->second;
      if (const auto waiting = run.plan.blocked.find(maker); waiting != run.plan.blocked.end()) return waiting->second;
    }
    for (const StepOutcome& step : run.outcome.steps) {
      if (step.error) return *step.error;
    }
    return run.outcome.results;
  }

  // A node that hands its picture on has one result, whatever its ports are.
  const Image& picture_of(const Link& link, const NodeResult& result) const {
    const OperatorDef* def = engine_.registry.find(graph_.find(link.from.node)->type);
    const auto port = static_cast<size_t>(std::max(0, def->output_index(link.from.port)));
    return result.outputs[std::min(port, result.outputs.size() - 1)];
  }

  Status reduce(RaceCourse& course) const {
    int largest = 0;
    for (const auto& [id, result] : course.pictures) {
      largest = std::max({largest, result.outputs[0].width(), result.outputs[0].height()});
    }
    int level = 0;
    while ((largest >> level) > kSmallSide) ++level;
    if (level < 2) return {};
    for (const auto& [id, result] : course.pictures) {
      Result<Image> small = reduce_image(result.outputs[0], level, engine_.workers, engine_.buffers, cancel_);
      if (!small) return small.error();
      course.reduced[id] = NodeResult{{std::move(*small)}, {}, 0};
    }
    course.reduced_by = std::pow(4.0, level);
    return {};
  }

  const Graph& graph_;
  const NodeId& node_;
  Engine& engine_;
  const CancelToken& cancel_;
};

}  // namespace

Result<RaceCourse> make_course(const Graph& graph, const NodeId& node, Engine& engine, const CancelToken& cancel) {
  if (Status status = check_node(graph, node, engine.registry); !status) return status.error();
  return CourseBuilder(graph, node, engine, cancel).build();
}

}  // namespace lightbench
