// Carries out a plan: one island or step after the other on the calling thread, each on all workers.
//
// A step that fails stops only what reads it, and its island. Results are dropped after their last reader and go back
// to the buffer pool; those of the targets are kept. Every step is a span of the trace, so that steps plus the rest is
// the wall time.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "engine/profile/trace.h"
#include "engine/runtime/planner.h"
#include "engine/runtime/run_report.h"

namespace lightbench {

struct ExecuteOptions {
  bool store_results = true;  // put what was computed into the result cache
  // False: no spans of workers and no sampled shares (a pass is divided evenly), so that their cost can be measured.
  bool profile = true;
  std::function<void(const NodeId& node, double fraction, int done, int total)>
      progress;                                                                       // from any worker; may be empty
  std::function<void(const PlanStep& step, const NodeResult& result)> step_finished;  // may be empty
};

struct StepOutcome {
  bool ran = false;
  int64_t self_ns = 0;
  int64_t busy_ns = 0;
  int64_t bytes_read = 0;
  int64_t bytes_written = 0;
  // Of the plan, when several steps shared a pass, or counted on from there for a dispatch on the graphics card;
  // self_ns is then a share of its time.
  int island = -1;
  NodeValues values;
  std::optional<Error> error;
};

struct ExecutionOutcome {
  std::vector<StepOutcome> steps;        // parallel to ExecutionPlan::steps
  std::map<NodeId, NodeResult> results;  // of the targets that succeeded
  Trace trace;
  int64_t peak_buffer_bytes = 0;  // of the buffer pool while it ran: the plan's own and all other pictures alive
  int64_t allocations = 0;        // blocks that the pool had to take from the system
  bool cancelled = false;
  // For each batch on the graphics card what the host waited beyond transfers, programs and compilers.
  std::vector<int64_t> handover_ns;
  // Why the graphics card cannot be used any more. The run then stopped early; run_plan() runs it again without.
  std::optional<Error> gpu_failure;
};

ExecutionOutcome execute(const ExecutionPlan& plan, Engine& engine, const ExecuteOptions& options,
                         const CancelToken& cancel);

// A plan made and carried out. When the graphics card fails on the way it is given up, and the request is planned and
// run once more on the processor; nodes say why. `options` are asked for each plan before it runs.
struct PlannedRun {
  ExecutionPlan plan;
  ExecutionOutcome outcome;
};
PlannedRun run_plan(const PlanRequest& request, Engine& engine, RunHistory* history,
                    const std::function<ExecuteOptions(const ExecutionPlan& plan)>& options, const CancelToken& cancel);

// One line a node of what plan and execution say.
RunReport make_report(const Graph& graph, const ExecutionPlan& plan, const ExecutionOutcome& outcome, Engine& engine,
                      uint64_t revision);

}  // namespace lightbench
