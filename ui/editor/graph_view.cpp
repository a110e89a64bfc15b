#include "ui/editor/graph_view.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/core/ui_spans.h"
#include "ui/editor/node_painter.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kLeastZoom = 0.1;
constexpr double kMostZoom = 4;
constexpr double kFrameMargin = 32;
constexpr double kDotPitch = 24;

}  // namespace

GraphView::GraphView(GraphScene& scene, Document& document, QWidget* parent)
    : QGraphicsView(&scene, parent), scene_(scene), document_(document) {
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setTransformationAnchor(QGraphicsView::NoAnchor);
  setResizeAnchor(QGraphicsView::AnchorViewCenter);
  // Readings of many nodes change at once: one repaint of all is cheaper than hundreds of small ones.
  setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
  setOptimizationFlag(QGraphicsView::DontAdjustForAntialiasing);
  setOptimizationFlag(QGraphicsView::DontSavePainterState);
  setMouseTracking(true);
  setAcceptDrops(true);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Node graph"));
  setAccessibleDescription(tr("Arrow keys go from node to node, Tab adds one; the outline lists the same nodes."));
  centerOn(0, 0);
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    cancelGesture();
    if (change == GraphChange::Everything) frameWhenShown();
  });
}

GraphView::~GraphView() = default;

void GraphView::setZoom(double zoom) { setZoom(zoom, QPointF(viewport()->rect().center())); }

void GraphView::setZoom(double zoom, const QPointF& view_point) {
  const double wanted = std::clamp(zoom, kLeastZoom, kMostZoom);
  const QPointF fixed = mapToScene(QPoint(0, 0)) + view_point / this->zoom();
  setTransform(QTransform::fromScale(wanted, wanted));
  const QPointF now = (fixed - mapToScene(QPoint(0, 0))) * wanted;
  panBy((now - view_point).toPoint());
  Q_EMIT zoomChanged(wanted);
}

void GraphView::panBy(const QPoint& pixels) {
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() + pixels.x());
  verticalScrollBar()->setValue(verticalScrollBar()->value() + pixels.y());
}

void GraphView::frame(const std::vector<NodeId>& ids) {
  const QRectF area = scene_.nodesRect(ids);
  if (area.isEmpty()) {
    setZoom(1);
    centerOn(0, 0);
    return;
  }
  const QSizeF room = QSizeF(viewport()->size()) - QSizeF(2 * kFrameMargin, 2 * kFrameMargin);
  const double fit = std::min(room.width() / area.width(), room.height() / area.height());
  setZoom(std::min(1.0, fit));
  centerOn(area.center());
}

void GraphView::frameWhenShown() {
  frame_pending_ = !isVisible();
  if (!frame_pending_) frame();
}

Pointer GraphView::pointer(const QPoint& view_point, Qt::KeyboardModifiers modifiers) const {
  return {mapToScene(view_point), view_point, modifiers};
}

QPoint GraphView::focusPoint() const {
  const QPoint at = viewport()->mapFromGlobal(QCursor::pos());
  return viewport()->rect().contains(at) ? at : viewport()->rect().center();
}

QPointF GraphView::nodeCornerFor(const QPointF& middle) {
  return QPointF(std::round(middle.x() - kNodeMinimumWidth / 2), std::round(middle.y() - kNodeHeight / 2));
}

void GraphView::moveKeyboardFocus(const QPoint& direction, bool extend) {
  scene_.setKeyboardFocusShown(true);
  const NodeItem* from = scene_.item(scene_.keyboardNode());
  const NodeItem* best = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const NodeItem* node : scene_.nodeItems()) {
    if (from == nullptr) {  // start at the top left
      const double distance = node->pos().x() + node->pos().y();
      if (distance < least) best = node, least = distance;
      continue;
    }
    const QPointF away = node->nodeRect().center() - from->nodeRect().center();
    const double along = away.x() * direction.x() + away.y() * direction.y();
    const double across = std::fabs(away.x() * direction.y()) + std::fabs(away.y() * direction.x());
    if (node == from || along <= 0 || across > 3 * along) continue;
    const double distance = along + 2 * across;
    if (distance < least) best = node, least = distance;
  }
  if (best == nullptr) return;
  std::vector<NodeId> selection;
  if (extend) selection = document_.selection();
  if (std::find(selection.begin(), selection.end(), best->id()) == selection.end()) selection.push_back(best->id());
  document_.setSelection(selection, best->id());
  scene_.setKeyboardNode(best->id());
  const QPoint corner = mapFromScene(best->nodeRect().topLeft());
  if (!viewport()->rect().adjusted(8, 8, -8, -8).contains(corner)) ensureVisible(best->nodeRect(), 48, 48);
}

void GraphView::showHint(const QString& text, const QPoint& view_point) {
  if (text.isEmpty()) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(viewport()->mapToGlobal(view_point), text, viewport());
  }
}

void GraphView::refuse(const QString& reason) { Q_EMIT refused(reason); }

void GraphView::openPaletteFromLink(const Pointer& pointer, const SocketHit& fixed) {
  // The new node's first socket comes to lie at the pointer.
  QPointF corner = pointer.scene - QPointF(0, kFirstSocketY);
  if (fixed.is_input) corner.rx() -= kNodeMinimumWidth;
  Q_EMIT paletteWanted(viewport()->mapToGlobal(pointer.view), corner, fixed.is_input ? PortRef() : fixed.port,
                       fixed.is_input ? fixed.port : PortRef());
}

void GraphView::cancelGesture() {
  if (!gesture_) return;
  const std::unique_ptr<Gesture> ended = std::move(gesture_);
  ended->cancel();
  viewport()->update();
}

void GraphView::paintEvent(QPaintEvent* event) {
  const UiSpanScope recorded(UiWork::kGraph);
  QGraphicsView::paintEvent(event);
}

void GraphView::drawBackground(QPainter* painter, const QRectF& rect) {
  const Tokens& t = Theme::tokens();
  painter->fillRect(rect, t.canvas);
  if (zoom() < 0.5) return;
  QPolygonF dots;
  for (double y = std::floor(rect.top() / kDotPitch) * kDotPitch; y < rect.bottom(); y += kDotPitch) {
    for (double x = std::floor(rect.left() / kDotPitch) * kDotPitch; x < rect.right(); x += kDotPitch)
      dots << QPointF(x, y);
  }
  QPen pen(t.dot, devicePixelRatioF());  // cosmetic pens count device pixels
  pen.setCosmetic(true);
  painter->setRenderHint(QPainter::Antialiasing, false);
  painter->setPen(pen);
  painter->drawPoints(dots);
}

void GraphView::drawForeground(QPainter* painter, const QRectF& /*rect*/) {
  if (gesture_) gesture_->paint(*painter);
  if (!document_.graph().nodes.empty()) return;
  painter->save();
  painter->resetTransform();
  const QString hint = tr("Drop an image · Tab to add");
  painter->setFont(Theme::font(FontRole::kTitle));
  painter->setPen(Theme::tokens().text3);
  painter->drawText(viewport()->rect(), Qt::AlignCenter, hint);
  painter->restore();
}

}  // namespace lightbench::ui
