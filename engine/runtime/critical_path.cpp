#include "engine/runtime/critical_path.h"

#include <algorithm>
#include <map>
#include <set>

namespace lightbench {
namespace {

// A node, or all nodes of one pass.
struct Unit {
  std::vector<NodeId> nodes;
  std::set<size_t> reads;
  int64_t cost_ns = 0;
  int64_t chain_ns = 0;  // up to its end
  int64_t rest_ns = 0;   // of the longest chain that waits for it
  int before = -1;       // the unit of the chain that it waits for
};

class Units {
 public:
  Units(const Graph& graph, const RunReport& report) {
    std::map<int, size_t> passes;
    for (const size_t index : topological_order(graph)) add(report.find(graph.nodes[index].id), passes);
    for (const Span& span : report.trace.steps) {
      const auto unit = unit_of_.find(span.node);
      const bool moves = span.kind == SpanKind::kUpload || span.kind == SpanKind::kDownload;
      if (moves && unit != unit_of_.end()) units_[unit->second].cost_ns += span.duration_ns();
    }
    for (const Link& link : graph.links) {
      const auto from = unit_of_.find(link.from.node);
      const auto to = unit_of_.find(link.to.node);
      if (from == unit_of_.end() || to == unit_of_.end() || from->second == to->second) continue;
      const NodeState state = report.find(link.to.node)->state;
      if (state == NodeState::kComputed || state == NodeState::kPassed) units_[to->second].reads.insert(from->second);
    }
  }

  CriticalPath longest() {
    CriticalPath path;
    int last = -1;
    std::vector<char> done(units_.size());
    std::vector<size_t> order;
    while (order.size() < units_.size()) {
      const size_t before = order.size();
      for (size_t index = 0; index < units_.size(); ++index) {
        if (done[index] || !std::all_of(units_[index].reads.begin(), units_[index].reads.end(),
                                        [&](size_t read) { return done[read]; })) {
          continue;
        }
        done[index] = true;
        order.push_back(index);
        settle(units_[index]);
        if (units_[index].chain_ns > path.length_ns) {
          path.length_ns = units_[index].chain_ns;
          last = static_cast<int>(index);
        }
      }
      if (order.size() == before) break;  // passes that wait for one another: no plan makes them
    }
    for (; last >= 0; last = units_[static_cast<size_t>(last)].before) {
      const Unit& unit = units_[static_cast<size_t>(last)];
      path.nodes.insert(path.nodes.begin(), unit.nodes.begin(), unit.nodes.end());
    }
    add_slack(order, path);
    return path;
  }

 private:
  void add(const NodeReport* line, std::map<int, size_t>& passes) {
    if (line == nullptr) return;
    size_t unit = units_.size();
    if (line->self_ns && line->fused_group >= 0) unit = passes.try_emplace(line->fused_group, unit).first->second;
    if (unit == units_.size()) units_.emplace_back();
    unit_of_[line->id] = unit;
    units_[unit].nodes.push_back(line->id);
    units_[unit].cost_ns += line->self_ns.value_or(0);
  }

  void settle(Unit& unit) const {
    for (const size_t read : unit.reads) {
      if (unit.before >= 0 && units_[read].chain_ns <= units_[static_cast<size_t>(unit.before)].chain_ns) continue;
      unit.before = static_cast<int>(read);
    }
    unit.chain_ns = unit.cost_ns + (unit.before >= 0 ? units_[static_cast<size_t>(unit.before)].chain_ns : 0);
  }

  // `order`: each unit after what it waits for.
  void add_slack(const std::vector<size_t>& order, CriticalPath& path) {
    for (auto index = order.rbegin(); index != order.rend(); ++index) {
      const Unit& unit = units_[*index];
      for (const size_t read : unit.reads) {
        units_[read].rest_ns = std::max(units_[read].rest_ns, unit.cost_ns + unit.rest_ns);
      }
      const int64_t slack_ns = path.length_ns - unit.chain_ns - unit.rest_ns;
      if (unit.cost_ns <= 0 || slack_ns <= 0) continue;
      for (const NodeId& node : unit.nodes) path.slack_ns[node] = slack_ns;
    }
  }

  std::vector<Unit> units_;
  std::map<NodeId, size_t> unit_of_;
};

}  // namespace

CriticalPath critical_path(const Graph& graph, const RunReport& report) { return Units(graph, report).longest(); }

}  // namespace lightbench
