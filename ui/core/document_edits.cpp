// The edits a person can make, each one undo step.
#include <algorithm>
#include <set>

#include "ui/core/document.h"

namespace lightbench::ui {

namespace {

constexpr double kDuplicateOffset = 32;

QString paramTitle(const OperatorDef* def, const std::string& param) {
  const ParamSpec* spec = def ? def->find_param(param) : nullptr;
  return QString::fromStdString(spec && !spec->label.empty() ? spec->label : param);
}

const PortSpec* portOf(const std::vector<PortSpec>& ports, const std::string& id) {
  const auto found = std::find_if(ports.begin(), ports.end(), [&](const PortSpec& port) { return port.id == id; });
  return found == ports.end() ? nullptr : &*found;
}

}  // namespace

QString Document::countedTitle(const std::vector<NodeId>& ids) const {
  return ids.size() == 1 ? titleOf(ids.front()) : tr("%n nodes", nullptr, static_cast<int>(ids.size()));
}

NodeId Document::addNode(const QString& type, const QPointF& position) { return addLinkedNode(type, position, {}, {}); }

NodeId Document::addLinkedNode(const QString& type, const QPointF& position, const PortRef& from, const PortRef& to) {
  const OperatorDef* def = registry_.find(type.toStdString());
  if (!def) return {};
  const NodeId id = graph_.unique_id(def->id);
  const OperatorDef* source = defOf(from.node);
  const PortSpec* given = source ? portOf(source->outputs, from.port) : nullptr;
  const auto input = std::find_if(def->inputs.begin(), def->inputs.end(),
                                  [&](const PortSpec& port) { return given && fits(given->type, port.type); });
  const OperatorDef* target = defOf(to.node);
  const PortSpec* wanted = target ? portOf(target->inputs, to.port) : nullptr;
  const auto output = std::find_if(def->outputs.begin(), def->outputs.end(),
                                   [&](const PortSpec& port) { return wanted && fits(port.type, wanted->type); });
  edit(tr("Add %1").arg(QString::fromStdString(def->label.empty() ? def->id : def->label)), GraphChange::Structure,
       [&](Graph& graph) {
         Node node;
         node.id = id;
         node.type = def->id;
         node.position = NodePosition{position.x(), position.y()};
         graph.nodes.push_back(std::move(node));
         if (input != def->inputs.end()) graph.connect(from, {id, input->id});
         if (output != def->outputs.end()) graph.connect({id, output->id}, to);
       });
  setSelection({id}, id);
  return id;
}

void Document::removeNodes(const std::vector<NodeId>& ids, bool heal) {
  if (ids.empty()) return;
  edit(tr("Delete %1").arg(countedTitle(ids)), GraphChange::Structure, [&](Graph& graph) {
    for (const NodeId& id : ids) {
      if (heal) healAround(graph, id);
      graph.remove_node(id);
    }
  });
}

void Document::healAround(Graph& graph, const NodeId& id) const {
  const Node* node = graph.find(id);
  const OperatorDef* def = node ? registry_.find(node->type) : nullptr;
  if (!def || def->inputs.empty()) return;
  // What is handed on is what bypassing would hand on: the first connected input.
  const Link* feed = nullptr;
  for (const PortSpec& port : def->inputs) {
    if (!feed) feed = graph.link_into({id, port.id});
  }
  if (!feed) return;
  const PortRef source = feed->from;
  const OperatorDef* sourceDef = defOf(source.node);
  const PortSpec* given = sourceDef ? portOf(sourceDef->outputs, source.port) : nullptr;
  std::vector<PortRef> readers;
  for (const Link& link : graph.links) {
    if (link.from.node != id) continue;
    const OperatorDef* reader = defOf(link.to.node);
    const PortSpec* wanted = reader ? portOf(reader->inputs, link.to.port) : nullptr;
    if (given && wanted && fits(given->type, wanted->type)) readers.push_back(link.to);
  }
  for (const PortRef& reader : readers) graph.connect(source, reader);
}

std::vector<NodeId> Document::duplicateNodes(const std::vector<NodeId>& ids, bool keepInputs,
                                             const std::map<NodeId, QPointF>& shownAt) {
  std::map<NodeId, NodeId> copies;
  std::vector<NodeId> added;
  edit(tr("Duplicate %1").arg(countedTitle(ids)), GraphChange::Structure, [&](Graph& graph) {
    for (const NodeId& id : ids) {
      const Node* original = graph.find(id);
      if (!original || copies.contains(id)) continue;
      Node copy = *original;
      copy.id = graph.unique_id(original->type);
      const auto shown = shownAt.find(id);
      const NodePosition made =
          shown == shownAt.end() ? NodePosition{} : NodePosition{shown->second.x(), shown->second.y()};
      const NodePosition at = original->position.value_or(made);
      copy.position = NodePosition{at.x + kDuplicateOffset, at.y + kDuplicateOffset};
      copies.emplace(id, copy.id);
      added.push_back(copy.id);
      graph.nodes.push_back(std::move(copy));
    }
    const std::vector<Link> links = graph.links;
    for (const Link& link : links) {
      const auto to = copies.find(link.to.node);
      if (to == copies.end()) continue;
      const auto from = copies.find(link.from.node);
      if (from == copies.end() && !keepInputs) continue;
      graph.connect({from == copies.end() ? link.from.node : from->second, link.from.port}, {to->second, link.to.port});
    }
  });
  setSelection(added);
  return added;
}

void Document::moveNodes(const std::map<NodeId, QPointF>& positions) {
  std::vector<NodeId> ids;
  for (const auto& [id, position] : positions) ids.push_back(id);
  edit(tr("Move %1").arg(countedTitle(ids)), GraphChange::Layout, [&](Graph& graph) {
    for (const auto& [id, position] : positions) {
      if (Node* node = graph.find(id)) node->position = NodePosition{position.x(), position.y()};
    }
  });
}

void Document::connectPorts(const PortRef& from, const PortRef& to) {
  if (!linkProblem(from, to).isEmpty()) return;
  edit(tr("Connect %1 to %2").arg(titleOf(from.node), titleOf(to.node)), GraphChange::Structure,
       [&](Graph& graph) { graph.connect(from, to); });
}

void Document::disconnectPort(const PortRef& to) {
  edit(tr("Disconnect %1").arg(titleOf(to.node)), GraphChange::Structure, [&](Graph& graph) { graph.disconnect(to); });
}

void Document::setBypass(const std::vector<NodeId>& ids, bool bypass) {
  edit((bypass ? tr("Bypass %1") : tr("Use %1 again")).arg(countedTitle(ids)), GraphChange::Params, [&](Graph& graph) {
    for (const NodeId& id : ids) {
      if (Node* node = graph.find(id)) node->bypass = bypass;
    }
  });
}

void Document::setLabel(const NodeId& id, const QString& label) {
  edit(tr("Rename %1").arg(titleOf(id)), GraphChange::Layout, [&](Graph& graph) {
    if (Node* node = graph.find(id)) node->label = label.trimmed().toStdString();
  });
}

void Document::setBackend(const NodeId& id, Backend backend) {
  edit(tr("Change device of %1").arg(titleOf(id)), GraphChange::Params, [&](Graph& graph) {
    if (Node* node = graph.find(id)) node->backend = backend;
  });
}

void Document::setParam(const NodeId& id, const std::string& param, const ParamValue& value, bool scrubbing) {
  const QString key = QString::fromStdString(id + "\n" + param);
  const bool endsDrag = !scrubbing && openMergeKey_ == key;
  edit(
      tr("Change %1 of %2").arg(paramTitle(defOf(id), param), titleOf(id)), GraphChange::Params,
      [&](Graph& graph) {
        if (Node* node = graph.find(id)) {
          node->params[param] = value;
          node->unreadable_params.erase(param);
        }
      },
      scrubbing || endsDrag ? key : QString());
  if (!scrubbing) endDrag();
}

void Document::resetParam(const NodeId& id, const std::string& param) {
  edit(tr("Reset %1 of %2").arg(paramTitle(defOf(id), param), titleOf(id)), GraphChange::Params, [&](Graph& graph) {
    if (Node* node = graph.find(id)) {
      node->params.erase(param);
      node->unreadable_params.erase(param);
    }
  });
}

QString Document::linkProblem(const PortRef& from, const PortRef& to) const {
  if (!graph_.find(from.node) || !graph_.find(to.node)) return tr("The node is not there any more.");
  const OperatorDef* source = defOf(from.node);
  const OperatorDef* target = defOf(to.node);
  if (!source || !target) {
    return tr("%1 is of a type this program does not know.").arg(titleOf(source ? to.node : from.node));
  }
  const PortSpec* output = portOf(source->outputs, from.port);
  const PortSpec* input = portOf(target->inputs, to.port);
  if (!output) return tr("%1 has no output %2.").arg(titleOf(from.node), QString::fromStdString(from.port));
  if (!input) return tr("%1 has no input %2.").arg(titleOf(to.node), QString::fromStdString(to.port));
  if (from.node == to.node) return tr("A node cannot feed itself.");
  if (!fits(output->type, input->type)) {
    return tr("%1 gives %2, this input takes %3.")
        .arg(titleOf(from.node), QString::fromUtf8(name_of(output->type).data()),
             QString::fromUtf8(name_of(input->type).data()));
  }
  if (graph_.would_cycle(from.node, to.node)) {
    return tr("%1 already depends on %2: the links would form a circle.").arg(titleOf(from.node), titleOf(to.node));
  }
  return {};
}

}  // namespace lightbench::ui
