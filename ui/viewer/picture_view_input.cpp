// Mouse, wheel and keys of PictureView.
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>

#include "ui/viewer/picture_view.h"

namespace lightbench::ui {
namespace {

constexpr double kKeyPan = 64;     // logical pixels; with Shift one device pixel
constexpr double kKeyWipe = 0.02;  // of the pane
constexpr double kKeyTurn = 5;     // degrees
constexpr int kNotch = 120;        // Qt's wheel units a step

QPointF arrowDirection(int key) {
  switch (key) {
    case Qt::Key_Left: return {-1, 0};
    case Qt::Key_Right: return {1, 0};
    case Qt::Key_Up: return {0, -1};
    case Qt::Key_Down: return {0, 1};
    default: return {};
  }
}

}  // namespace

void PictureView::resizeEvent(QResizeEvent*) { paneResized(); }

void PictureView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) recompose();
}

void PictureView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  updateBlink();
}

void PictureView::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  updateBlink();
  setBefore(false);
}

bool PictureView::event(QEvent* event) {
  // Keys that the window also knows as shortcuts belong to the picture while it has the focus.
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool arrow =
        !arrowDirection(key->key()).isNull() && !(key->modifiers() & (Qt::ControlModifier | Qt::MetaModifier));
    const bool plain = key->modifiers() == Qt::NoModifier;
    if (arrow || (plain && key->key() == Qt::Key_Space) ||
        (plain && key->key() == Qt::Key_Escape && !samples_.empty())) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void PictureView::mousePressEvent(QMouseEvent* event) {
  const QPointF position = event->position();
  const bool pan_button = event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && space_);
  if (event->button() == Qt::RightButton) return;
  if (event->button() == Qt::LeftButton && !space_) {
    if (event->modifiers() & Qt::AltModifier) {
      if (const std::optional<QPoint> pixel = pixelAt(position)) pinSample(*pixel);
      return;
    }
    if (inset().contains(position)) {
      drag_ = Drag::kInset;
      dragInset(position);
      return;
    }
    wipe_part_ = shownMode() == ViewMode::kWipe ? wipe_.hit(position, size()) : WipePart::kNone;
    if (wipe_part_ != WipePart::kNone) {
      drag_ = Drag::kWipe;
      grab_ = position - wipe_.handle(size());
      update();
      return;
    }
  }
  if (pan_button || event->button() == Qt::LeftButton) {
    drag_ = Drag::kPan;
    grab_ = position;
    setCursor(Qt::ClosedHandCursor);
  }
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF position = event->position();
  switch (drag_) {
    case Drag::kPan:
      panBy((position - grab_) * devicePixelRatioF());
      grab_ = position;
      break;
    case Drag::kWipe:
      wipe_.dragTo(wipe_part_, position, grab_, size(), event->modifiers() & Qt::ShiftModifier);
      wipeChanged();
      break;
    case Drag::kInset: dragInset(position); break;
    case Drag::kNone: updateCursor(position); break;
  }
  pointer_ = position;
  hovered_pane_ = paneAt(position);
  setHovered(pixelAt(position));
}

void PictureView::mouseReleaseEvent(QMouseEvent* event) {
  if (drag_ == Drag::kNone) return;
  drag_ = Drag::kNone;
  updateCursor(event->position());
  update();
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || inset().contains(event->position())) return;
  if (shownMode() == ViewMode::kWipe && wipe_.hit(event->position(), size()) != WipePart::kNone) {
    wipe_.reset();
    wipeChanged();
    return;
  }
  const QPointF anchor = paneDevicePoint(event->position());
  if (fit_) {
    setTransform(zoomedAt(transform_, 1, anchor));
  } else {
    fit();
  }
}

void PictureView::leaveEvent(QEvent*) {
  if (drag_ == Drag::kNone) setHovered(std::nullopt);
}

void PictureView::wheelEvent(QWheelEvent* event) {
  wheel_rest_ += event->angleDelta().y();
  const int steps = wheel_rest_ / kNotch;
  wheel_rest_ -= steps * kNotch;
  if (steps != 0) zoomBy(steps, event->position());
  event->accept();
}

void PictureView::keyPressEvent(QKeyEvent* event) {
  const QPointF arrow = arrowDirection(event->key());
  const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
  if (!arrow.isNull() && modifiers == Qt::AltModifier && shownMode() == ViewMode::kWipe) {
    if (arrow.x() != 0) {
      wipe_.setCentre(wipe_.centre() + QPointF(arrow.x() * kKeyWipe, 0));
    } else {
      wipe_.setDegrees(wipe_.degrees() + arrow.y() * kKeyTurn);
    }
    wipeChanged();
    return;
  }
  if (!arrow.isNull() && !(modifiers & ~Qt::ShiftModifier)) {
    // The view moves to where the arrow points, so the picture goes the other way.
    panBy(-arrow * (modifiers & Qt::ShiftModifier ? 1.0 : kKeyPan * devicePixelRatioF()));
    return;
  }
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    space_ = true;
    setCursor(Qt::OpenHandCursor);
    return;
  }
  if (event->key() == Qt::Key_Escape && !samples_.empty()) {
    removeSample(samples_.back().number);
    return;
  }
  QWidget::keyPressEvent(event);
}

void PictureView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    space_ = false;
    updateCursor(pointer_);
    return;
  }
  QWidget::keyReleaseEvent(event);
}

void PictureView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void PictureView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  space_ = false;
  setBefore(false);
  update();
}

void PictureView::contextMenuEvent(QContextMenuEvent* event) {
  const int sample = event->reason() == QContextMenuEvent::Mouse ? sampleAt(event->pos()) : 0;
  if (sample != 0) {
    removeSample(sample);
    return;
  }
  Q_EMIT menuAsked(event->globalPos(), event->pos());
}

void PictureView::dragInset(const QPointF& position) {
  const QRectF navigation = inset();
  if (navigation.isEmpty()) return;
  const QSizeF size = pictureSize();
  const QSize pane = paneDeviceSize();
  const QPointF place((position.x() - navigation.x()) / navigation.width() * size.width(),
                      (position.y() - navigation.y()) / navigation.height() * size.height());
  panBy(QPointF(pane.width(), pane.height()) / 2 - transform_.toDevice(place));
}

void PictureView::setHovered(const std::optional<QPoint>& pixel) {
  if (mode_ == ViewMode::kSide || !samples_.empty()) update();
  if (pixel == hovered_) return;
  hovered_ = pixel;
  Q_EMIT hoverChanged();
}

void PictureView::updateCursor(const QPointF& position) {
  const WipePart part = shownMode() == ViewMode::kWipe ? wipe_.hit(position, size()) : WipePart::kNone;
  if (part != wipe_part_) {
    wipe_part_ = part;
    update();
  }
  if (space_) {
    setCursor(Qt::OpenHandCursor);
  } else if (inset().contains(position)) {
    setCursor(Qt::PointingHandCursor);
  } else if (part == WipePart::kKnob) {
    setCursor(Qt::PointingHandCursor);
  } else if (part != WipePart::kNone) {
    setCursor(Qt::SplitHCursor);
  } else {
    setCursor(pixelAt(position) ? Qt::CrossCursor : Qt::ArrowCursor);
  }
}

}  // namespace lightbench::ui
