// The sums of a run in one line, figures in Medium and their words beside them. Groups that do not fit are left out
// from the right, never cut; the whole is in the accessible name, and each figure explains itself in its tooltip.
#pragma once

#include <QWidget>

#include <vector>

#include "ui/profile/run_summary.h"

namespace lightbench::ui {

class SummaryLine : public QWidget {
  Q_OBJECT
 public:
  explicit SummaryLine(QWidget* parent = nullptr);

  void setParts(std::vector<std::vector<SummaryPart>> groups);
  QString text() const { return summaryText(groups_); }
  QString explanationAt(const QPoint& point) const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Place {
    double left = 0;
    double right = 0;
    const SummaryPart* part = nullptr;
  };
  std::vector<std::vector<Place>> places() const;  // of the groups that fit

  std::vector<std::vector<SummaryPart>> groups_;
};

}  // namespace lightbench::ui
