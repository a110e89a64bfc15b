// The plots beside the table: how the rounds are spread and how they went, of the whole run or of the chosen row. They
// stand below each other where there is height for both, else side by side.
#pragma once

#include <QWidget>

#include "ui/profile/round_series.h"

class QBoxLayout;

namespace lightbench::ui {

class ElidedLabel;
class HistogramPlot;
class RoundsPlot;
class Segments;

class ComparePlots : public QWidget {
  Q_OBJECT
 public:
  explicit ComparePlots(QWidget* parent = nullptr);

  HistogramPlot& histogram() { return *histogram_; }
  RoundsPlot& rounds() { return *rounds_; }
  Segments& choice() { return *choice_; }
  bool showsRow() const;  // the chosen row instead of the whole run

  void show(const QString& title, const RoundSeries& series);
  QString title() const;

 Q_SIGNALS:
  void choiceChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  ElidedLabel* title_;
  Segments* choice_;
  HistogramPlot* histogram_;
  RoundsPlot* rounds_;
  QBoxLayout* plots_;
};

}  // namespace lightbench::ui
