#include "engine/runtime/node_records.h"

#include <algorithm>

#include "engine/runtime/transfers.h"

namespace lightbench {
namespace {

RunConditions conditions_of(const NodeReport& node, const RunReport& report) {
  RunConditions conditions;
  conditions.type = node.type;
  if (node.spec) {
    conditions.width = node.spec->width;
    conditions.height = node.spec->height;
    conditions.channels = node.spec->channels;
    conditions.format = name_of(node.spec->format);
  }
  conditions.backend = node.backend;
  conditions.device = node.backend == "vulkan" ? report.gpu : node.isa;
  return conditions;
}

Hash128 key_of(const RunPass& pass) {
  Hasher hasher;
  for (const NodeReport* member : pass.members) hasher.text(member->id);
  return hasher.finish();
}

std::unordered_map<NodeId, Hash128> pass_keys(const std::vector<RunPass>& passes) {
  std::unordered_map<NodeId, Hash128> keys;
  for (const RunPass& pass : passes) {
    for (const NodeReport* member : pass.members) keys.emplace(member->id, key_of(pass));
  }
  return keys;
}

// Of what was brought to the card for the node and fetched from it, by node.
std::unordered_map<NodeId, int64_t> transfer_times(const RunReport& report, const Graph& graph) {
  std::unordered_map<NodeId, int64_t> times;
  const LinkTransfers transfers = transfers_of(graph, report);
  for (const Link& link : graph.links) {
    const auto moved = transfers.find(link_key(link));
    if (moved != transfers.end() && moved->second.to_gpu) times[link.to.node] += moved->second.elapsed_ns;
  }
  for (const Span& span : report.trace.steps) {
    if (span.kind == SpanKind::kDownload) times[span.node] += span.duration_ns();
  }
  return times;
}

}  // namespace

void NodeRecords::add(const RunReport& report, const Graph& graph) {
  if (report.cancelled || report.level > 0) return;
  std::erase_if(records_, [&](const auto& entry) { return graph.find(entry.first) == nullptr; });
  const std::vector<RunPass> run_passes = passes_of(report);
  add_passes(run_passes, report);
  const std::unordered_map<NodeId, Hash128> passes = pass_keys(run_passes);
  const std::unordered_map<NodeId, int64_t> transfers = transfer_times(report, graph);
  const auto value_of = [](const auto& values, const NodeId& id) {
    const auto found = values.find(id);
    return found == values.end() ? typename std::decay_t<decltype(values)>::mapped_type{} : found->second;
  };
  for (const NodeReport& node : report.nodes) {
    if (graph.find(node.id) == nullptr) continue;
    if (node.state == NodeState::kCached) {
      records_[node.id].add_hit();
    } else if (node.state == NodeState::kComputed && node.self_ns) {
      records_[node.id].add(conditions_of(node, report),
                            {*node.self_ns, node.busy_ns, node.bytes_read, node.bytes_written,
                             value_of(transfers, node.id), node.parameters, value_of(passes, node.id)});
    }
  }
}

void NodeRecords::add_passes(const std::vector<RunPass>& passes, const RunReport& report) {
  std::unordered_map<NodeId, NodeRecord> kept;
  for (const RunPass& pass : passes) {
    const NodeReport& first = *pass.members.front();
    Hasher parameters;
    for (const NodeReport* member : pass.members) parameters.key(member->parameters);
    NodeRecord& record = kept[first.id] = std::move(passes_[first.id]);
    record.add(conditions_of(first, report),
               {pass.self_ns, pass.busy_ns, pass.bytes_read, pass.bytes_written, 0, parameters.finish(), key_of(pass)});
  }
  // A run that took everything from the cache, or nothing, says nothing of the passes before.
  if (!passes.empty()) passes_ = std::move(kept);
}

void NodeRecords::clear() {
  records_.clear();
  passes_.clear();
}

const NodeRecord* NodeRecords::find(const NodeId& id) const {
  const auto found = records_.find(id);
  return found == records_.end() ? nullptr : &found->second;
}

const NodeRecord* NodeRecords::find_pass(const NodeId& first_member) const {
  const auto found = passes_.find(first_member);
  return found == passes_.end() ? nullptr : &found->second;
}

Baseline NodeRecords::baseline(std::string name, std::string made_at, std::string machine) const {
  Baseline baseline{std::move(name), std::move(made_at), std::move(machine), {}};
  for (const auto& [id, record] : records_) {
    std::vector<int64_t> samples = record.self_since_mark();
    if (!samples.empty()) baseline.nodes.push_back({id, record.conditions(), std::move(samples)});
  }
  std::sort(baseline.nodes.begin(), baseline.nodes.end(),
            [](const BaselineNode& a, const BaselineNode& b) { return a.id < b.id; });
  return baseline;
}

}  // namespace lightbench
