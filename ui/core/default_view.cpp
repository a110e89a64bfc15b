#include "ui/core/default_view.h"

#include <algorithm>
#include <set>

namespace lightbench::ui {

namespace {

// Known type, and every required input fed by a node of which the same is true.
std::vector<NodeId> completeNodes(const Graph& graph, const OperatorRegistry& registry) {
  std::vector<NodeId> complete;
  std::set<NodeId> known;
  for (const size_t index : topological_order(graph)) {
    const Node& node = graph.nodes[index];
    const OperatorDef* def = registry.find(node.type);
    if (!def) continue;
    const bool fed = std::all_of(def->inputs.begin(), def->inputs.end(), [&](const PortSpec& port) {
      const Link* link = graph.link_into({node.id, port.id});
      return link ? known.contains(link->from.node) : !port.required;
    });
    if (!fed) continue;
    known.insert(node.id);
    complete.push_back(node.id);
  }
  return complete;
}

bool givesPicture(const OperatorDef& def) {
  return def.footprint == Footprint::kSink || (!def.outputs.empty() && (def.outputs.front().type == PortType::kImage ||
                                                                        def.outputs.front().type == PortType::kMask));
}

}  // namespace

DefaultView defaultView(const Graph& graph, const OperatorRegistry& registry) {
  DefaultView view;
  bool sink = false;
  for (const NodeId& id : completeNodes(graph, registry)) {
    const OperatorDef* def = registry.find(graph.find(id)->type);
    if (sink || !givesPicture(*def)) continue;
    view.result = id;
    sink = def->footprint == Footprint::kSink;
  }
  if (view.result.empty()) return view;
  // Upstream of the result, nearest first.
  std::vector<NodeId> open{view.result};
  std::set<NodeId> seen{view.result};
  for (size_t next = 0; next < open.size(); ++next) {
    const OperatorDef* def = registry.find(graph.find(open[next])->type);
    if (def && def->footprint == Footprint::kSource) {
      if (open[next] != view.result) view.source = open[next];
      break;
    }
    for (const Link& link : graph.links) {
      if (link.to.node == open[next] && graph.find(link.from.node) && seen.insert(link.from.node).second) {
        open.push_back(link.from.node);
      }
    }
  }
  return view;
}

}  // namespace lightbench::ui
