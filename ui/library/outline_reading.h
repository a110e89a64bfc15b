// What a row of the outline says about a node: its own time where it was measured in the last run, else in words why
// there is none. Numbers come from the report alone.
#pragma once

#include <QString>

#include <optional>

#include "engine/graph/operator_def.h"
#include "engine/runtime/run_report.h"

namespace lightbench::ui {

enum class ReadingKind {
  kTime,  // `ms` counts
  kWord,
  kError,  // a word, and something to look at
};

struct OutlineReading {
  ReadingKind kind = ReadingKind::kWord;
  QString text;  // "8.1", "cached"
  std::optional<double> ms;
  QString detail;  // for the tooltip; empty when there is nothing to add
};

// `def` is null for an unknown type, `report` before the first run. `lastSelfNs`: its time when it last computed.
OutlineReading readingOf(const Node& node, const OperatorDef* def, const RunReport* report,
                         std::optional<qint64> lastSelfNs);

// The longest self time of a run in ms; 0 when nothing was computed. Files read and written do not count.
double slowestMs(const Graph& graph, const OperatorRegistry& registry, const RunReport* report);

}  // namespace lightbench::ui
