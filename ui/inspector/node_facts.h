// What was measured of one node, in figures and words: the section "This node" of the inspector. The last finished run,
// and the statistics of the runs before it that were alike.
#pragma once

#include <QString>

#include <optional>
#include <vector>

#include "engine/profile/bound.h"
#include "engine/runtime/node_records.h"
#include "engine/runtime/run_report.h"

namespace lightbench::ui {

struct NodeFact {
  QString name;
  QString value;
};

// What limits it ("memory-bound"), by what measure ("72 % of 21.1 GB/s measured"), and how much of that, 0..1.
struct FactBadge {
  QString text;
  QString note;
  std::optional<double> share;
};

// The headline ("8.1", "ms self", or words such as "cached" with "was 8.1 ms"), then the facts that are known.
struct NodeFacts {
  QString headline;
  QString unit;
  QString aside;                   // at the right of the headline
  QString basis;                   // below it: of how many runs, by which clock
  std::vector<double> samples_ms;  // the last warm runs, oldest first
  size_t mark = 0;                 // from which of them on nothing was changed
  std::optional<double> median_ms;
  std::vector<NodeFact> facts;  // a grid of three columns; a long value takes several
  std::optional<FactBadge> badge;
  std::vector<QString> lines;  // whole sentences: why it ran, what it fell back from, an error
  bool failed = false;
};

// What is known beyond the run; each may be null.
struct NodeMeasures {
  const NodeRecord* record = nullptr;
  const DevicePeaks* speed = nullptr;  // of the processor
  QString speed_problem = {};          // why there is none yet
  const Baseline* baseline = nullptr;
  QString baseline_name = {};
  const DevicePeaks* card = nullptr;  // of the graphics card that the run used
};

// `lastSelfNs`: what it took when it last computed; absent if it never did.
NodeFacts factsOf(const NodeReport* node, const RunReport* report, std::optional<qint64> lastSelfNs, int threads,
                  const NodeMeasures& measures = {});

}  // namespace lightbench::ui
