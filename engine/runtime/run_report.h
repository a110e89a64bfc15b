// What a run tells about itself: one line a node, and the sums. Everything in it was measured in that very run;
// what was not measured is absent, never zero.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/hash.h"
#include "engine/graph/graph.h"
#include "engine/image/image.h"
#include "engine/profile/trace.h"

namespace lightbench {

enum class NodeState {
  kNotAsked,  // nothing that was asked for needs it
  kComputed,
  kCached,   // taken from the result cache
  kPassed,   // bypassed, identity or sink: its input's picture, no pixels touched
  kFailed,   // see error
  kBlocked,  // an input failed or is missing; see error
  kCancelled,
};
std::string_view name_of(NodeState state);

struct NodeReport {
  NodeId id;
  std::string type;
  NodeState state = NodeState::kNotAsked;
  std::optional<int64_t> self_ns;  // wall time of its own steps; absent unless computed
  std::optional<int64_t> busy_ns;  // summed over workers
  int fused_group = -1;            // which pass it shared with other nodes; its times are then sampled shares. -1: none
  int64_t bytes_read = 0;
  int64_t bytes_written = 0;
  std::optional<double> operations;  // floating point; absent where its operator does not declare them
  Hash128 parameters;                // of what it ran with; equal while none of them was changed
  std::optional<ImageSpec> spec;     // of the first output
  NodeValues values;
  std::optional<Error> error;
  std::string reason;  // why it ran: "first run", "sigma changed", "input changed: blur", "evicted"
  Backend requested = Backend::kAuto;
  std::string backend;    // what it ran on: "cpu", "vulkan"; empty when it did not run
  std::string isa;        // "avx2", "scalar"; empty when it did not run, or on the graphics card
  std::string fallback;   // why the requested backend was not used; empty when it was
  std::string placement;  // why `auto` chose what it ran on; empty when it did not choose
};

struct PlanPrediction {
  int64_t bytes_read = 0;  // of pictures, by all tasks
  int64_t bytes_written = 0;
  // Of pictures that the plan makes or takes from the cache and of what the workers need for passes, at the same time;
  // without what whole-picture kernels need inside, and without the graphics card's own memory.
  int64_t peak_bytes = 0;
};

struct RunReport {
  uint64_t revision = 0;  // of the graph it shows
  int level = 0;          // proxy level; 0 is exact
  bool cancelled = false;
  std::vector<NodeReport> nodes;  // in file order
  std::string gpu;                // the device of the nodes that ran on "vulkan"; empty when none was to
  Trace trace;
  size_t cache_bytes = 0;
  size_t cache_budget_bytes = 0;
  // Of pictures read and written by all nodes, and of memory at the same time: before and as counted.
  PlanPrediction predicted;
  int64_t peak_buffer_bytes = 0;
  int64_t allocations = 0;  // blocks taken from the system; 0 once everything is recycled

  const NodeReport* find(const NodeId& id) const;
};

}  // namespace lightbench
