#include "engine/runtime/passes.h"

#include <algorithm>
#include <map>

namespace lightbench {
namespace {

void add_member(RunPass& pass, const NodeReport& node) {
  const bool first = pass.members.empty();
  pass.group = node.fused_group;
  pass.members.push_back(&node);
  pass.self_ns += node.self_ns.value_or(0);
  pass.busy_ns += node.busy_ns.value_or(0);
  pass.bytes_read += node.bytes_read;
  pass.bytes_written += node.bytes_written;
  if (first) {
    pass.operations = node.operations;
  } else if (pass.operations && node.operations) {
    *pass.operations += *node.operations;
  } else {
    pass.operations.reset();
  }
}

}  // namespace

std::vector<RunPass> passes_of(const RunReport& report) {
  std::map<int, RunPass> by_group;
  for (const NodeReport& node : report.nodes) {
    if (node.fused_group >= 0 && node.state == NodeState::kComputed) add_member(by_group[node.fused_group], node);
  }
  std::vector<RunPass> passes;
  for (auto& [group, pass] : by_group) {
    // A pass of one node is that node.
    if (pass.members.size() > 1) passes.push_back(std::move(pass));
  }
  return passes;
}

std::optional<RunPass> pass_of(const RunReport& report, const NodeReport& node) {
  if (node.fused_group < 0) return std::nullopt;
  for (RunPass& pass : passes_of(report)) {
    if (pass.group == node.fused_group) return std::move(pass);
  }
  return std::nullopt;
}

}  // namespace lightbench
