#include "engine/runtime/transfers.h"

#include <map>
#include <set>
#include <vector>

namespace lightbench {
namespace {

class TransferFinder {
 public:
  TransferFinder(const Graph& graph, const RunReport& report) {
    for (const Link& link : graph.links) from_[link.from.node].push_back(&link);
    for (const NodeReport& node : report.nodes) reports_.emplace(node.id, &node);
  }

  // Puts what was moved of the picture of `maker` on the links to those who read it on the other side.
  void mark(const NodeId& maker, const LinkTransfer& transfer, LinkTransfers& transfers) {
    std::set<NodeId> seen;
    visit(maker, transfer, transfers, seen);
  }

 private:
  const NodeReport* report_of(const NodeId& id) const {
    const auto found = reports_.find(id);
    return found == reports_.end() ? nullptr : found->second;
  }

  void visit(const NodeId& giver, const LinkTransfer& transfer, LinkTransfers& transfers, std::set<NodeId>& seen) {
    // A graph that is wrong may go round in circles.
    if (!seen.insert(giver).second) return;
    for (const Link* link : from_[giver]) {
      const NodeReport* reader = report_of(link->to.node);
      if (reader == nullptr) continue;
      if (reader->state == NodeState::kPassed && is_read(reader->id)) {
        visit(reader->id, transfer, transfers, seen);
      } else if (reads(*reader, transfer.to_gpu)) {
        transfers[link_key(*link)] = transfer;
      }
    }
  }

  // Somebody took what the node handed on.
  bool is_read(const NodeId& id) {
    for (const Link* link : from_[id]) {
      const NodeReport* reader = report_of(link->to.node);
      if (reader != nullptr && (reader->state == NodeState::kPassed || reader->state == NodeState::kComputed)) {
        return true;
      }
    }
    return false;
  }

  static bool reads(const NodeReport& reader, bool on_gpu) {
    if (reader.state == NodeState::kPassed) return !on_gpu;  // the end of the line: a file or the viewer takes it
    return reader.state == NodeState::kComputed && (reader.backend == "vulkan") == on_gpu;
  }

  std::map<NodeId, std::vector<const Link*>> from_;
  std::map<NodeId, const NodeReport*> reports_;
};

}  // namespace

std::string link_key(const Link& link) { return link.from.text() + ">" + link.to.text(); }

LinkTransfers transfers_of(const Graph& graph, const RunReport& report) {
  // Several outputs of a node may each have been moved; the trace tells no ports, so they show their sum.
  std::map<std::pair<NodeId, bool>, LinkTransfer> moved;
  for (const Span& span : report.trace.steps) {
    if (span.kind != SpanKind::kUpload && span.kind != SpanKind::kDownload) continue;
    const bool to_gpu = span.kind == SpanKind::kUpload;
    LinkTransfer& transfer = moved[{span.node, to_gpu}];
    transfer.to_gpu = to_gpu;
    transfer.elapsed_ns += span.duration_ns();
    transfer.bytes += span.bytes_written;
  }
  LinkTransfers transfers;
  if (moved.empty()) return transfers;
  TransferFinder finder(graph, report);
  for (const auto& [what, transfer] : moved) finder.mark(what.first, transfer, transfers);
  return transfers;
}

}  // namespace lightbench
