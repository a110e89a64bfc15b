// The medians of a line of sessions in the order of their dates, with their spread, and the steps in them. A point that
// is activated becomes the base, the next one is held against it; Escape takes the base back.
#pragma once

#include "engine/profile/trend.h"
#include "ui/profile/plot_widget.h"

namespace lightbench::ui {

class TrendPlot : public PlotWidget {
  Q_OBJECT
 public:
  explicit TrendPlot(QWidget* parent = nullptr);

  void setTrend(Trend trend);  // one without points shows nothing
  const Trend& trend() const { return trend_; }
  int marked() const { return marked_; }  // index of the base; -1: none

  int count() const override { return static_cast<int>(trend_.points.size()); }
  int partAt(const QPointF& point) const override;
  QString wordsOf(int point) const override;
  QPointF placeOf(int point) const override;

 Q_SIGNALS:
  void pairChosen(int base, int current);
  void markChanged();

 protected:
  void paintPlot(QPainter& painter) override;
  QString summary() const override;
  void activate(int point) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  PlotScale places() const;
  PlotScale heights() const;
  void mark(int point);
  void paintDates(QPainter& painter) const;
  void paintLevels(QPainter& painter) const;
  void paintSteps(QPainter& painter) const;
  void paintPoints(QPainter& painter) const;

  Trend trend_;
  int marked_ = -1;
};

}  // namespace lightbench::ui
