// From a graph to what will run: an ordered list of steps.
//
// Named passes over one ExecutionPlan, each of which can be dumped: validate → infer (sizes and formats, forward) →
// key (what each result depends on) → demand (backward from the targets, stopping at what the cache holds) →
// lifetimes (the last reader of every result). A node that cannot run gets an error and blocks only what reads it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/hash.h"
#include "engine/runtime/engine.h"

namespace lightbench {

struct PlanRequest {
  const Graph& graph;
  std::vector<NodeId> targets;
  int level = 0;                                        // proxy level
  bool use_cache = true;                                // false: every demanded step computes
  const std::map<NodeId, NodeResult>* given = nullptr;  // results to start from (pictures already read); may be null
  bool scalar = false;                                  // run the reference instead of the kernels
};

enum class StepAction {
  kCompute,
  kTakeCached,  // PlanStep::cached, from the result cache or given with the request
  kPass,        // hands on its first input's picture: bypass, identity, sink
  kReduce,      // makes the proxy level of a source
};

struct StepInput {
  int step = -1;  // -1: open port
  int output = 0;
};

struct PlanStep {
  StepAction action = StepAction::kCompute;
  NodeId node;
  const OperatorDef* def = nullptr;
  std::shared_ptr<const Params> params;
  std::vector<StepInput> inputs;  // in port order; kReduce and kPass have one
  std::vector<std::optional<ImageSpec>> input_specs;
  std::vector<ImageSpec> outputs;
  Hash128 key;
  int level = 0;
  bool demanded = false;
  std::optional<NodeResult> cached;  // kTakeCached: held by the plan, so that it cannot be evicted meanwhile
  int last_reader = -1;              // index of the step after which the result may be dropped; -1: kept to the end
  std::string reason;
  std::string fallback;  // why the requested backend is not used
  Backend requested = Backend::kAuto;
};

struct ExecutionPlan {
  std::vector<PlanStep> steps;      // in order; only the demanded ones run
  std::map<NodeId, int> step_of;    // the step that has the node's result
  std::map<NodeId, Error> failed;   // nodes that cannot run, by their own fault
  std::map<NodeId, Error> blocked;  // nodes that wait for one of those
  std::vector<NodeId> targets;      // those that can run
  int level = 0;
  bool scalar = false;

  std::string dump() const;  // readable, one line a step
};

// What each node's last run depended on; tells why it runs now.
struct NodeHistory {
  std::map<std::string, std::string> params;
  std::vector<std::pair<NodeId, Hash128>> inputs;
  Hash128 key;
  std::string type;
};
using RunHistory = std::map<NodeId, NodeHistory>;

// `history` is updated for demanded nodes; may be null.
ExecutionPlan make_plan(const PlanRequest& request, Engine& engine, RunHistory* history);

}  // namespace lightbench
