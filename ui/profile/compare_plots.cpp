#include "ui/profile/compare_plots.h"

#include <QHBoxLayout>

#include "ui/controls/elided_label.h"
#include "ui/controls/segments.h"
#include "ui/profile/histogram_plot.h"
#include "ui/profile/rounds_plot.h"

namespace lightbench::ui {

namespace {

constexpr int kHeightForBoth = 300;
constexpr int kRow = 1;

}  // namespace

ComparePlots::ComparePlots(QWidget* parent)
    : QWidget(parent),
      title_(new ElidedLabel(QString(), FontRole::kBodyMedium, Ink::kText)),
      choice_(new Segments),
      histogram_(new HistogramPlot),
      rounds_(new RoundsPlot),
      plots_(new QBoxLayout(QBoxLayout::TopToBottom)) {
  choice_->setObjectName("comparePlotChoice");
  choice_->setAccessibleName(tr("Shown in the plots"));
  choice_->addSegment(tr("Whole run"), tr("Wall time of the rounds"));
  choice_->addSegment(tr("Selected row"), tr("Self time of the row chosen in the table"));
  choice_->setCurrentIndex(0);
  connect(choice_, &Segments::activated, this, &ComparePlots::choiceChanged);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(8, 0, 0, 0);
  head->setSpacing(8);
  head->addWidget(title_, 1);
  head->addWidget(choice_);
  plots_->setSpacing(4);
  plots_->addWidget(histogram_, 1);
  plots_->addWidget(rounds_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 2, 8, 4);
  column->setSpacing(4);
  column->addLayout(head);
  column->addLayout(plots_, 1);
}

bool ComparePlots::showsRow() const { return choice_->currentIndex() == kRow; }

QString ComparePlots::title() const { return title_->text(); }

void ComparePlots::show(const QString& title, const RoundSeries& series) {
  title_->setText(title);
  // Rounds that only one side has cannot be held against anything, but be looked at.
  histogram_->setSeries(series);
  rounds_->setSeries(series);
}

void ComparePlots::resizeEvent(QResizeEvent* event) {
  plots_->setDirection(height() >= kHeightForBoth ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  plots_->update();
  QWidget::resizeEvent(event);
}

}  // namespace lightbench::ui
