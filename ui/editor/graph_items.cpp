#include "ui/editor/graph_items.h"

#include <QPainter>
#include <utility>

#include "ui/core/node_kind.h"
#include "ui/editor/node_painter.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

bool linkable(SocketType from, SocketType to) { return fits(portTypeOf(from), portTypeOf(to)); }

}  // namespace

NodeItem::NodeItem(NodeId id) : id_(std::move(id)) { setZValue(1); }

void NodeItem::setFace(NodeFace face) {
  face.hovered = face_.hovered;
  face.selected = face_.selected;
  face.focused = face_.focused;
  if (face.size != face_.size || face.inputs.size() != face_.inputs.size()) prepareGeometryChange();
  face_ = std::move(face);
  update();
}

void NodeItem::setMarks(bool hovered, bool selected, bool focused) {
  face_.hovered = hovered;
  face_.selected = selected;
  face_.focused = focused;
  setZValue(selected || focused ? 2 : 1);
  update();
}

void NodeItem::setLinkFilter(std::optional<SocketType> type, bool inputs) {
  for (SocketFace& socket : face_.inputs) socket.faded = type && !(inputs && linkable(*type, socket.type));
  for (SocketFace& socket : face_.outputs) socket.faded = type && !(!inputs && linkable(socket.type, *type));
  update();
}

QRectF NodeItem::boundingRect() const { return nodeBounds(face_); }

void NodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/, QWidget* /*widget*/) {
  paintNode(*painter, face_, Theme::tokens(), painter->worldTransform().m11());
}

WireItem::WireItem(Link link) : link_(std::move(link)) { setZValue(0); }

void WireItem::setEnds(const QPointF& from, const QPointF& to) {
  if (from == from_ && to == to_) return;
  prepareGeometryChange();
  from_ = from;
  to_ = to;
  path_ = wirePath(from, to);
}

void WireItem::setLook(const WireLook& look) {
  if (look.transfer != look_.transfer || look.bytes != look_.bytes) prepareGeometryChange();
  look_ = look;
  // What matters lies over what does not.
  setZValue(look.selected || look.hovered ? 0.3 : (look.hasPill() ? 0.25 : (look.critical ? 0.2 : 0)));
  update();
}

QRectF WireItem::pill() const { return look_.hasPill() ? wirePill(from_, to_, look_) : QRectF(); }

QRectF WireItem::boundingRect() const {
  constexpr double kRoom = 12;  // the widest stroke, at the smallest zoom
  const QRectF line = path_.controlPointRect().adjusted(-kRoom, -kRoom, kRoom, kRoom);
  return look_.hasPill() ? line | pill().adjusted(-1, -1, 1, 1) : line;
}

void WireItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/, QWidget* /*widget*/) {
  paintWire(*painter, path_, look_, Theme::tokens(), painter->worldTransform().m11());
}

HullItem::HullItem() { setZValue(-1); }

void HullItem::setHull(const FusedHull& hull) {
  hull_ = hull;
  update();
}

void HullItem::setShape(const HullShape& shape) {
  prepareGeometryChange();
  shape_ = shape;
}

QRectF HullItem::boundingRect() const {
  constexpr double kStroke = 5;  // the widest, at the smallest zoom
  return shape_.outline.boundingRect().adjusted(-kStroke, -kStroke, kStroke, kStroke);
}

void HullItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/, QWidget* /*widget*/) {
  paintHull(*painter, shape_, hull_, Theme::tokens(), painter->worldTransform().m11());
}

}  // namespace lightbench::ui
