// The sums of a run that close: nodes + transfers + shaders − overlapped + unattributed = wall, by construction. And
// what else one line can say about it. Only what was measured.
#pragma once

#include <QString>

#include <map>
#include <utility>
#include <vector>

#include "engine/runtime/run_report.h"

namespace lightbench::ui {

struct RunSummary {
  int64_t wall_ns = 0;
  int64_t nodes_ns = 0;
  int64_t transfers_ns = 0;
  int64_t shaders_ns = 0;       // shaders being compiled
  int64_t overlapped_ns = 0;    // of the above, what ran while something else did
  int64_t unattributed_ns = 0;  // what no step covers
  int64_t critical_ns = 0;      // 0: nothing was computed
  int computed = 0;
  int cached = 0;
  int64_t peak_bytes = 0;  // of picture buffers
  int level = 0;           // proxy level
};
RunSummary summaryOf(const RunReport& report, const Graph& graph);

// Wall times of runs in a row that computed the same nodes at the same size: what a median may be taken of. A proxy run
// before each exact one does not part the exact ones.
class WallHistory {
 public:
  void add(const RunReport& report);
  void clear() { series_.clear(); }
  // Of the size that ran last.
  int runs() const;
  double median_ms() const;  // of at least one run

 private:
  struct Series {
    std::vector<std::pair<NodeId, NodeState>> shape;  // of its last run
    std::vector<int64_t> walls;                       // at most the last 30
  };
  std::map<int, Series> series_;  // by proxy level
  int level_ = 0;                 // of the last run
};

// One figure with its words, as the line shows them; `why` is the tooltip.
struct SummaryPart {
  QString sign;   // "+", "−", "=" before it; empty at the start of a group
  QString value;  // "15.1"
  QString words;  // "nodes"
  QString why;
  bool total = false;  // the sum, drawn as such
};
// Groups are set apart from each other.
std::vector<std::vector<SummaryPart>> summaryParts(const RunSummary& summary, const WallHistory& history);
QString summaryText(const std::vector<std::vector<SummaryPart>>& groups);  // all of it, for assistive technology

}  // namespace lightbench::ui
