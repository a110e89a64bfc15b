// GraphView: mouse, wheel, keys and drops.
#include <QDragEnterEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

#include "ui/core/node_kind.h"
#include "ui/editor/graph_view.h"
#include "ui/editor/node_painter.h"

namespace lightbench::ui {
namespace {

constexpr double kWheelStep = 1.0015;  // to the power of the wheel's eighths of a degree: 20 % a notch
constexpr double kWireReach = 6;

bool carriesNodeType(const QMimeData* data) { return data->hasFormat(QString::fromLatin1(kNodeTypeMime)); }

bool carriesFiles(const QMimeData* data) {
  const QList<QUrl> urls = data->urls();
  return std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); });
}

}  // namespace

void GraphView::mousePressEvent(QMouseEvent* event) {
  event->accept();
  if (gesture_) return;  // a second button changes nothing
  setFocus(Qt::MouseFocusReason);
  const Pointer at = pointer(event->pos(), event->modifiers());
  gesture_button_ = event->button();
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && space_held_)) {
    gesture_ = makePanGesture(*this, scene_, document_, at);
  } else if (event->button() == Qt::LeftButton) {
    pressLeft(at);
  } else if (event->button() == Qt::RightButton && (event->modifiers() & Qt::ControlModifier) != 0) {
    gesture_ = makeCutGesture(*this, scene_, document_, at);
  }
}

void GraphView::pressLeft(const Pointer& at) {
  if (showsDetail() && at.modifiers == Qt::NoModifier) {
    if (const auto socket = scene_.socketAt(at.scene, std::max(kSocketHit / 2, reach(kSocketHit / 2)))) {
      gesture_ = makeLinkGesture(*this, scene_, document_, *socket, at);
      return;
    }
  }
  if (const NodeItem* node = scene_.nodeAt(at.scene)) {
    const Qt::KeyboardModifiers both = Qt::ControlModifier | Qt::ShiftModifier;
    if ((at.modifiers & both) == both) {
      Q_EMIT viewWanted(QString::fromStdString(node->id()));
      return;
    }
    gesture_ = makeMoveGesture(*this, scene_, document_, node->id(), at);
    return;
  }
  if (const WireItem* wire = wireAt(at.scene)) {
    document_.setSelection({});
    scene_.selectWire(wire->link().to);
    return;
  }
  gesture_ = makeBoxGesture(*this, scene_, document_, at);
}

void GraphView::mouseMoveEvent(QMouseEvent* event) {
  const Pointer at = pointer(event->pos(), event->modifiers());
  if (gesture_) {
    gesture_->move(at);
    viewport()->update();
  } else {
    hover(at);
  }
  event->accept();
}

void GraphView::hover(const Pointer& at) {
  NodeItem* node = scene_.nodeAt(at.scene);
  scene_.setHovered(node, node == nullptr ? wireAt(at.scene) : nullptr);
}

bool GraphView::showsDetail() const {
  return detailAt(zoom()) == NodeDetail::kFull || detailAt(zoom()) == NodeDetail::kCompact;
}

WireItem* GraphView::wireAt(const QPointF& scene_point) const {
  if (WireItem* wire = showsDetail() ? scene_.pillAt(scene_point) : nullptr) return wire;
  return scene_.wireAt(scene_point, reach(kWireReach));
}

void GraphView::mouseReleaseEvent(QMouseEvent* event) {
  event->accept();
  if (!gesture_ || event->button() != gesture_button_) return;
  const std::unique_ptr<Gesture> ended = std::move(gesture_);
  ended->release(pointer(event->pos(), event->modifiers()));
  viewport()->update();
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event) {
  const Pointer at = pointer(event->pos(), event->modifiers());
  const bool empty = scene_.nodeAt(at.scene) == nullptr && !scene_.socketAt(at.scene, reach(kSocketHit / 2)) &&
                     wireAt(at.scene) == nullptr;
  if (event->button() == Qt::LeftButton && empty && !space_held_) {
    event->accept();
    Q_EMIT paletteWanted(viewport()->mapToGlobal(at.view), nodeCornerFor(at.scene), {}, {});
    return;
  }
  mousePressEvent(event);
}

void GraphView::wheelEvent(QWheelEvent* event) {
  const QPoint pixels = event->pixelDelta();
  if ((event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier)) != 0) {
    const QPoint by = pixels.isNull() ? event->angleDelta() / 2 : pixels;
    panBy((event->modifiers() & Qt::ShiftModifier) != 0 ? QPoint(-by.y() - by.x(), 0) : -by);
  } else if (event->angleDelta().y() != 0) {
    setZoom(zoom() * std::pow(kWheelStep, event->angleDelta().y()), event->position());
  }
  event->accept();
}

void GraphView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && gesture_) {
    cancelGesture();
    event->accept();
    return;
  }
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    space_held_ = true;
    if (!gesture_) viewport()->setCursor(Qt::OpenHandCursor);
    event->accept();
    return;
  }
  const QPoint direction = event->key() == Qt::Key_Left    ? QPoint(-1, 0)
                           : event->key() == Qt::Key_Right ? QPoint(1, 0)
                           : event->key() == Qt::Key_Up    ? QPoint(0, -1)
                           : event->key() == Qt::Key_Down  ? QPoint(0, 1)
                                                           : QPoint();
  if (!direction.isNull() && (event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0) {
    moveKeyboardFocus(direction, (event->modifiers() & Qt::ShiftModifier) != 0);
    event->accept();
    return;
  }
  event->ignore();  // never the base class: it would scroll and send keys to items
}

void GraphView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    space_held_ = false;
    if (!gesture_) viewport()->unsetCursor();
    event->accept();
    return;
  }
  event->ignore();
}

void GraphView::focusInEvent(QFocusEvent* event) {
  const bool keyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                        event->reason() == Qt::ShortcutFocusReason;
  if (keyboard) scene_.setKeyboardFocusShown(true);
  QAbstractScrollArea::focusInEvent(event);
}

void GraphView::focusOutEvent(QFocusEvent* event) {
  space_held_ = false;
  if (event->reason() != Qt::PopupFocusReason) scene_.setKeyboardFocusShown(false);
  QAbstractScrollArea::focusOutEvent(event);
}

void GraphView::leaveEvent(QEvent* event) {
  scene_.setHovered(nullptr, nullptr);
  QGraphicsView::leaveEvent(event);
}

void GraphView::showEvent(QShowEvent* event) {
  QGraphicsView::showEvent(event);
  if (!frame_pending_) return;
  frame_pending_ = false;
  frame();
}

void GraphView::contextMenuEvent(QContextMenuEvent* event) {
  event->accept();
  if (gesture_ || (event->modifiers() & Qt::ControlModifier) != 0) return;
  if (event->reason() == QContextMenuEvent::Keyboard) {
    const NodeItem* node = scene_.item(scene_.keyboardNode());
    const QPointF at = node != nullptr ? node->nodeRect().center() : mapToScene(viewport()->rect().center());
    Q_EMIT menuWanted(viewport()->mapToGlobal(mapFromScene(at)), at);
    return;
  }
  Q_EMIT menuWanted(event->globalPos(), mapToScene(event->pos()));
}

bool GraphView::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QGraphicsView::viewportEvent(event);
  if (gesture_) return true;  // its own words are shown
  const auto* help = static_cast<QHelpEvent*>(event);
  const QPointF at = mapToScene(help->pos());
  QString text;
  if (const auto socket = scene_.socketAt(at, reach(kSocketHit / 2))) {
    text = tr("%1 (%2)").arg(QString::fromStdString(socket->port.port), socketTypeLabel(socket->type));
  } else if (const NodeItem* node = scene_.nodeAt(at)) {
    text = scene_.detailsOf(node->id());
  } else if (const WireItem* wire = wireAt(at); wire != nullptr) {
    text = wireWords(wire->look());
  }
  if (text.isEmpty()) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(help->globalPos(), text, viewport());
  }
  return true;
}

void GraphView::dragEnterEvent(QDragEnterEvent* event) {
  if (carriesNodeType(event->mimeData()) || carriesFiles(event->mimeData())) {
    event->acceptProposedAction();
  } else {
    event->ignore();
  }
}

void GraphView::dragMoveEvent(QDragMoveEvent* event) {
  if (!carriesNodeType(event->mimeData()) && !carriesFiles(event->mimeData())) {
    event->ignore();
    return;
  }
  const QPointF at = mapToScene(event->position().toPoint());
  const bool inserts = carriesNodeType(event->mimeData()) && (event->modifiers() & Qt::AltModifier) == 0;
  scene_.setInsertTarget(inserts ? scene_.wireAt(at, kNodeHeight / 2) : nullptr);
  event->acceptProposedAction();
}

void GraphView::dropEvent(QDropEvent* event) {
  scene_.setInsertTarget(nullptr);
  const QPointF at = mapToScene(event->position().toPoint());
  if (carriesNodeType(event->mimeData())) {
    const QByteArray type = event->mimeData()->data(QString::fromLatin1(kNodeTypeMime));
    event->acceptProposedAction();
    Q_EMIT nodeTypeDropped(QString::fromUtf8(type), at);
  } else if (carriesFiles(event->mimeData())) {
    event->acceptProposedAction();
    Q_EMIT filesDropped(event->mimeData()->urls(), at);
  } else {
    event->ignore();
  }
}

}  // namespace lightbench::ui
