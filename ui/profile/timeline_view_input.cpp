// Mouse and keys of the timeline.
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include "ui/profile/timeline_view.h"

namespace lightbench::ui {

namespace {

constexpr double kKeyZoom = 1.5;
constexpr double kWheelZoom = 1.25;  // a notch
constexpr double kNotch = 120;
constexpr double kDragFrom = 4;

}  // namespace

bool TimelineView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), wordsAt(help->pos()), viewport());
    return true;
  }
  if (event->type() == QEvent::Leave) {
    look_.hovered = {};
    viewport()->update();
  }
  return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::wheelEvent(QWheelEvent* event) {
  event->accept();
  if (!timeline_) return;
  const TimelineLayout at = places();
  const QPointF turned = event->angleDelta();
  const double x = event->position().x() - at.gutter;
  // Over the names it scrolls the lanes; sideways, or with Shift, it pans.
  if (x < 0) {
    verticalScrollBar()->setValue(verticalScrollBar()->value() - static_cast<int>(turned.y() / kNotch * at.pitch));
    return;
  }
  if (std::fabs(turned.x()) > std::fabs(turned.y())) {
    axis_.panBy(-turned.x());
  } else if (event->modifiers() & Qt::ShiftModifier) {
    axis_.panBy(-turned.y());
  } else {
    axis_.zoomAt(x, std::pow(kWheelZoom, turned.y() / kNotch));
  }
  axisChanged();
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
  pressed_ = last_ = event->position();
  moved_ = false;
  look_.measured.reset();
  viewport()->update();
  if (!timeline_ || drag_ != Drag::kNone) return;
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && spaceHeld_)) {
    drag_ = Drag::kPan;
    viewport()->setCursor(Qt::ClosedHandCursor);
  } else if (event->button() == Qt::LeftButton) {
    drag_ = Drag::kMeasure;
  }
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
  if (!timeline_) return;
  const QPointF point = event->position();
  moved_ = moved_ || (point - pressed_).manhattanLength() >= kDragFrom;
  if (drag_ == Drag::kPan) {
    axis_.panBy(last_.x() - point.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(last_.y() - point.y()));
    axisChanged();
  } else if (drag_ == Drag::kMeasure && moved_) {
    const double gutter = places().gutter;
    const auto [from, to] = std::minmax(pressed_.x() - gutter, point.x() - gutter);
    look_.measured = {std::max(axis_.first(), axis_.time(std::max(0.0, from))),
                      axis_.time(std::min(axis_.width(), to))};
    viewport()->update();
  } else {
    const SpanRef hovered = spanAt(point);
    if (!(hovered == look_.hovered)) viewport()->update();
    look_.hovered = hovered;
  }
  last_ = point;
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
  const bool clicked = drag_ == Drag::kMeasure && !moved_;
  endDrag();
  if (clicked && timeline_ && event->position().x() >= places().gutter) choose(spanAt(event->position()));
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (const TimelineItem* item = itemOf(spanAt(event->position()))) frame({item});
}

void TimelineView::endDrag() {
  drag_ = Drag::kNone;
  viewport()->setCursor(spaceHeld_ ? Qt::OpenHandCursor : Qt::ArrowCursor);
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) return QAbstractScrollArea::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_F: return frameSelection();
    case Qt::Key_Home: return frameAll();
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoom(kKeyZoom);
    case Qt::Key_Minus: return zoom(1 / kKeyZoom);
    case Qt::Key_Left: return moveAlong(-1);
    case Qt::Key_Right: return moveAlong(1);
    case Qt::Key_Up: return moveAcross(-1);
    case Qt::Key_Down: return moveAcross(1);
    case Qt::Key_PageUp: axis_.panBy(-axis_.width()); return axisChanged();
    case Qt::Key_PageDown: axis_.panBy(axis_.width()); return axisChanged();
    case Qt::Key_Space:
      if (!event->isAutoRepeat()) {
        spaceHeld_ = true;
        viewport()->setCursor(Qt::OpenHandCursor);
      }
      return;
    case Qt::Key_Escape:
      if (!look_.measured) break;
      look_.measured.reset();
      viewport()->update();
      return;
    default: break;
  }
  event->ignore();  // to the window: Escape stops a run
}

void TimelineView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Space || event->isAutoRepeat()) return QAbstractScrollArea::keyReleaseEvent(event);
  spaceHeld_ = false;
  if (drag_ == Drag::kNone) viewport()->setCursor(Qt::ArrowCursor);
}

void TimelineView::focusInEvent(QFocusEvent* event) {
  look_.focused = true;
  viewport()->update();
  QAbstractScrollArea::focusInEvent(event);
}

void TimelineView::focusOutEvent(QFocusEvent* event) {
  look_.focused = false;
  spaceHeld_ = false;
  endDrag();
  viewport()->update();
  QAbstractScrollArea::focusOutEvent(event);
}

}  // namespace lightbench::ui
