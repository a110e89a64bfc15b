// A whole pipeline from files to files, measured in rounds: what `lightbench-cli run`, the export of the window, the
// bench and the tests share.
//
// Pictures are read once before the rounds and written once after them. Every other node is computed again in each
// round; the result cache is passed over, buffers are recycled. The first round is the cold one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/runtime/engine.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/run_report.h"

namespace lightbench {

struct PipelineRunOptions {
  int warmup = 0;
  int repeat = 1;
  bool scalar = false;  // run the references
  bool fuse = true;     // false: every node by itself
  bool write_outputs = true;
  bool profile = true;                 // false: see ExecuteOptions
  std::vector<NodeId> targets;         // what is run; empty: what run_targets() names
  std::map<NodeId, NodeResult> given;  // pictures of input nodes whose files are not read
  std::function<void(const NodeId& node, int done, int total)> progress;  // may be empty
};

struct WrittenOutput {
  NodeId node;
  std::string path;
  ImageSpec spec;  // as written
  int64_t encode_ns = 0;
};

struct NodeMeasurement {
  NodeId id;
  std::string type;
  std::vector<int64_t> self_ns;         // one a measured round
  std::vector<int64_t> busy_ns;         // the same, summed over workers
  std::optional<int64_t> cold_self_ns;  // in the first round
  std::optional<int64_t> io_ns;         // input: decode, output: encode; outside the rounds
  NodeReport last;                      // of the last round
};

struct PipelineRunResult {
  int64_t cold_ns = 0;                   // wall of the first round
  std::vector<int64_t> warmup_ns;        // walls of the rounds between that one and the measured ones
  std::vector<int64_t> start_ns;         // one a measured round, on the clock of base/clock.h
  std::vector<int64_t> wall_ns;          // one a measured round
  std::vector<int64_t> unattributed_ns;  // one a measured round: wall minus the nodes of that round
  std::vector<NodeMeasurement> nodes;    // those that ran, in file order
  std::vector<WrittenOutput> outputs;
  std::vector<Trace> traces;           // of the measured rounds
  std::vector<Span> files;             // read before the first round and written after the last one
  PlanPrediction predicted;            // of a round
  int64_t peak_buffer_bytes = 0;       // counted, the largest of the measured rounds; the source pictures included
  int64_t cold_allocations = 0;        // blocks taken from the system in the first round
  std::optional<int64_t> allocations;  // in the last round, when it is not the first
  std::optional<GpuDeviceInfo> gpu;    // the graphics card, where nodes ran on it
  std::vector<std::string> warnings;
};

// A pipeline opened for its rounds: for whoever decides after each whether another follows, or runs those of another
// pipeline in between. Runs everything that leads to its targets.
class PipelineRounds {
 public:
  // All of them must outlive this object.
  PipelineRounds(const Graph& graph, Engine& engine, const PipelineRunOptions& options, const CancelToken& cancel);

  // Checks the graph and reads its pictures. Errors, here and below: the first problem of the graph (kInvalid) or of
  // the run (kFailed), naming node and remedy; kCancelled.
  Status open();

  enum class Round {
    kWarmUp,
    kWarmUpKept,  // its pictures are kept
    kMeasured,
    kLast,  // measured, and its pictures are kept
  };
  Status run(Round round);
  Status write_outputs();  // after the last round

  const PipelineRunResult& result() const { return result_; }
  PipelineRunResult take_result() { return std::move(result_); }
  // Of the outputs, in the last round whose pictures were kept.
  const std::map<NodeId, NodeResult>& pictures() const { return last_results_; }
  std::map<NodeId, NodeResult> take_pictures() { return std::move(last_results_); }

  Result<std::string> explain();  // see explain_pipeline()

 private:
  Status check();
  Status check_outputs() const;
  Status read_sources();
  PlanRequest request_for(const std::map<NodeId, NodeResult>& given) const;
  std::set<NodeId> needed_nodes() const;
  Error relevant_failure(const ExecutionPlan& plan) const;
  Status check_outcome(const ExecutionPlan& plan, const ExecutionOutcome& outcome) const;
  static std::map<NodeId, int64_t> self_times(const ExecutionPlan& plan, const ExecutionOutcome& outcome);
  void note_cold(const ExecutionPlan& plan, const ExecutionOutcome& outcome, int64_t wall);
  void add_round(const ExecutionPlan& plan, ExecutionOutcome& outcome, const RunReport& report, int64_t wall,
                 int64_t start);
  NodeMeasurement& measurement_of(const NodeReport& node);

  const Graph& graph_;
  Engine& engine_;
  const PipelineRunOptions& options_;
  const CancelToken& cancel_;
  std::vector<NodeId> targets_;
  std::map<NodeId, NodeResult> given_;
  std::map<NodeId, int64_t> io_ns_;
  std::map<NodeId, int64_t> cold_self_ns_;
  std::map<NodeId, NodeResult> last_results_;
  bool is_cold_ = true;
  PipelineRunResult result_;
};

// `warmup` rounds, then `repeat` measured ones, then the outputs' files.
Result<PipelineRunResult> run_pipeline(const Graph& graph, Engine& engine, const PipelineRunOptions& options,
                                       const CancelToken& cancel);

// What run_pipeline() would do: islands, buffers, and why something is not fused (ExecutionPlan::explain). Reads the
// headers of the pictures. Errors: as run_pipeline() before it computes.
Result<std::string> explain_pipeline(const Graph& graph, Engine& engine, const PipelineRunOptions& options);

// The nodes a run is for: outputs, and nodes that report values and feed nobody.
std::vector<NodeId> run_targets(const Graph& graph, const OperatorRegistry& registry);

}  // namespace lightbench
