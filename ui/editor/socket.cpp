#include "ui/editor/socket.h"

#include <QPainter>
#include <cmath>
#include <numbers>

namespace lightbench::ui {
namespace {

constexpr double kOutline = 1.5;

QPainterPath polygon(const QPointF& centre, double radius, int corners, double first_angle) {
  QPolygonF points;
  for (int i = 0; i < corners; ++i) {
    const double angle = first_angle + 2 * std::numbers::pi * i / corners;
    points << centre + QPointF(radius * std::cos(angle), radius * std::sin(angle));
  }
  QPainterPath path;
  path.addPolygon(points);
  path.closeSubpath();
  return path;
}

void paintMissing(QPainter* painter, const QPointF& centre, const Tokens& tokens, const QColor& behind) {
  painter->setPen(QPen(tokens.error, kOutline));
  painter->setBrush(behind);
  painter->drawEllipse(centre, 5.0, 5.0);
  painter->setPen(QPen(tokens.error, kOutline, Qt::SolidLine, Qt::RoundCap));
  painter->drawLine(centre + QPointF(0, -2.4), centre + QPointF(0, 0.4));
  painter->drawPoint(centre + QPointF(0, 2.6));
}

}  // namespace

QPainterPath socketPath(SocketType type, const QPointF& centre) {
  QPainterPath path;
  switch (type) {
    case SocketType::kImage: path.addEllipse(centre, 4.5, 4.5); break;
    case SocketType::kMask: path = polygon(centre, 6, 4, 0); break;
    case SocketType::kTensor: path.addRect(QRectF(centre - QPointF(4.5, 4.5), QSizeF(9, 9))); break;
    case SocketType::kNumber: path = polygon(centre - QPointF(1, 0), 6, 3, 0); break;
    case SocketType::kClasses: path = polygon(centre, 6, 6, 0); break;
  }
  return path;
}

void paintSocket(QPainter* painter, const QPointF& centre, const SocketFace& socket, const Tokens& tokens,
                 const QColor& behind) {
  if (socket.state == SocketState::kMissing) {
    paintMissing(painter, centre, tokens, behind);
    return;
  }
  const QColor color = tokens.socket(socket.type);
  painter->setPen(QPen(color, kOutline, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
  painter->setBrush(socket.state == SocketState::kLinked ? color : behind);
  if (socket.state == SocketState::kLinked) painter->setPen(Qt::NoPen);
  if (socket.state == SocketState::kFree && socket.type == SocketType::kImage) {
    painter->drawEllipse(centre, 3.75, 3.75);  // the outline lies inside the 9 px
    return;
  }
  painter->drawPath(socketPath(socket.type, centre));
}

void paintSocketTarget(QPainter* painter, const QPointF& centre, const Tokens& tokens) {
  painter->setPen(QPen(tokens.accent, 2));
  painter->setBrush(Qt::NoBrush);
  painter->drawEllipse(centre, 9.0, 9.0);
}

}  // namespace lightbench::ui
