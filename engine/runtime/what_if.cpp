#include "engine/runtime/what_if.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "engine/base/result.h"
#include "engine/runtime/passes.h"

namespace lightbench {
namespace {

// Timestamps of the card may lie so far from the clock of the host; what seems to begin a little too early did wait.
constexpr int64_t kClocksApart_ns = 50'000;

enum class Lane { kProcessor, kCard, kCopies, kCompiler };

bool is_transfer(const Span& span) { return span.kind == SpanKind::kUpload || span.kind == SpanKind::kDownload; }

Lane lane_of(const Span& span) {
  if (is_transfer(span)) return Lane::kCopies;
  if (span.kind == SpanKind::kCompile) return Lane::kCompiler;
  return span.on_gpu ? Lane::kCard : Lane::kProcessor;
}

// What a node's own time consists of.
bool is_work(const Span& span) {
  switch (span.kind) {
    case SpanKind::kKernel:
    case SpanKind::kFused:
    case SpanKind::kModel:
    case SpanKind::kDecode:
    case SpanKind::kEncode:
    case SpanKind::kReduce: return true;
    default: return false;
  }
}

// Whose results each node reads; what hands its picture on stands for what it reads itself.
std::map<NodeId, std::set<NodeId>> makers_read(const Graph& graph, const RunReport& report) {
  std::map<NodeId, std::set<NodeId>> makers;
  for (const size_t index : topological_order(graph)) {
    const NodeId& reader = graph.nodes[index].id;
    for (const Link& link : graph.links) {
      if (link.to.node != reader) continue;
      const NodeReport* maker = report.find(link.from.node);
      if (maker != nullptr && maker->state == NodeState::kPassed) {
        makers[reader].insert(makers[maker->id].begin(), makers[maker->id].end());
      } else {
        makers[reader].insert(link.from.node);
      }
    }
  }
  return makers;
}

class Replay {
 public:
  Replay(const Graph& graph, const RunReport& report) : trace_(report.trace), makers_(makers_read(graph, report)) {
    for (const RunPass& pass : passes_of(report)) {
      for (const NodeReport* member : pass.members) {
        for (const NodeReport* other : pass.members) mates_[member->id].insert(other->id);
      }
    }
    waits_for_.resize(trace_.steps.size());
    for (size_t later = 0; later < trace_.steps.size(); ++later) {
      for (size_t earlier = 0; earlier < later; ++earlier) {
        if (waits_for(trace_.steps[later], trace_.steps[earlier])) waits_for_[later].push_back(earlier);
      }
    }
  }

  // The wall of the run, had each span taken so long.
  int64_t wall_ns(const std::vector<int64_t>& durations_ns) const {
    std::vector<int64_t> ends(durations_ns.size());
    int64_t last_was = trace_.start_ns, last_is = trace_.start_ns;
    for (size_t i = 0; i < durations_ns.size(); ++i) {
      int64_t held_until = trace_.start_ns, would_be_held_until = trace_.start_ns;
      for (const size_t before : waits_for_[i]) {
        held_until = std::max(held_until, trace_.steps[before].end_ns);
        would_be_held_until = std::max(would_be_held_until, ends[before]);
      }
      ends[i] = would_be_held_until + (trace_.steps[i].start_ns - held_until) + durations_ns[i];
      last_was = std::max(last_was, trace_.steps[i].end_ns);
      last_is = std::max(last_is, ends[i]);
    }
    return last_is + (trace_.end_ns - last_was) - trace_.start_ns;
  }

 private:
  bool waits_for(const Span& later, const Span& earlier) const {
    if (!had_ended(earlier, later)) return false;
    const Lane lane = lane_of(later), lane_before = lane_of(earlier);
    if (lane == lane_before || lane == Lane::kProcessor || lane_before == Lane::kProcessor) return true;
    if (lane == Lane::kCard) {
      return lane_before == Lane::kCompiler ? earlier.node == later.node : reads(later.node, earlier.node);
    }
    return lane == Lane::kCopies && lane_before == Lane::kCard && shares_pass(earlier.node, later.node);
  }

  static bool had_ended(const Span& earlier, const Span& later) {
    const int64_t slack_ns = earlier.on_gpu == later.on_gpu ? 0 : kClocksApart_ns;
    return earlier.end_ns <= later.start_ns + slack_ns && earlier.start_ns <= later.start_ns;
  }

  // A span of a pass bears the name of its last member.
  bool shares_pass(const NodeId& node, const NodeId& other) const {
    const auto mates = mates_.find(node);
    return node == other || (mates != mates_.end() && mates->second.count(other) > 0);
  }

  bool reads(const NodeId& node, const NodeId& maker) const {
    const auto read_by = [&](const NodeId& reader) {
      const auto makers = makers_.find(reader);
      return makers != makers_.end() && makers->second.count(maker) > 0;
    };
    const auto mates = mates_.find(node);
    if (mates == mates_.end()) return read_by(node);
    return std::any_of(mates->second.begin(), mates->second.end(), read_by);
  }

  const Trace& trace_;
  const std::map<NodeId, std::set<NodeId>> makers_;
  std::map<NodeId, std::set<NodeId>> mates_;    // of the same pass, the node itself among them
  std::vector<std::vector<size_t>> waits_for_;  // by span: those before it
};

class Speculation {
 public:
  Speculation(const Graph& graph, const RunReport& report, double factor)
      : report_(report), saved_(1 - 1 / factor), replay_(graph, report) {
    for (const Span& span : report.trace.steps) measured_.push_back(span.duration_ns());
  }

  std::vector<WhatIf> rows() {
    std::set<NodeId> members;
    for (const RunPass& pass : passes_of(report_)) {
      add_pass(pass);
      for (const NodeReport* member : pass.members) members.insert(member->id);
    }
    for (const NodeReport& node : report_.nodes) {
      const bool ran = node.state == NodeState::kComputed && node.self_ns && *node.self_ns > 0;
      if (ran && members.count(node.id) == 0) add(WhatIf::Kind::kNode, {node.id}, {node.id}, 1);
    }
    add_transfers();
    std::stable_sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) { return a.wall_ns < b.wall_ns; });
    return std::move(rows_);
  }

 private:
  void add_pass(const RunPass& pass) {
    if (pass.self_ns <= 0) return;
    std::vector<NodeId> all;
    for (const NodeReport* member : pass.members) all.push_back(member->id);
    const std::set<NodeId> named(all.begin(), all.end());
    add(WhatIf::Kind::kPass, all, named, 1);
    for (const NodeReport* member : pass.members) {
      const double share = static_cast<double>(*member->self_ns) / static_cast<double>(pass.self_ns);
      if (*member->self_ns > 0) add(WhatIf::Kind::kShare, {member->id}, named, share);
    }
  }

  // `share`: how much of the work spans that bear one of the names gets faster.
  void add(WhatIf::Kind kind, std::vector<NodeId> nodes, const std::set<NodeId>& named, double share) {
    add_row(kind, std::move(nodes), share,
            [&](const Span& span) { return is_work(span) && named.count(span.node) > 0; });
  }

  void add_transfers() {
    std::vector<NodeId> moved;
    for (const NodeReport& node : report_.nodes) {
      const auto is_of_node = [&](const Span& span) { return is_transfer(span) && span.node == node.id; };
      if (std::any_of(report_.trace.steps.begin(), report_.trace.steps.end(), is_of_node)) moved.push_back(node.id);
    }
    if (!moved.empty()) add_row(WhatIf::Kind::kTransfers, std::move(moved), 1, is_transfer);
  }

  template <typename Belongs>
  void add_row(WhatIf::Kind kind, std::vector<NodeId> nodes, double share, Belongs belongs) {
    std::vector<int64_t> durations = measured_;
    double time_ns = 0;
    for (size_t i = 0; i < durations.size(); ++i) {
      if (!belongs(report_.trace.steps[i])) continue;
      const double own_ns = share * static_cast<double>(durations[i]);
      time_ns += own_ns;
      durations[i] -= static_cast<int64_t>(own_ns * saved_);
    }
    rows_.push_back({kind, std::move(nodes), static_cast<int64_t>(time_ns), replay_.wall_ns(durations)});
  }

  const RunReport& report_;
  const double saved_;  // of the time of what gets faster
  const Replay replay_;
  std::vector<int64_t> measured_;
  std::vector<WhatIf> rows_;
};

template <typename Is>
const WhatIf* find_row(const WhatIfTable& table, const NodeId& node, Is is) {
  const auto found = std::find_if(table.rows.begin(), table.rows.end(), [&](const WhatIf& row) {
    return is(row.kind) && std::find(row.nodes.begin(), row.nodes.end(), node) != row.nodes.end();
  });
  return found == table.rows.end() ? nullptr : &*found;
}

}  // namespace

const WhatIf* WhatIfTable::find(const NodeId& node) const {
  return find_row(*this, node,
                  [](WhatIf::Kind kind) { return kind == WhatIf::Kind::kNode || kind == WhatIf::Kind::kShare; });
}

const WhatIf* WhatIfTable::find_pass(const NodeId& node) const {
  return find_row(*this, node, [](WhatIf::Kind kind) { return kind == WhatIf::Kind::kPass; });
}

WhatIfTable what_if(const Graph& graph, const RunReport& report, double factor) {
  LB_CHECK(factor > 0);
  WhatIfTable table;
  table.wall_ns = report.trace.wall_ns();
  if (!report.cancelled) table.rows = Speculation(graph, report, factor).rows();
  return table;
}

}  // namespace lightbench
