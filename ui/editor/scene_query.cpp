// GraphScene: what lies where, and how it is marked.
#include <algorithm>
#include <unordered_set>

#include "ui/editor/graph_scene.h"

namespace lightbench::ui {
namespace {

constexpr size_t kCrowd = 250;  // wires; 1000 smooth ones cost 18 ms a frame, plain ones 3 (test_editor, 500 nodes)

}  // namespace

NodeItem* GraphScene::item(const NodeId& id) const {
  const auto found = nodes_.find(id);
  return found == nodes_.end() ? nullptr : found->second;
}

WireItem* GraphScene::wireInto(const PortRef& to) const {
  const auto found =
      std::find_if(wires_.begin(), wires_.end(), [&](const WireItem* wire) { return wire->link().to == to; });
  return found == wires_.end() ? nullptr : *found;
}

std::vector<NodeItem*> GraphScene::nodeItems() const {
  std::vector<NodeItem*> items;
  for (const Node& node : document_.graph().nodes) {
    if (NodeItem* known = item(node.id)) items.push_back(known);
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const NodeItem* a, const NodeItem* b) { return a->zValue() < b->zValue(); });
  return items;
}

std::vector<WireItem*> GraphScene::wireItems() const { return wires_; }

QRectF GraphScene::nodesRect(const std::vector<NodeId>& ids) const {
  QRectF area;
  for (const auto& [id, node] : nodes_) {
    if (ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end()) area |= node->nodeRect();
  }
  return area;
}

NodeItem* GraphScene::nodeAt(const QPointF& point) const {
  const std::vector<NodeItem*> items = nodeItems();
  const auto found = std::find_if(items.rbegin(), items.rend(),
                                  [&](const NodeItem* node) { return node->nodeRect().contains(point); });
  return found == items.rend() ? nullptr : *found;
}

std::vector<SocketHit> GraphScene::socketsOf(const NodeItem& node) const {
  std::vector<SocketHit> sockets;
  const NodeFace& face = node.face();
  for (size_t i = 0; i < face.inputs.size(); ++i) {
    sockets.push_back({{node.id(), face.inputs[i].port.toStdString()}, true, face.inputs[i].type, node.inputAt(i)});
  }
  for (size_t i = 0; i < face.outputs.size(); ++i) {
    sockets.push_back({{node.id(), face.outputs[i].port.toStdString()}, false, face.outputs[i].type, node.outputAt(i)});
  }
  return sockets;
}

std::optional<SocketHit> GraphScene::socketAt(const QPointF& point, double reach) const {
  std::optional<SocketHit> best;
  double least = reach;
  const std::vector<NodeItem*> items = nodeItems();
  for (auto node = items.rbegin(); node != items.rend(); ++node) {
    if (!(*node)->nodeRect().adjusted(-reach, -reach, reach, reach).contains(point)) continue;
    for (const SocketHit& socket : socketsOf(**node)) {
      const QPointF away = socket.centre - point;
      const double distance = std::max(std::fabs(away.x()), std::fabs(away.y()));  // the hit area is a square
      if (distance > least || (best && distance == least)) continue;
      least = distance;
      best = socket;
    }
  }
  return best;
}

WireItem* GraphScene::wireAt(const QPointF& point, double reach) const {
  WireItem* best = nullptr;
  double least = reach;
  for (WireItem* wire : wires_) {
    if (!wire->isVisible()) continue;
    const double distance = wireDistance(wire->from(), wire->to(), point, reach);
    if (distance >= least) continue;
    least = distance;
    best = wire;
  }
  return best;
}

WireItem* GraphScene::pillAt(const QPointF& point) const {
  const auto found = std::find_if(wires_.rbegin(), wires_.rend(), [&](const WireItem* wire) {
    return wire->isVisible() && wire->pill().contains(point);
  });
  return found == wires_.rend() ? nullptr : *found;
}

void GraphScene::setHovered(NodeItem* node, WireItem* wire) {
  if (node == hovered_node_ && wire == hovered_wire_) return;
  hovered_node_ = node;
  hovered_wire_ = wire;
  refreshMarks();
  refreshWires();
}

void GraphScene::setKeyboardNode(const NodeId& id) {
  keyboard_node_ = id;
  refreshMarks();
}

void GraphScene::setKeyboardFocusShown(bool shown) {
  if (keyboard_shown_ == shown) return;
  keyboard_shown_ = shown;
  refreshMarks();
}

void GraphScene::selectWire(const std::optional<PortRef>& to) {
  if (selected_wire_ == to) return;
  selected_wire_ = to;
  refreshWires();
}

void GraphScene::setInsertTarget(WireItem* wire) {
  if (insert_target_ == wire) return;
  insert_target_ = wire;
  refreshWires();
}

void GraphScene::setLinkFilter(std::optional<SocketType> type, bool inputs) {
  filter_ = type;
  filter_inputs_ = inputs;
  for (const auto& [id, node] : nodes_) node->setLinkFilter(type, inputs);
  refreshWires();
}

void GraphScene::refreshMarks() {
  const std::vector<NodeId>& chosen = document_.selection();
  const std::unordered_set<NodeId> selected(chosen.begin(), chosen.end());
  for (const auto& [id, node] : nodes_) {
    node->setMarks(node == hovered_node_, selected.count(id) > 0, keyboard_shown_ && id == keyboard_node_);
  }
}

// What each node of the critical path waits for on it: of several, the one that comes last.
std::unordered_map<NodeId, NodeId> GraphScene::criticalSources() const {
  std::unordered_map<NodeId, size_t> place;
  for (size_t i = 0; i < critical_.size(); ++i) place[critical_[i]] = i;
  std::unordered_map<NodeId, NodeId> sources;
  for (const Link& link : document_.graph().links) {
    const auto from = place.find(link.from.node);
    if (from == place.end() || place.count(link.to.node) == 0) continue;
    NodeId& source = sources[link.to.node];
    if (source.empty() || place[source] < from->second) source = link.from.node;
  }
  return sources;
}

void GraphScene::refreshWires() {
  const std::unordered_map<NodeId, NodeId> before = criticalSources();
  for (WireItem* wire : wires_) {
    WireLook look;
    const Link& link = wire->link();
    if (const NodeItem* from = item(link.from.node)) {
      for (const SocketFace& socket : from->face().outputs) {
        if (socket.port == QString::fromStdString(link.from.port)) look.type = socket.type;
      }
    }
    const auto source = before.find(link.to.node);
    look.critical = source != before.end() && source->second == link.from.node;
    look.selected = wire == insert_target_ || (selected_wire_ && *selected_wire_ == link.to);
    look.hovered = wire == hovered_wire_;
    look.crowded = wires_.size() > kCrowd;
    look.faded = filter_ && *filter_ != look.type;
    if (!transfers_.empty()) {
      if (const auto moved = transfers_.find(link_key(link)); moved != transfers_.end()) look.transfer = moved->second;
    }
    if (overlay_ == Overlay::kBytes && look.transfer) {
      look.bytes = look.transfer->bytes;
    } else if (!link_bytes_.empty()) {
      if (const auto moved = link_bytes_.find(link_key(link)); moved != link_bytes_.end()) look.bytes = moved->second;
    }
    wire->setLook(look);
  }
}

}  // namespace lightbench::ui
