// What a run would have taken if one part of it had been faster.
//
// The trace is replayed: each span begins as long after the last thing it waited for as it did in the run. What it
// waited for follows from the plan: the processor's steps run one after another and wait for whatever had ended; on the
// graphics card programs and copies each wait in line, for what the processor handed over before them, and for the
// pictures they read. Where spans overlap, a faster one therefore gains only what nothing else fills, perhaps nothing;
// where they follow one another it gains all it saves. What belongs to no node stays as it was.
//
// A pass has one true time. Its members have sampled shares of it, and making one of them faster makes only its share
// shorter; that they then still share the pass is taken for granted. What did not run (cached, passed on) is not told
// of.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/runtime/run_report.h"

namespace lightbench {

struct WhatIf {
  enum class Kind {
    kNode,       // ran by itself
    kShare,      // a member of a pass
    kPass,       // all members of a pass
    kTransfers,  // every upload and download
  };
  Kind kind = Kind::kNode;
  std::vector<NodeId> nodes;  // the node, the members, or those whose pictures were moved; in file order
  int64_t time_ns = 0;        // that it took, summed over its spans
  int64_t wall_ns = 0;        // of the whole run, had it been faster
};

struct WhatIfTable {
  int64_t wall_ns = 0;       // of the run as it was
  std::vector<WhatIf> rows;  // the greatest gain first

  // The row of the node, alone or as a member of its pass; null when it has no time of this run.
  const WhatIf* find(const NodeId& node) const;
  // The row of the pass that the node shared; null when it ran by itself.
  const WhatIf* find_pass(const NodeId& node) const;
};

// If each part were `factor` times as fast; above 0. No rows for a cancelled run.
WhatIfTable what_if(const Graph& graph, const RunReport& report, double factor = 2);

}  // namespace lightbench
