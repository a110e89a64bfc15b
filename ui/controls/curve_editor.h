// A tone curve with its points: click to add, drag, remove with Del, double-click or right click. A histogram may lie
// behind it. The curve shown is the one the engine computes (monotone cubic, see curve_math.h).
//
// Keys: Tab goes from point to point and then out; arrows move the point (Shift a tenth), Insert adds one after it,
// Del or Backspace removes it, Ctrl+Backspace resets the whole curve, Escape puts back what is dragged. The first and
// the last point stay; others keep between their neighbours.
#pragma once

#include <QList>
#include <QPointF>
#include <QWidget>

namespace lightbench::ui {

using CurvePoints = QList<QPointF>;

class CurveEditor : public QWidget {
  Q_OBJECT
 public:
  explicit CurveEditor(QWidget* parent = nullptr);

  const CurvePoints& points() const { return points_; }
  // Sorted and clamped to the unit square; fewer than two points give the straight line. Sends nothing.
  void setPoints(const CurvePoints& points);
  void setDefaultPoints(const CurvePoints& points);
  bool isChanged() const { return points_ != default_points_; }
  // Any number of bins, any scale; the largest fills the height. Empty shows none.
  void setHistogram(const QList<double>& bins);
  void resetToDefault();

  int selectedPoint() const { return selected_; }
  void selectPoint(int index);
  // Where a point is drawn, for tests and tips.
  QPointF pointPosition(int index) const { return toWidget(points_.value(index)); }

  QSize sizeHint() const override { return QSize(220, 110); }
  QSize minimumSizeHint() const override { return QSize(120, 80); }

 Q_SIGNALS:
  void valueScrubbed(const QList<QPointF>& points);
  void valueCommitted(const QList<QPointF>& points);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool focusNextPrevChild(bool next) override;

 private:
  QRectF plot() const;
  QPointF toWidget(const QPointF& point) const;
  QPointF fromWidget(const QPointF& position) const;
  int pointAt(const QPointF& position) const;
  bool isEnd(int index) const { return index == 0 || index == points_.size() - 1; }
  void movePoint(int index, QPointF to);
  void removePoint(int index);
  int insertPoint(const QPointF& point);
  void finishKeys();
  void describe();
  void paintPoints(QPainter* painter) const;
  void paintReadout(QPainter* painter) const;

  CurvePoints points_;
  CurvePoints default_points_;
  CurvePoints points_before_;  // the drag, for Escape
  QList<double> histogram_;
  int selected_ = -1;
  int hovered_ = -1;
  bool dragging_ = false;
  bool keys_changed_ = false;
  bool moved_ = false;
  bool just_added_ = false;  // by the press before a double-click
};

}  // namespace lightbench::ui
