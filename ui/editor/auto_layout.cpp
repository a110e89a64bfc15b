#include "ui/editor/auto_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace lightbench::ui {
namespace {

constexpr double kColumnGap = 56;
constexpr double kRowGap = 28;
constexpr int kSweeps = 4;

struct Placed {
  QSizeF size;
  int layer = 0;
  double y = 0;
  std::vector<size_t> before;  // what it reads
  std::vector<size_t> after;   // what reads it
};

class Layout {
 public:
  Layout(const Graph& graph, const std::vector<LayoutNode>& nodes) : nodes_(nodes), placed_(nodes.size()) {
    std::unordered_map<NodeId, size_t> index_of;
    for (size_t i = 0; i < nodes.size(); ++i) {
      index_of.emplace(nodes[i].id, i);
      placed_[i].size = nodes[i].size;
    }
    for (const Link& link : graph.links) {
      const auto from = index_of.find(link.from.node);
      const auto to = index_of.find(link.to.node);
      if (from == index_of.end() || to == index_of.end()) continue;
      placed_[to->second].before.push_back(from->second);
      placed_[from->second].after.push_back(to->second);
    }
    for (const size_t index : topological_order(graph)) {
      if (const auto found = index_of.find(graph.nodes[index].id); found != index_of.end())
        order_.push_back(found->second);
    }
  }

  std::map<NodeId, QPointF> run() {
    assignLayers();
    fillColumns();
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      settle(sweep % 2 == 0);
    }
    return positions();
  }

 private:
  void assignLayers() {
    for (const size_t index : order_) {
      for (const size_t source : placed_[index].before) {
        placed_[index].layer = std::max(placed_[index].layer, placed_[source].layer + 1);
      }
    }
    // What reads nothing stands beside its first reader, not at the far left.
    for (Placed& node : placed_) {
      if (!node.before.empty() || node.after.empty()) continue;
      int nearest = std::numeric_limits<int>::max();
      for (const size_t reader : node.after) nearest = std::min(nearest, placed_[reader].layer);
      node.layer = std::max(0, nearest - 1);
    }
  }

  void fillColumns() {
    for (size_t i = 0; i < placed_.size(); ++i) {
      const auto layer = static_cast<size_t>(placed_[i].layer);
      if (columns_.size() <= layer) columns_.resize(layer + 1);
      columns_[layer].push_back(i);
    }
    for (const std::vector<size_t>& column : columns_) stack(column, 0);
  }

  // Puts a column's nodes below each other in their order, starting at `top`.
  void stack(const std::vector<size_t>& column, double top) {
    for (const size_t index : column) {
      placed_[index].y = top;
      top += placed_[index].size.height() + kRowGap;
    }
  }

  // The mean height of its neighbours, which is where a node would like to be; its own place without any.
  double wish(size_t index, bool forward) const {
    const std::vector<size_t>& neighbours = forward ? placed_[index].before : placed_[index].after;
    if (neighbours.empty()) return placed_[index].y;
    double sum = 0;
    for (const size_t other : neighbours) sum += placed_[other].y;
    return sum / static_cast<double>(neighbours.size());
  }

  void settle(bool forward) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      std::vector<size_t>& column = columns_[forward ? i : columns_.size() - 1 - i];
      std::vector<std::pair<double, size_t>> wishes;
      for (const size_t index : column) wishes.emplace_back(wish(index, forward), index);
      std::stable_sort(wishes.begin(), wishes.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      // Downwards without overlap, then the whole column shifted so that it is off by the same amount both ways.
      double next = -std::numeric_limits<double>::infinity();
      double off = 0;
      for (size_t row = 0; row < wishes.size(); ++row) {
        const auto [wanted, index] = wishes[row];
        placed_[index].y = std::max(wanted, next);
        off += placed_[index].y - wanted;
        next = placed_[index].y + placed_[index].size.height() + kRowGap;
        column[row] = index;
      }
      if (wishes.empty()) continue;
      for (const size_t index : column) placed_[index].y -= off / static_cast<double>(wishes.size());
    }
  }

  std::map<NodeId, QPointF> positions() const {
    double top = std::numeric_limits<double>::infinity();
    for (const Placed& node : placed_) top = std::min(top, node.y);
    std::map<NodeId, QPointF> result;
    double x = 0;
    for (const std::vector<size_t>& column : columns_) {
      double width = 0;
      for (const size_t index : column) {
        result[nodes_[index].id] = QPointF(x, std::round(placed_[index].y - top));
        width = std::max(width, placed_[index].size.width());
      }
      if (!column.empty()) x += width + kColumnGap;
    }
    return result;
  }

  const std::vector<LayoutNode>& nodes_;
  std::vector<Placed> placed_;
  std::vector<size_t> order_;
  std::vector<std::vector<size_t>> columns_;
};

}  // namespace

std::map<NodeId, QPointF> layeredLayout(const Graph& graph, const std::vector<LayoutNode>& nodes) {
  return Layout(graph, nodes).run();
}

}  // namespace lightbench::ui
