#include "ui/editor/hull.h"

#include <QPainter>

#include <algorithm>

#include "ui/editor/node_painter.h"
#include "ui/editor/text_cache.h"
#include "ui/editor/wire.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace lightbench::ui {
namespace {

constexpr double kAround = 12;
constexpr double kAbove = 27;
constexpr double kBand = 24;        // along a wire
constexpr size_t kMostPieces = 48;  // of a shape put together; beyond, uniting them takes longer than drawing

QRectF grown(const QRectF& body) { return body.adjusted(-kAround, -kAbove, kAround, kAround); }

QPainterPath roundedRect(const QRectF& area) {
  QPainterPath path;
  path.addRoundedRect(area, radius::kHull, radius::kHull);
  return path;
}

QPainterPath bandAlong(const QLineF& wire) {
  QPainterPathStroker stroker;
  stroker.setWidth(kBand);
  return stroker.createStroke(wirePath(wire.p1(), wire.p2()));
}

}  // namespace

HullShape hullShape(const std::vector<QRectF>& members, const std::vector<QRectF>& strangers,
                    const std::vector<QLineF>& wires) {
  QRectF all;
  for (const QRectF& body : members) all |= body;
  const QRectF around = grown(all);
  const bool alone =
      std::none_of(strangers.begin(), strangers.end(), [&](const QRectF& other) { return other.intersects(around); });
  if (alone || members.size() + wires.size() > kMostPieces) {
    return {roundedRect(around), QRectF(around.topLeft(), QSizeF(around.width(), kAbove))};
  }
  HullShape shape;
  for (const QRectF& body : members) shape.outline = shape.outline.united(roundedRect(grown(body)));
  for (const QLineF& wire : wires) shape.outline = shape.outline.united(bandAlong(wire));
  // Over the one furthest to the left, where reading begins.
  const QRectF first = grown(*std::min_element(members.begin(), members.end(),
                                               [](const QRectF& a, const QRectF& b) { return a.left() < b.left(); }));
  shape.label = QRectF(first.topLeft(), QSizeF(first.width(), kAbove));
  return shape;
}

void paintHull(QPainter& painter, const HullShape& shape, const FusedHull& hull, const Tokens& t, double zoom) {
  const NodeDetail detail = detailAt(zoom);
  if (detail == NodeDetail::kBlock) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(t.text3, std::max(1.5, 1 / zoom)));
  painter.setBrush(mixed(t.canvas, t.raised, 0.45));
  painter.drawPath(shape.outline);
  if (detail == NodeDetail::kNumber) return;
  constexpr double kIcon = 13;
  constexpr double kInside = 10;
  constexpr double kBaseline = 18;
  const QPointF left = shape.label.topLeft() + QPointF(kInside, 0);
  double right = shape.label.right() - kInside;
  right -=
      drawTextRight(painter, QPointF(right, left.y() + kBaseline), hull.reading, FontRole::kBodyMedium, t.text) + 8;
  paintIcon(&painter, QStringLiteral("fused"), QRectF(left.x(), left.y() + 7, kIcon, kIcon), t.text2);
  const double start = left.x() + kIcon + 5;
  const double title = textWidth(hull.title, FontRole::kSecondaryMedium);
  // What does not fit is left out, the least telling first; the time never is.
  if (start + title > right) return;
  drawText(painter, QPointF(start, left.y() + kBaseline), hull.title, FontRole::kSecondaryMedium, t.text);
  if (start + title + 12 + textWidth(hull.device, FontRole::kSecondary) > right) return;
  drawTextRight(painter, QPointF(right, left.y() + kBaseline), hull.device, FontRole::kSecondary, t.text2);
}

}  // namespace lightbench::ui
