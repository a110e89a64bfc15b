// A trace file by names instead of by time: how often each name occurs, how long its events took by themselves, where.
// Events of one name and different categories (a node's step and the transfer of its picture) are told apart.
//
// Own time is an event's duration less that of the events inside it. In files of this program the lanes of workers show
// the steps' work once more: there they are the busy time of their node, and the event around a whole run is left out,
// since it is no node.
#pragma once

#include <optional>

#include "engine/profile/chrome_trace.h"

namespace lightbench {

struct TraceNode {
  std::string name;
  std::string type;                // the operator, where the file is of this program; else the category
  std::vector<std::string> lanes;  // where it occurs, in order of the file
  int count = 0;
  int64_t self_ns = 0;
  std::optional<int64_t> busy_ns;  // summed over workers; only in files of this program
  std::optional<int64_t> bytes_read;
  std::optional<int64_t> bytes_written;
};

// The longest first.
std::vector<TraceNode> trace_nodes(const TraceFile& file);

// Parallel to the lane's events: each one's duration less that of the events directly inside it.
std::vector<int64_t> own_times_ns(const TraceLane& lane);

// A thread that helped with steps which stand elsewhere in the same file.
bool is_worker_lane(const TraceLane& lane);

}  // namespace lightbench
