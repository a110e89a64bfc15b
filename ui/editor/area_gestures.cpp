// Gestures that begin on the empty canvas: box selection, cutting, panning.
#include <QLineF>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

#include "ui/editor/gesture.h"
#include "ui/editor/graph_view.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

class BoxGesture : public Gesture {
 public:
  BoxGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start)
      : Gesture(view, scene, document), start_(start.scene), end_(start.scene), before_(document.selection()) {
    current_ = document.currentNode();
  }

  void move(const Pointer& pointer) override {
    end_ = pointer.scene;
    select(pointer.modifiers);
  }

  void release(const Pointer& pointer) override {
    end_ = pointer.scene;
    select(pointer.modifiers);
    scene_.selectWire({});
  }

  void cancel() override { document_.setSelection(before_, current_); }

  void paint(QPainter& painter) const override {
    QColor fill = Theme::tokens().accent;
    fill.setAlphaF(0.1F);
    QPen pen(Theme::tokens().accent, 1);
    pen.setCosmetic(true);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(pen);
    painter.setBrush(fill);
    painter.drawRect(box());
  }

 private:
  QRectF box() const { return QRectF(start_, end_).normalized(); }

  void select(Qt::KeyboardModifiers modifiers) {
    const bool adds = (modifiers & Qt::ShiftModifier) != 0;
    const bool toggles = (modifiers & Qt::ControlModifier) != 0;
    std::vector<NodeId> chosen;
    if (adds || toggles) chosen = before_;
    const QRectF area = box();
    for (const Node& node : document_.graph().nodes) {
      const NodeItem* item = scene_.item(node.id);
      if (item == nullptr || !item->nodeRect().intersects(area)) continue;
      const auto known = std::find(chosen.begin(), chosen.end(), node.id);
      if (known == chosen.end()) {
        chosen.push_back(node.id);
      } else if (toggles) {
        chosen.erase(known);
      }
    }
    document_.setSelection(chosen);
  }

  QPointF start_;
  QPointF end_;
  std::vector<NodeId> before_;
  NodeId current_;
};

class CutGesture : public Gesture {
 public:
  CutGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start)
      : Gesture(view, scene, document), points_{start.scene} {}

  void move(const Pointer& pointer) override { points_ << pointer.scene; }

  void release(const Pointer& pointer) override {
    points_ << pointer.scene;
    std::vector<PortRef> cut;
    for (const WireItem* wire : scene_.wireItems()) {
      if (crosses(*wire)) cut.push_back(wire->link().to);
    }
    document_.disconnectPorts(cut);
  }

  void cancel() override {}

  void paint(QPainter& painter) const override {
    QPen pen(Theme::tokens().error, 1.5, Qt::DashLine);
    pen.setCosmetic(true);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(points_);
  }

 private:
  bool crosses(const WireItem& wire) const {
    const QPolygonF curve = wirePath(wire.from(), wire.to()).toSubpathPolygons().value(0);
    for (qsizetype i = 1; i < points_.size(); ++i) {
      const QLineF knife(points_[i - 1], points_[i]);
      for (qsizetype j = 1; j < curve.size(); ++j) {
        if (knife.intersects(QLineF(curve[j - 1], curve[j]), nullptr) == QLineF::BoundedIntersection) return true;
      }
    }
    return false;
  }

  QPolygonF points_;
};

class PanGesture : public Gesture {
 public:
  PanGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start)
      : Gesture(view, scene, document), last_(start.view) {
    view_.viewport()->setCursor(Qt::ClosedHandCursor);
  }

  void move(const Pointer& pointer) override {
    view_.panBy(last_ - pointer.view);
    last_ = pointer.view;
  }

  void release(const Pointer& pointer) override {
    move(pointer);
    view_.viewport()->unsetCursor();
  }

  void cancel() override { view_.viewport()->unsetCursor(); }

 private:
  QPoint last_;
};

}  // namespace

std::unique_ptr<Gesture> makeBoxGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start) {
  return std::make_unique<BoxGesture>(view, scene, document, start);
}

std::unique_ptr<Gesture> makeCutGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start) {
  return std::make_unique<CutGesture>(view, scene, document, start);
}

std::unique_ptr<Gesture> makePanGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start) {
  return std::make_unique<PanGesture>(view, scene, document, start);
}

}  // namespace lightbench::ui
