#include "ui/theme/paint.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace lightbench::ui {

QRectF snapped(const QPainter& painter, const QRectF& rect) {
  const QTransform transform = painter.deviceTransform();
  if (transform.type() > QTransform::TxScale) return rect;
  const QPointF first = transform.map(rect.topLeft());
  const QPointF last = transform.map(rect.bottomRight());
  const QTransform back = transform.inverted();
  return QRectF(back.map(QPointF(std::round(first.x()), std::round(first.y()))),
                back.map(QPointF(std::round(last.x()), std::round(last.y()))));
}

double snappedWidth(const QPainter& painter, double width) {
  const QTransform transform = painter.deviceTransform();
  const double zoom = std::hypot(transform.m11(), transform.m12());
  return zoom > 0 ? std::max(1.0, std::round(width * zoom)) / zoom : width;
}

void paintPanel(QPainter* painter, const QRectF& rect, double corner, const QColor& fill, const QColor& outline,
                double outline_width) {
  QRectF area = snapped(*painter, rect);
  if (area.isEmpty()) return;
  const double width = outline.isValid() ? snappedWidth(*painter, outline_width) : 0;
  painter->save();
  if (corner <= 0) {
    // Four bars: a stroked rectangle would have half-lit corners.
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (fill.isValid()) painter->fillRect(area, fill);
    if (outline.isValid()) {
      painter->fillRect(QRectF(area.left(), area.top(), area.width(), width), outline);
      painter->fillRect(QRectF(area.left(), area.bottom() - width, area.width(), width), outline);
      painter->fillRect(QRectF(area.left(), area.top() + width, width, area.height() - 2 * width), outline);
      painter->fillRect(QRectF(area.right() - width, area.top() + width, width, area.height() - 2 * width), outline);
    }
  } else {
    painter->setRenderHint(QPainter::Antialiasing);
    area.adjust(width / 2, width / 2, -width / 2, -width / 2);
    corner = std::max(0.0, corner - width / 2);
    painter->setPen(outline.isValid() ? QPen(outline, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(area, corner, corner);
  }
  painter->restore();
}

void paintFocusRing(QPainter* painter, const QRectF& rect, double corner) {
  paintPanel(painter, rect, corner, QColor(), Theme::tokens().accent, kFocusWidth);
}

void paintHairline(QPainter* painter, const QLineF& line, const QColor& color) {
  const double width = snappedWidth(*painter, 1);
  const bool horizontal = std::fabs(line.dy()) <= std::fabs(line.dx());
  const QPointF from(std::min(line.x1(), line.x2()), std::min(line.y1(), line.y2()));
  const QRectF bar = horizontal ? QRectF(from, QSizeF(std::fabs(line.dx()), width))
                                : QRectF(from, QSizeF(width, std::fabs(line.dy())));
  const bool smooth = painter->testRenderHint(QPainter::Antialiasing);
  painter->setRenderHint(QPainter::Antialiasing, false);
  painter->fillRect(snapped(*painter, bar), color);
  painter->setRenderHint(QPainter::Antialiasing, smooth);
}

}  // namespace lightbench::ui
