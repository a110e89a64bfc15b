// A run as blocks under blocks, the costliest at the left. Rows from the top: the run; its nodes and passes; the nodes
// of a pass by their sampled shares; the workers that ran a step, each with how much of that time it was busy. Widths
// are time: a block is at least as wide as what hangs under it.
//
// Where work overlapped (two devices at a time) the whole is the sum of the work and longer than the wall time.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

#include "engine/profile/chrome_trace.h"
#include "engine/runtime/run_report.h"

namespace lightbench::ui {

enum class FlameKind {
  kWhole,
  kNode,
  kPass,
  kShare,
  kTransfers,
  kShaders,
  kUnattributed,
  kWorker,
  kThread,  // of a trace file
  kEvent,   // of a trace file
};

struct FlameBlock {
  FlameKind kind = FlameKind::kNode;
  QString title;
  std::vector<NodeId> nodes;
  int parent = -1;  // index; -1 for the whole
  int depth = 0;
  double start_ns = 0;  // place on the axis, not a time of the run
  double width_ns = 0;
  int64_t self_ns = 0;  // what the block stands for
  double heat = -1;     // share of the costliest node; negative: not a cost of its own
  double filled = 1;    // of a worker: its busy share
  QStringList facts;
};

struct FlameSource {
  const RunReport& report;
  const Graph& graph;
  std::function<QString(const NodeId&)> title_of;
};

// By depth, then from left to right; empty when nothing was computed.
std::vector<FlameBlock> flameOf(const FlameSource& source);
// Of a trace file: threads, and their events by name; no block has nodes. Events in more than 60 others are left out,
// and so are this program's workers, whose steps stand in another lane.
std::vector<FlameBlock> flameOf(const TraceFile& file);

// In that order, whatever order they have; parents are told by their new places.
std::vector<FlameBlock> byDepth(std::vector<FlameBlock> blocks);

}  // namespace lightbench::ui
