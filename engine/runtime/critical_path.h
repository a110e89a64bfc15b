// The chain of nodes that decides how long a run takes at least.
//
// Steps run one after another today, each on all workers. The critical path says what would remain if branches that do
// not need each other ran at the same time: the longest chain of results that wait for one another, by the times
// measured in that run. Nodes of one pass are one link of the chain, since the pass has one true time; moving a node's
// picture to or from the graphics card counts to the node. Nodes taken from the cache cost nothing and wait for nobody.
#pragma once

#include <map>

#include "engine/runtime/run_report.h"

namespace lightbench {

struct CriticalPath {
  // Each after what it waits for, those that took no time (bypassed, read once) among them; empty when nothing was
  // computed.
  std::vector<NodeId> nodes;
  int64_t length_ns = 0;
  // How much longer each other node that took time could take before it lengthened the path. Of branches that ran at
  // the same time: as steps run today, every nanosecond of every node counts.
  std::map<NodeId, int64_t> slack_ns;
};

CriticalPath critical_path(const Graph& graph, const RunReport& report);

}  // namespace lightbench
