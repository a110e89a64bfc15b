// The canvas: looks at the scene, zooms, pans, and turns the pointer into gestures.
//
// Nothing here is an edit: zoom, pan, hover and frame leave document and run alone. Edits are made by gestures when
// they end and by the editor's actions. What needs a panel around it (palette, menus, messages) is asked for by signal.
#pragma once

#include <QGraphicsView>
#include <QUrl>

#include <memory>

#include "ui/editor/gesture.h"
#include "ui/editor/graph_scene.h"

namespace lightbench::ui {

class GraphView : public QGraphicsView {
  Q_OBJECT
 public:
  GraphView(GraphScene& scene, Document& document, QWidget* parent = nullptr);
  ~GraphView() override;

  double zoom() const { return transform().m11(); }
  void setZoom(double zoom);                             // about the middle
  void setZoom(double zoom, const QPointF& view_point);  // what is under the point stays there
  void panBy(const QPoint& pixels);
  // Shows these nodes (all, when none are given) as large as fits, but not over 100 %.
  void frame(const std::vector<NodeId>& ids = {});
  // Frames everything once the view has a size; for a document that was just opened.
  void frameWhenShown();

  Pointer pointer(const QPoint& view_point, Qt::KeyboardModifiers modifiers = {}) const;
  // Where the pointer is, or the middle of the view when it is elsewhere.
  QPoint focusPoint() const;
  // Puts a new node's middle here.
  static QPointF nodeCornerFor(const QPointF& middle);

  // Moves the keyboard's node to the nearest one in a direction.
  void moveKeyboardFocus(const QPoint& direction, bool extend);

  // For gestures.
  void showHint(const QString& text, const QPoint& view_point);
  void refuse(const QString& reason);
  void openPaletteFromLink(const Pointer& pointer, const SocketHit& fixed);
  bool hasGesture() const { return gesture_ != nullptr; }
  void cancelGesture();

 Q_SIGNALS:
  void zoomChanged(double zoom);
  // `from` or `to` is the socket a link was pulled from; both empty for a free node.
  void paletteWanted(const QPoint& global, const QPointF& scene, const lightbench::PortRef& from,
                     const lightbench::PortRef& to);
  void viewWanted(const QString& node);  // Ctrl+Shift+click
  void menuWanted(const QPoint& global, const QPointF& scene);
  void refused(const QString& reason);
  void nodeTypeDropped(const QString& type, const QPointF& scene);
  void filesDropped(const QList<QUrl>& files, const QPointF& scene);

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;

 private:
  void pressLeft(const Pointer& pointer);
  void hover(const Pointer& pointer);
  WireItem* wireAt(const QPointF& scene_point) const;  // under the pointer: line or pill
  bool showsDetail() const;                            // sockets and transfers are there to be hit
  double reach(double pixels) const { return pixels / zoom(); }

  GraphScene& scene_;
  Document& document_;
  std::unique_ptr<Gesture> gesture_;
  Qt::MouseButton gesture_button_ = Qt::NoButton;
  bool space_held_ = false;
  bool frame_pending_ = false;
};

}  // namespace lightbench::ui
