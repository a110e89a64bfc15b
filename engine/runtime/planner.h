// From a graph to what will run: an ordered list of steps.
//
// Named passes over one ExecutionPlan, each of which can be dumped: validate → infer (sizes and formats, forward) →
// place (processor or graphics card) → key (what each result depends on) → demand (backward from the targets, stopping
// at what the cache holds) → prepare (kernels) → fuse (islands of row and window kernels) → schedule → lifetimes (the
// last reader of every result) → reuse (results written over what only they read) → predict (bytes moved, memory). A
// node that cannot run gets an error and blocks only what reads it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/hash.h"
#include "engine/cpu/island.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/run_report.h"

namespace lightbench {

struct PlanRequest {
  const Graph& graph;
  std::vector<NodeId> targets;
  int level = 0;                                        // proxy level
  bool use_cache = true;                                // false: every demanded step computes
  const std::map<NodeId, NodeResult>* given = nullptr;  // results to start from (pictures already read); may be null
  bool scalar = false;                                  // run the reference instead of the kernels
  bool fuse = true;                                     // false: every node by itself
  // What only a file is made of is rounded once, to the file's depth, instead of being stored at full precision first.
  bool round_for_files = false;
  // Results may be written over what only they still read. For runs that put nothing into the result cache: what is
  // held there, or by anybody else, is never written over, so the plan would promise what cannot be done.
  bool reuse_memory = false;
  // Results to store though nothing outside their island reads them: these nodes', and every one when all together take
  // no more than so many bytes.
  std::set<NodeId> keep = {};
  int64_t keep_bytes = 0;
  double runs = 1;      // how often it is going to run: whether opening the graphics card pays
  bool kernels = true;  // false: only what would run, for estimates; such a plan cannot be executed
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
  bool operator==(const StepInput&) const = default;
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
  std::optional<NodeResult> cached;      // kTakeCached: held by the plan, so that it cannot be evicted meanwhile
  int last_reader = -1;                  // place in the schedule after which the result may be dropped; -1: never
  std::shared_ptr<const Kernel> kernel;  // kCompute, once prepared
  std::optional<Error> kernel_error;     // why it could not be
  NodeValues choices;                    // what its operator chose for this picture and why; part of its values
  int island = -1;     // kCompute: index into ExecutionPlan::islands when its kernel is a row or window
  bool stored = true;  // false: only its own island reads it, as floats that never reach memory
  std::string apart;   // why it does not share a pass with what it reads; empty when it does
  std::string reason;
  std::string fallback;                       // why the requested backend is not used
  std::string placement;                      // why it runs where it does, if `auto` decided; empty else
  std::shared_ptr<const GpuProgram> program;  // it computes on the graphics card; such a step has no kernel
  Backend requested = Backend::kAuto;
};

// A picture that a pass writes into the memory of one that it reads, and nobody reads after it.
struct Overwrite {
  StepInput input;
  StepInput output;  // (step, output port)
};

// Steps that run as one pass, in order; see engine/cpu/island.h. One step is an island too.
struct PlanIsland {
  std::vector<int> steps;
  size_t worker_bytes = 0;  // rings and batches of one worker
  std::vector<Overwrite> overwrites;
};

// Steps that run on the graphics card one after the other, with the transfers around them.
struct PlanBatch {
  std::vector<int> steps;
  std::vector<StepInput> uploads;    // pictures of the host that nothing has brought there yet
  std::vector<StepInput> downloads;  // (step, output port) of results that the host wants
};

// What one entry of the schedule runs: an island, a batch, or a single step.
struct PlanTask {
  int island = -1;
  int batch = -1;
  int step = -1;
};

struct ExecutionPlan {
  std::vector<PlanStep> steps;  // what a step reads comes before it; only the demanded ones run
  std::vector<PlanIsland> islands;
  std::vector<PlanBatch> batches;
  std::vector<PlanTask> schedule;  // in the order in which they run
  PlanPrediction predicted;
  std::map<NodeId, int> step_of;    // the step that has the node's result
  std::map<NodeId, Error> failed;   // nodes that cannot run, by their own fault
  std::map<NodeId, Error> blocked;  // nodes that wait for one of those
  std::vector<NodeId> targets;      // those that can run
  std::set<NodeId> keep;            // nodes whose results are stored whoever reads them
  int level = 0;
  bool scalar = false;
  bool fuse = true;
  std::string placement;  // why `auto` keeps all of it on the processor, where one reason holds for all; empty else

  std::string dump() const;                              // one line a step, with keys
  std::string explain() const;                           // for people: islands, buffers, what was not fused and why
  std::vector<int> members(const PlanTask& task) const;  // its steps, in order
};

// What each node's last run depended on; tells why it runs now.
struct NodeHistory {
  std::map<std::string, std::string> params;
  std::vector<std::pair<NodeId, Hash128>> inputs;
  Hash128 key;
  std::string type;
  bool stored = true;  // false: it ran inside a pass that kept nothing of it
};
using RunHistory = std::map<NodeId, NodeHistory>;

// The island as engine/cpu runs it. `inputs` are the steps' results that it reads, `outputs` what it stores, in order.
struct IslandLayout {
  std::vector<IslandNode> nodes;
  std::vector<StepInput> inputs;
  std::vector<StepInput> outputs;  // (step, output port)
};
IslandLayout lay_out(const ExecutionPlan& plan, const PlanIsland& island);

// `history` is updated for demanded nodes; may be null.
ExecutionPlan make_plan(const PlanRequest& request, Engine& engine, RunHistory* history);

}  // namespace lightbench
