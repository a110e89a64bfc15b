// The total of the run shown, in large figures at the right end of the tool bar, with the budget it is held to.
//
// Wall time of the last finished run, of which the words beside it say what kind it was: a proxy, how much came from
// the cache. The budget is held by the first picture: that of the proxy, where one came before the exact one. Before
// the first run it says so instead of a number.
#pragma once

#include <QWidget>

#include <optional>

#include "engine/runtime/run_report.h"

namespace lightbench::ui {

class RunReading : public QWidget {
  Q_OBJECT
 public:
  explicit RunReading(QWidget* parent = nullptr);

  // Null before the first run; `budgetMs` 0 for none.
  void setRun(const RunReport* report, double budgetMs);
  QString text() const;  // everything it shows, in words

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintBudget(QPainter& painter, double right) const;

  std::optional<double> wallMs_;
  double firstMs_ = 0;  // from the start of the run to its first picture
  uint64_t proxyRevision_ = 0;
  double proxyMs_ = 0;
  double budgetMs_ = 0;
  QString kind_;    // "exact", "proxy 1/4"
  QString detail_;  // "3 of 6 computed"
};

}  // namespace lightbench::ui
