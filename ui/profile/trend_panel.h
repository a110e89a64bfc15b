// How a pipeline's sessions went over time: a line of medians, the steps in it and what changed there. Two points that
// are activated one after the other are compared.
//
// Computed away from the window. The line shown first is that of the open pipeline.
#pragma once

#include <QWidget>

#include "engine/profile/trend.h"
#include "ui/core/document.h"
#include "ui/core/latest_task.h"
#include "ui/core/session_store.h"

class QAction;

namespace lightbench::ui {

class ComboButton;
class ElidedLabel;
class SentenceList;
class TrendPlot;

class TrendPanel : public QWidget {
  Q_OBJECT
 public:
  // `saveReport` is the window's command, which the button runs; the panel enables it.
  TrendPanel(Document& document, SessionStore& store, QAction* saveReport, QWidget* parent = nullptr);

  TrendPlot& plot() { return *plot_; }
  ComboButton& chooser() { return *chooser_; }
  SentenceList& steps() { return *steps_; }
  const std::vector<Trend>& trends() const { return trends_; }
  bool isComputing() const { return task_.isBusy(); }
  std::string report() const { return trend_html(trends_); }  // a page of all lines

 Q_SIGNALS:
  void compareRequested(const QString& base, const QString& current);  // paths of session files

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* buildBar();
  void takeStore();
  void refresh();
  void take(std::vector<Trend> trends);
  int proposedTrend() const;
  void showTrend();
  void showHint();

  Document& document_;
  SessionStore& store_;
  QAction* saveReport_;
  ComboButton* chooser_;
  ElidedLabel* ground_;
  ElidedLabel* hint_;
  TrendPlot* plot_;
  SentenceList* steps_;
  std::vector<Trend> trends_;
  QString chosen_;  // key of the line the user chose; empty: the document's
  bool stale_ = true;
  LatestTask task_;  // last: it ends before what it delivers to
};

}  // namespace lightbench::ui
