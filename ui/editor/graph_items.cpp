#include "ui/editor/graph_items.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>
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
  look_ = look;
  // What matters lies over what does not.
  setZValue(look.selected || look.hovered ? 0.3 : (look.hasPill() ? 0.25 : (look.critical ? 0.2 : 0)));
  update();
}

QRectF WireItem::pill() const { return look_.hasPill() ? wirePill(from_, to_, look_) : QRectF(); }

QRectF WireItem::boundingRect() const {
  constexpr double kRoom = 12;  // the widest stroke, at the smallest zoom
  return path_.controlPointRect().adjusted(-kRoom, -kRoom, kRoom, kRoom);
}

void WireItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/, QWidget* /*widget*/) {
  paintWire(*painter, path_, look_, Theme::tokens(), painter->worldTransform().m11());
}

PillLayer::PillLayer(const std::vector<WireItem*>& wires, const QRectF& area) : wires_(wires), area_(area) {
  setZValue(0.5);
  setFlag(ItemUsesExtendedStyleOption);  // for the part that is to be painted
}

void PillLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* /*widget*/) {
  const double zoom = painter->worldTransform().m11();
  for (const WireItem* wire : wires_) {
    if (!wire->isVisible() || !wire->look().hasPill() || !wire->pill().intersects(option->exposedRect)) continue;
    paintWirePill(*painter, wire->from(), wire->to(), wire->look(), Theme::tokens(), zoom);
  }
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
  QRectF all;
  for (const QRectF& part : shape_) all |= part;
  return all.adjusted(-kStroke, -kStroke, kStroke, kStroke);
}

void HullItem::paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/, QWidget* /*widget*/) {
  paintHull(*painter, shape_, hull_, Theme::tokens(), painter->worldTransform().m11());
}

}  // namespace lightbench::ui
