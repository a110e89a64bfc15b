// The cheapest way to part a network in two.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lightbench {

// Minimum s–t cut by maximum flow (Dinic 1970). Capacities are not negative; kNever marks what must not be cut.
class MinCut {
 public:
  static constexpr int64_t kNever = int64_t{1} << 60;
  static constexpr int kSource = 0, kSink = 1;

  int add_node();
  // Cutting it costs `capacity`: when `from` ends on the source's side and `to` on the sink's.
  void add_edge(int from, int to, int64_t capacity);
  // By node: whether it ends on the sink's side. Of cuts that cost the same, the one with the fewest nodes there.
  // To be called once.
  std::vector<bool> sink_side();

 private:
  struct Edge {
    int to;
    int64_t left;  // capacity that is still free; the edge back is the neighbour in pairs
  };
  bool find_levels();
  int64_t push(int node, int64_t most);

  std::vector<Edge> edges_;
  std::vector<std::vector<int>> from_ = {{}, {}};  // by node, indices of edges
  std::vector<int> levels_;
  std::vector<std::size_t> next_;
};

}  // namespace lightbench
