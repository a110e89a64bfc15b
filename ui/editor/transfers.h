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
#include "ui/editor/wire.h"

namespace lightbench::ui {

// By transferKey(); links without a transfer are absent.
using Transfers = std::unordered_map<std::string, WireTransfer>;

// Both ends: a link that was drawn after the run to the same input carried nothing.
std::string transferKey(const Link& link);
Transfers transfersOf(const Graph& graph, const RunReport& report);

}  // namespace lightbench::ui
