// Both series round by round, with a line at each median: what drifted, and what stands apart. Outliers are ringed and
// stay.
#pragma once

#include "ui/profile/plot_widget.h"
#include "ui/profile/round_series.h"

namespace lightbench::ui {

class RoundsPlot : public PlotWidget {
  Q_OBJECT
 public:
  explicit RoundsPlot(QWidget* parent = nullptr);

  void setSeries(RoundSeries series);
  const std::vector<size_t>& baseOutliers() const { return baseOutliers_; }
  const std::vector<size_t>& currentOutliers() const { return currentOutliers_; }

  int count() const override;
  int partAt(const QPointF& point) const override;
  QString wordsOf(int round) const override;
  QPointF placeOf(int round) const override;

 protected:
  void paintPlot(QPainter& painter) override;
  QString summary() const override;

 private:
  PlotScale places() const;
  PlotScale heights() const;
  void paintLegend(QPainter& painter) const;
  void paintSeries(QPainter& painter, const std::vector<double>& series, const std::vector<size_t>& outliers,
                   bool is_current) const;

  RoundSeries series_;
  std::vector<size_t> baseOutliers_;
  std::vector<size_t> currentOutliers_;
};

}  // namespace lightbench::ui
