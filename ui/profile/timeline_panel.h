// The timeline of the run shown, with its sums beneath, or of a trace file opened beside it. While a file is shown a
// banner says which; runs go on, and closing the file brings back the last of them.
#pragma once

#include <QWidget>

#include <memory>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/profile/run_summary.h"
#include "ui/profile/timeline_model.h"

class QPushButton;

namespace lightbench::ui {

class ElidedLabel;
class SummaryLine;
class TimelineView;
class WhatIfList;

class TimelinePanel : public QWidget {
  Q_OBJECT
 public:
  // `threads` of the engine.
  TimelinePanel(Document& document, EngineBridge& bridge, int threads, QWidget* parent = nullptr);

  TimelineView& view() { return *view_; }
  SummaryLine& summary() { return *summary_; }
  WhatIfList& whatIf() { return *whatIf_; }

  // Errors: as read_file() and read_chrome_trace(), naming the file; what was shown stays.
  Status openTrace(const QString& path);
  void closeTrace();
  bool showsFile() const { return file_ != nullptr; }
  QString bannerText() const;
  QString note() const;  // which run and which clocks, for the title of the dock

 Q_SIGNALS:
  void noteChanged();
  void fileChanged();  // opened or closed

 protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void buildBanner();
  void takeReport();
  void refresh();
  void placeWhatIf();

  Document& document_;
  EngineBridge& bridge_;
  int threads_;
  QWidget* banner_ = nullptr;
  ElidedLabel* bannerLabel_ = nullptr;
  TimelineView* view_;
  SummaryLine* summary_;
  WhatIfList* whatIf_;
  std::shared_ptr<const Timeline> file_;
  QString fileName_;
  WallHistory history_;
  bool stale_ = true;  // the run has changed since it was drawn
};

}  // namespace lightbench::ui
