// Which links of a graph carried pictures between processor and graphics card in one run, and what that took.
//
// The trace only names the node whose picture was moved; who read it there follows from where its readers ran. Bypassed
// nodes and others that only hand a picture on are looked through: the crossing shows on the link into the node that
// reads it. A picture that is moved once for several readers shows on each of their links, with the same figures.
#pragma once

#include <string>
#include <unordered_map>

#include "engine/graph/graph.h"
#include "engine/runtime/run_report.h"

namespace lightbench {

struct LinkTransfer {
  bool to_gpu = true;  // false: back to the processor
  int64_t elapsed_ns = 0;
  int64_t bytes = 0;
  bool operator==(const LinkTransfer&) const = default;
};

// By link_key(); links without a transfer are absent.
using LinkTransfers = std::unordered_map<std::string, LinkTransfer>;

// Both ends: a link that was drawn after the run to the same input carried nothing.
std::string link_key(const Link& link);
LinkTransfers transfers_of(const Graph& graph, const RunReport& report);

}  // namespace lightbench
