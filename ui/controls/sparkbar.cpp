#include "ui/controls/sparkbar.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/controls/accessible.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kHatchPitch = 4;

void paintHatch(QPainter* painter, const QRectF& rect, const QColor& color) {
  painter->save();
  painter->setClipRect(rect, Qt::IntersectClip);
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(color, 1.2));
  for (double x = rect.left() - rect.height(); x < rect.right() + kHatchPitch; x += kHatchPitch) {
    painter->drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
  }
  painter->restore();
}

}  // namespace

void paintBar(QPainter* painter, const QRectF& rect, double share, const QColor& color, BarFill fill,
              const QColor& track) {
  paintPanel(painter, rect, radius::kBar, track.isValid() ? track : Theme::tokens().bar_track);
  if (!(share > 0)) return;
  // At least one pixel: something that was measured is never invisible.
  const double width = std::max(snappedWidth(*painter, 1), rect.width() * std::min(share, 1.0));
  const QRectF filled(rect.topLeft(), QSizeF(width, rect.height()));
  if (fill == BarFill::kSolid) {
    paintPanel(painter, filled, radius::kBar, color);
  } else {
    paintHatch(painter, filled, color);
    paintPanel(painter, filled, radius::kBar, QColor(), color);
  }
}

Sparkbar::Sparkbar(QWidget* parent) : QWidget(parent) {
  installAccessibleControls();
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkbar::setShare(double share) {
  if (share_ == share) return;
  share_ = share;
  announceValue(this);
  update();
}

void Sparkbar::setColor(const QColor& color) {
  color_ = color;
  update();
}

void Sparkbar::setFill(BarFill fill) {
  fill_ = fill;
  update();
}

void Sparkbar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintBar(&painter, rect(), share_, color_.isValid() ? color_ : Theme::tokens().heatColor(share_), fill_);
}

}  // namespace lightbench::ui
