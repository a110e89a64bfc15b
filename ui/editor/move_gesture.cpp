#include <QApplication>

#include <algorithm>
#include <cmath>

#include "ui/editor/gesture.h"
#include "ui/editor/graph_view.h"

namespace lightbench::ui {
namespace {

class MoveGesture : public Gesture {
 public:
  MoveGesture(GraphView& view, GraphScene& scene, Document& document, NodeId pressed, const Pointer& start)
      : Gesture(view, scene, document),
        pressed_(std::move(pressed)),
        start_(start),
        detaches_((start.modifiers & Qt::AltModifier) != 0) {}

  void move(const Pointer& pointer) override {
    if (!moving_) {
      if ((pointer.view - start_.view).manhattanLength() < QApplication::startDragDistance()) return;
      begin();
    }
    const QPointF delta = pointer.scene - start_.scene;
    std::map<NodeId, QPointF> positions;
    for (const auto& [id, at] : origins_) {
      positions[id] = QPointF(std::round(at.x() + delta.x()), std::round(at.y() + delta.y()));
    }
    scene_.setDragPositions(positions);
    const bool may_insert = !detaches_ && (pointer.modifiers & Qt::AltModifier) == 0 && positions.size() == 1;
    scene_.setInsertTarget(may_insert ? insertTarget() : nullptr);
    positions_ = std::move(positions);
  }

  void release(const Pointer& pointer) override {
    if (!moving_) {
      click(pointer);
      return;
    }
    const WireItem* target = nullptr;
    if (!detaches_ && (pointer.modifiers & Qt::AltModifier) == 0 && positions_.size() == 1) target = insertTarget();
    scene_.setInsertTarget(nullptr);
    // Nodes that never had a place keep the one they were shown at, so that the graph stays as it looks.
    std::map<NodeId, QPointF> positions = scene_.madeUpPositions();
    for (const auto& [id, at] : positions_) positions[id] = at;
    if (target != nullptr) {
      document_.insertOnLink(pressed_, target->link().to, positions);
    } else if (detaches_) {
      std::vector<NodeId> ids;
      for (const auto& [id, at] : positions_) ids.push_back(id);
      document_.detachNodes(ids, positions);
    } else {
      document_.moveNodes(positions);
    }
    scene_.clearDragPositions();
  }

  void cancel() override {
    scene_.setInsertTarget(nullptr);
    scene_.clearDragPositions();
  }

 private:
  bool isSelected(const NodeId& id) const {
    const std::vector<NodeId>& selection = document_.selection();
    return std::find(selection.begin(), selection.end(), id) != selection.end();
  }

  void begin() {
    moving_ = true;
    if (!isSelected(pressed_)) document_.setSelection({pressed_}, pressed_);
    for (const NodeId& id : document_.selection()) {
      if (const NodeItem* node = scene_.item(id)) origins_[id] = node->pos();
    }
  }

  // Released where it was pressed.
  void click(const Pointer& pointer) {
    std::vector<NodeId> selection = document_.selection();
    const bool selected = isSelected(pressed_);
    if ((pointer.modifiers & Qt::ControlModifier) != 0 && selected) {
      std::erase(selection, pressed_);
      document_.setSelection(selection);
    } else if ((pointer.modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) != 0) {
      if (!selected) selection.push_back(pressed_);
      document_.setSelection(selection, pressed_);
    } else {
      document_.setSelection({pressed_}, pressed_);
    }
    scene_.setKeyboardNode(pressed_);
  }

  // The wire that runs through the node's body and that the node fits, unless it is wired already.
  WireItem* insertTarget() const {
    const NodeItem* node = scene_.item(pressed_);
    if (node == nullptr) return nullptr;
    const Graph& graph = document_.graph();
    const bool wired = std::any_of(graph.links.begin(), graph.links.end(), [&](const Link& link) {
      return link.from.node == pressed_ || link.to.node == pressed_;
    });
    if (wired) return nullptr;
    const QRectF body = node->nodeRect();
    WireItem* wire = scene_.wireAt(body.center(), body.height() / 2);
    return wire != nullptr && document_.canInsertOnLink(pressed_, wire->link().to) ? wire : nullptr;
  }

  NodeId pressed_;
  Pointer start_;
  bool detaches_;
  bool moving_ = false;
  std::map<NodeId, QPointF> origins_;
  std::map<NodeId, QPointF> positions_;
};

}  // namespace

std::unique_ptr<Gesture> makeMoveGesture(GraphView& view, GraphScene& scene, Document& document, const NodeId& pressed,
                                         const Pointer& start) {
  return std::make_unique<MoveGesture>(view, scene, document, pressed, start);
}

}  // namespace lightbench::ui
