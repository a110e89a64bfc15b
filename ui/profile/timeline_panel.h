// The timeline of the run shown, with its sums beneath, or of the trace that is open.
#pragma once

#include <QWidget>

#include <memory>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/profile/open_trace.h"
#include "ui/profile/run_summary.h"
#include "ui/profile/timeline_model.h"

namespace lightbench::ui {

class SummaryLine;
class TimelineView;
class WhatIfList;

class TimelinePanel : public QWidget {
  Q_OBJECT
 public:
  // `threads` of the engine.
  TimelinePanel(Document& document, EngineBridge& bridge, OpenTrace& trace, int threads, QWidget* parent = nullptr);

  TimelineView& view() { return *view_; }
  SummaryLine& summary() { return *summary_; }
  WhatIfList& whatIf() { return *whatIf_; }

  QString note() const;  // which run and which clocks, for the title of the dock

 Q_SIGNALS:
  void noteChanged();

 protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void takeTrace();
  void takeReport();
  void refresh();
  void placeWhatIf();

  Document& document_;
  EngineBridge& bridge_;
  OpenTrace& trace_;
  int threads_;
  TimelineView* view_;
  SummaryLine* summary_;
  WhatIfList* whatIf_;
  std::shared_ptr<const Timeline> file_;  // of the open trace; null while there is none
  WallHistory history_;
  bool stale_ = true;  // the run has changed since it was drawn
};

}  // namespace lightbench::ui
