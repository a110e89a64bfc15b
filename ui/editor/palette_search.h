// Which node types a few typed letters mean, best first.
#pragma once

#include <QString>

#include <optional>
#include <vector>

#include "engine/graph/operator_def.h"

namespace lightbench::ui {

// A palette opened from a wire offers only what the wire fits.
struct PaletteFilter {
  std::optional<PortType> fed_by;  // the new node needs an input for this
  std::optional<PortType> feeds;   // the new node needs an output for this
};

// How well `query` fits a text; 0: not at all. Every word of the query has to be found: as the whole text, its
// beginning, the beginning of a word, as initials, inside, or as letters in this order.
int matchScore(const QString& query, const QString& text);

// Searches label, id, search words and category. An empty query gives everything the filter lets through, in the
// order of registration; with a filter, exact port types come first.
std::vector<const OperatorDef*> findOperators(const OperatorRegistry& registry, const QString& query,
                                              const PaletteFilter& filter = {});

}  // namespace lightbench::ui
