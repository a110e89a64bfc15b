#include "engine/runtime/min_cut.h"

#include <algorithm>

namespace lightbench {

int MinCut::add_node() {
  from_.emplace_back();
  return static_cast<int>(from_.size()) - 1;
}

void MinCut::add_edge(int from, int to, int64_t capacity) {
  from_[static_cast<size_t>(from)].push_back(static_cast<int>(edges_.size()));
  edges_.push_back({to, capacity});
  from_[static_cast<size_t>(to)].push_back(static_cast<int>(edges_.size()));
  edges_.push_back({from, 0});
}

std::vector<bool> MinCut::sink_side() {
  while (find_levels()) {
    next_.assign(from_.size(), 0);
    while (push(kSource, kNever) > 0) {
    }
  }
  // What the sink can still be reached from.
  std::vector<bool> side(from_.size(), false);
  std::vector<int> open{kSink};
  side[kSink] = true;
  while (!open.empty()) {
    const int node = open.back();
    open.pop_back();
    for (int index : from_[static_cast<size_t>(node)]) {
      const int before = edges_[static_cast<size_t>(index)].to;
      if (side[static_cast<size_t>(before)] || edges_[static_cast<size_t>(index ^ 1)].left == 0) continue;
      side[static_cast<size_t>(before)] = true;
      open.push_back(before);
    }
  }
  return side;
}

// Distances from the source over edges with capacity left; false when the sink cannot be reached any more.
bool MinCut::find_levels() {
  levels_.assign(from_.size(), -1);
  levels_[kSource] = 0;
  std::vector<int> open{kSource};
  for (size_t i = 0; i < open.size(); ++i) {
    for (int index : from_[static_cast<size_t>(open[i])]) {
      const Edge& edge = edges_[static_cast<size_t>(index)];
      if (edge.left == 0 || levels_[static_cast<size_t>(edge.to)] >= 0) continue;
      levels_[static_cast<size_t>(edge.to)] = levels_[static_cast<size_t>(open[i])] + 1;
      open.push_back(edge.to);
    }
  }
  return levels_[kSink] >= 0;
}

int64_t MinCut::push(int node, int64_t most) {
  if (node == kSink) return most;
  const size_t here = static_cast<size_t>(node);
  for (size_t& place = next_[here]; place < from_[here].size(); ++place) {
    const size_t index = static_cast<size_t>(from_[here][place]);
    Edge& edge = edges_[index];
    if (edge.left == 0 || levels_[static_cast<size_t>(edge.to)] != levels_[here] + 1) continue;
    const int64_t pushed = push(edge.to, std::min(most, edge.left));
    if (pushed == 0) continue;
    edge.left -= pushed;
    edges_[index ^ 1].left += pushed;
    return pushed;
  }
  return 0;
}

}  // namespace lightbench
