// The timeline to look at and point into.
//
// Wheel zooms at the pointer, the middle button or Space and drag pans, the left button on empty space measures a
// stretch. F frames what is selected (else all), Home shows all, + and − zoom; the arrow keys walk along a lane and
// from lane to lane. A click or step chooses the nodes of a span. What a span says shows in the tooltip and, for the
// one the keyboard is at, in the accessible description. Views never change what they show.
#pragma once

#include <QAbstractScrollArea>

#include <memory>
#include <set>
#include <vector>

#include "ui/profile/timeline_painter.h"

namespace lightbench::ui {

class TimelineView : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit TimelineView(QWidget* parent = nullptr);

  // Null shows `setEmptyText`. What was zoomed into stays, as far as the new timeline reaches there.
  void setTimeline(std::shared_ptr<const Timeline> timeline);
  const Timeline* timeline() const { return timeline_.get(); }
  void setEmptyText(const QString& text);

  void setSelection(const std::vector<NodeId>& nodes);

  const TimeAxis& axis() const { return axis_; }
  SpanRef current() const { return look_.current; }
  // Nothing where there is no span within two pixels; in viewport coordinates.
  SpanRef spanAt(const QPointF& point) const;
  QRectF rectOf(const SpanRef& span) const;
  // Everything known about a span or gap, one fact a line; empty where nothing lies.
  QString wordsAt(const QPointF& point) const;
  QString wordsOf(const SpanRef& span) const;

  void frameSelection();
  void frameAll();
  void zoom(double factor);  // around the span the keyboard is at, else the middle
  void moveAlong(int step);  // to the next or previous span of the lane
  void moveAcross(int step);

  QSize sizeHint() const override { return QSize(640, 160); }
  QSize minimumSizeHint() const override { return QSize(160, 60); }

 Q_SIGNALS:
  // By click or key; empty when empty space was clicked.
  void nodesChosen(const std::vector<lightbench::NodeId>& nodes);

 protected:
  bool viewportEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;

 private:
  enum class Drag { kNone, kPan, kMeasure };

  TimelineLayout places() const;
  void refit();  // axis and scroll bars after a change of size or content
  void syncScrollBars();
  void axisChanged();
  void followSelection();
  void makeCurrent(const SpanRef& span);
  void choose(const SpanRef& span);
  void reveal(const SpanRef& span);
  void frame(const std::vector<const TimelineItem*>& items);
  void endDrag();
  const TimelineItem* itemOf(const SpanRef& span) const;

  std::shared_ptr<const Timeline> timeline_;
  QString emptyText_;
  std::set<NodeId> selectedNodes_;
  TimeAxis axis_;
  TimelineLook look_;
  Drag drag_ = Drag::kNone;
  QPointF pressed_;
  QPointF last_;
  bool moved_ = false;
  bool spaceHeld_ = false;
  bool syncing_ = false;  // the axis moves the scroll bars, not the other way round
};

}  // namespace lightbench::ui
