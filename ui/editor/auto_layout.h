// A simple layered layout: every node right of what it reads, short wires, no overlaps.
#pragma once

#include <QPointF>
#include <QSizeF>

#include <map>
#include <vector>

#include "engine/graph/graph.h"

namespace lightbench::ui {

struct LayoutNode {
  NodeId id;
  QSizeF size;
};

// Places the given nodes by the links between them; the result's top left corner is (0, 0).
std::map<NodeId, QPointF> layeredLayout(const Graph& graph, const std::vector<LayoutNode>& nodes);

}  // namespace lightbench::ui
