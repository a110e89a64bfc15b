// The passes of a run: nodes that ran together, with the one true time that they share.
//
// A member's own time is its sampled share; together they are the time of the pass, so its figures are their sums.
#pragma once

#include <vector>

#include "engine/runtime/run_report.h"

namespace lightbench {

struct RunPass {
  int group = -1;                          // NodeReport::fused_group
  std::vector<const NodeReport*> members;  // in file order
  int64_t self_ns = 0;
  int64_t busy_ns = 0;
  int64_t bytes_read = 0;            // from memory, by all members
  int64_t bytes_written = 0;         // to memory
  std::optional<double> operations;  // absent unless every member declares them
};

// Points into `report`. In order of their groups.
std::vector<RunPass> passes_of(const RunReport& report);
// Absent where the node ran by itself or not at all.
std::optional<RunPass> pass_of(const RunReport& report, const NodeReport& node);

}  // namespace lightbench
