#include "engine/profile/session_baseline.h"

#include <algorithm>

#include "engine/profile/machine_speed.h"

namespace lightbench {
namespace {

BaselineNode baseline_node(const SessionNode& node, const SessionVariant& variant) {
  RunConditions conditions{node.type, node.width, node.height, node.channels, node.format, node.backend, node.isa};
  if (node.backend == "vulkan" && variant.gpu) conditions.device = variant.gpu->name;
  return {node.id, std::move(conditions), node.self_ns};
}

}  // namespace

Result<Baseline> baseline_of(const ProfileSession& session, size_t variant) {
  const SessionVariant& measured = session.variants[variant];
  const std::string where = "session of " + session.recorded;
  Baseline baseline{measured.pipeline_name, session.recorded, machine_text(session.machine, session.threads), {}, {}};
  bool tells_sizes = false;
  for (const SessionNode& node : measured.pictures.front().nodes) {
    if (node.state != "computed" || node.self_ns.empty()) continue;
    tells_sizes |= node.width > 0;
    baseline.nodes.push_back(baseline_node(node, measured));
  }
  if (baseline.nodes.empty()) return invalid("no node was measured", where, "record the session again");
  if (!tells_sizes) {
    return invalid("the session does not tell how large the results were", where, "record the session again");
  }
  std::sort(baseline.nodes.begin(), baseline.nodes.end(),
            [](const BaselineNode& a, const BaselineNode& b) { return a.id < b.id; });
  return baseline;
}

}  // namespace lightbench
