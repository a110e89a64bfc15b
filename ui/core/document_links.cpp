// Edits that rewire: cutting, moving a link's end, taking nodes out of wires and putting them in.
#include <algorithm>

#include "ui/core/document.h"

namespace lightbench::ui {
namespace {

void place(Graph& graph, const std::map<NodeId, QPointF>& positions) {
  for (const auto& [id, at] : positions) {
    if (Node* node = graph.find(id)) node->position = NodePosition{at.x(), at.y()};
  }
}

// First input that takes and first output that gives what the link carries.
struct InsertPorts {
  std::string input;
  std::string output;
};

std::optional<InsertPorts> insertPorts(const Document& document, const NodeId& id, const PortRef& to) {
  const Link* link = document.graph().link_into(to);
  const OperatorDef* def = document.defOf(id);
  if (!link || !def || link->from.node == id || to.node == id) return {};
  const OperatorDef* source = document.defOf(link->from.node);
  const OperatorDef* target = document.defOf(to.node);
  if (!source || !target) return {};
  const int given = source->output_index(link->from.port);
  const int wanted = target->input_index(to.port);
  if (given < 0 || wanted < 0) return {};
  const PortType carried = source->outputs[static_cast<size_t>(given)].type;
  const PortType taken = target->inputs[static_cast<size_t>(wanted)].type;
  const auto input = std::find_if(def->inputs.begin(), def->inputs.end(),
                                  [&](const PortSpec& port) { return fits(carried, port.type); });
  const auto output = std::find_if(def->outputs.begin(), def->outputs.end(),
                                   [&](const PortSpec& port) { return fits(port.type, taken); });
  if (input == def->inputs.end() || output == def->outputs.end()) return {};
  return InsertPorts{input->id, output->id};
}

}  // namespace

void Document::disconnectPorts(const std::vector<PortRef>& to) {
  if (to.empty()) return;
  edit(to.size() == 1 ? tr("Disconnect %1").arg(titleOf(to.front().node))
                      : tr("Cut %n links", nullptr, static_cast<int>(to.size())),
       GraphChange::Structure, [&](Graph& graph) {
         for (const PortRef& port : to) graph.disconnect(port);
       });
}

void Document::moveLink(const PortRef& old_to, const PortRef& new_to) {
  const Link* link = graph_.link_into(old_to);
  if (!link || !linkProblem(link->from, new_to).isEmpty()) return;
  const PortRef from = link->from;
  edit(tr("Connect %1 to %2").arg(titleOf(from.node), titleOf(new_to.node)), GraphChange::Structure, [&](Graph& graph) {
    graph.disconnect(old_to);
    graph.connect(from, new_to);
  });
}

void Document::detachNodes(const std::vector<NodeId>& ids, const std::map<NodeId, QPointF>& positions) {
  edit(tr("Detach %1").arg(countedTitle(ids)), GraphChange::Structure, [&](Graph& graph) {
    for (const NodeId& id : ids) {
      healAround(graph, id);
      std::erase_if(graph.links, [&](const Link& link) { return link.from.node == id || link.to.node == id; });
    }
    place(graph, positions);
  });
}

bool Document::canInsertOnLink(const NodeId& id, const PortRef& to) const {
  return insertPorts(*this, id, to).has_value();
}

void Document::insertOnLink(const NodeId& id, const PortRef& to, const std::map<NodeId, QPointF>& positions) {
  const std::optional<InsertPorts> ports = insertPorts(*this, id, to);
  if (!ports) return;
  const PortRef from = graph_.link_into(to)->from;
  edit(tr("Insert %1").arg(titleOf(id)), GraphChange::Structure, [&](Graph& graph) {
    place(graph, positions);
    graph.connect(from, {id, ports->input});
    graph.connect({id, ports->output}, to);
  });
}

}  // namespace lightbench::ui
