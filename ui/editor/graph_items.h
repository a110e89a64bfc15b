// What stands on the canvas: nodes, wires, and the passes behind them. The items only hold a face, two end points or a
// shape and paint them; gestures, hit tests and edits are the view's and the scene's.
#pragma once

#include <QGraphicsItem>

#include "engine/graph/graph.h"
#include "ui/editor/hull.h"
#include "ui/editor/node_face.h"
#include "ui/editor/wire.h"

namespace lightbench::ui {

class NodeItem : public QGraphicsItem {
 public:
  explicit NodeItem(NodeId id);

  const NodeId& id() const { return id_; }
  const NodeFace& face() const { return face_; }
  // Keeps hover, selection and focus, which the face does not know.
  void setFace(NodeFace face);
  void setMarks(bool hovered, bool selected, bool focused);
  // While a link of `type` is dragged, sockets that cannot take it fade; `inputs` says which side could.
  void setLinkFilter(std::optional<SocketType> type, bool inputs);

  QRectF nodeRect() const { return {pos(), face_.size}; }  // the body, in the scene
  QPointF inputAt(size_t index) const { return pos() + inputSocketAt(face_, index); }
  QPointF outputAt(size_t index) const { return pos() + outputSocketAt(face_, index); }

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  NodeId id_;
  NodeFace face_;
};

class WireItem : public QGraphicsItem {
 public:
  explicit WireItem(Link link);

  const Link& link() const { return link_; }
  void setLink(const Link& link) { link_ = link; }
  void setEnds(const QPointF& from, const QPointF& to);
  const QPointF& from() const { return from_; }
  const QPointF& to() const { return to_; }
  const WireLook& look() const { return look_; }
  void setLook(const WireLook& look);
  QRectF pill() const;  // of what it says of its transfer or bytes, in the scene; null where it says nothing

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  Link link_;
  WireLook look_;
  QPointF from_;
  QPointF to_;
  QPainterPath path_;
};

// The pills of all wires, above every line and below every node.
class PillLayer : public QGraphicsItem {
 public:
  // `wires` outlive it.
  PillLayer(const std::vector<WireItem*>& wires, const QRectF& area);

  QRectF boundingRect() const override { return area_; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  const std::vector<WireItem*>& wires_;
  QRectF area_;
};

class HullItem : public QGraphicsItem {
 public:
  HullItem();

  const FusedHull& hull() const { return hull_; }
  const HullShape& shapeShown() const { return shape_; }
  void setHull(const FusedHull& hull);
  void setShape(const HullShape& shape);

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  FusedHull hull_;
  HullShape shape_;
};

}  // namespace lightbench::ui
