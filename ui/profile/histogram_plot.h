// How the rounds of two series are spread: the new one filled, the base as an outline, a line at each median. What lies
// beyond the bins is named at the edge.
#pragma once

#include <optional>

#include "ui/profile/histogram.h"
#include "ui/profile/plot_widget.h"
#include "ui/profile/round_series.h"

namespace lightbench::ui {

class HistogramPlot : public PlotWidget {
  Q_OBJECT
 public:
  explicit HistogramPlot(QWidget* parent = nullptr);

  void setSeries(const RoundSeries& series);
  const std::optional<HistogramPair>& histogram() const { return pair_; }

  int count() const override { return pair_ ? pair_->bins : 0; }
  int partAt(const QPointF& point) const override;
  QString wordsOf(int bin) const override;
  QPointF placeOf(int bin) const override;

 protected:
  void paintPlot(QPainter& painter) override;
  QString summary() const override;

 private:
  PlotScale places() const;
  void paintBins(QPainter& painter, const PlotScale& x, const PlotScale& y) const;
  void paintMedians(QPainter& painter, const PlotScale& x) const;
  void paintBeyond(QPainter& painter) const;

  std::optional<HistogramPair> pair_;
};

}  // namespace lightbench::ui
