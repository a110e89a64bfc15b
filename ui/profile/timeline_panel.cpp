#include "ui/profile/timeline_panel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/profile/summary_line.h"
#include "ui/profile/time_axis.h"
#include "ui/profile/timeline_view.h"
#include "ui/profile/trace_banner.h"
#include "ui/profile/what_if_list.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kRoomForWhatIf = 720;  // of the panel; below, the timeline has all of it

}  // namespace

TimelinePanel::TimelinePanel(Document& document, EngineBridge& bridge, OpenTrace& trace, int threads, QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      trace_(trace),
      threads_(threads),
      view_(new TimelineView),
      summary_(new SummaryLine),
      whatIf_(new WhatIfList(document)) {
  usePanelBackground(this);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(1);
  auto* column = new QVBoxLayout;
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(new TraceBanner(trace_));
  column->addWidget(view_, 1);
  column->addWidget(summary_);
  row->addLayout(column, 1);
  row->addWidget(whatIf_);
  setFocusProxy(view_);
  connect(view_, &TimelineView::nodesChosen, this, [this](const std::vector<NodeId>& nodes) {
    document_.setSelection(nodes, nodes.empty() ? NodeId() : nodes.back());
  });
  connect(&document_, &Document::selectionChanged, this, [this] { view_->setSelection(document_.selection()); });
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    if (change == GraphChange::Everything) history_.clear();
    if (change != GraphChange::Params) takeReport();  // names may be others
  });
  connect(&trace_, &OpenTrace::changed, this, &TimelinePanel::takeTrace);
  connect(&bridge_.activity(), &RunActivity::seen, this, &TimelinePanel::takeReport);
  connect(&bridge_, &EngineBridge::reportChanged, this, [this] {
    if (bridge_.report()) history_.add(*bridge_.report());
    takeReport();
  });
  takeReport();
}

void TimelinePanel::takeTrace() {
  file_ = trace_.trace() != nullptr ? std::make_shared<const Timeline>(timelineOf(*trace_.trace())) : nullptr;
  refresh();
  view_->frameAll();
  Q_EMIT noteChanged();
}

void TimelinePanel::takeReport() {
  stale_ = true;
  if (isVisible()) refresh();
  Q_EMIT noteChanged();
}

void TimelinePanel::showEvent(QShowEvent* event) {
  if (stale_) refresh();
  QWidget::showEvent(event);
}

void TimelinePanel::resizeEvent(QResizeEvent* event) {
  placeWhatIf();
  QWidget::resizeEvent(event);
}

void TimelinePanel::placeWhatIf() { whatIf_->setVisible(!file_ && bridge_.report() && width() >= kRoomForWhatIf); }

void TimelinePanel::refresh() {
  stale_ = false;
  placeWhatIf();
  const auto report = bridge_.report();
  summary_->setVisible(!file_ && report);
  if (file_) {
    if (view_->timeline() != file_.get()) view_->setTimeline(file_);
    return;
  }
  if (!report) return view_->setTimeline(nullptr);
  const auto title = [this](const NodeId& id) { return document_.titleOf(id); };
  view_->setTimeline(std::make_shared<const Timeline>(
      timelineOf({*report, document_.graph(), title, threads_, &bridge_.activity().activity()})));
  view_->setSelection(document_.selection());
  whatIf_->setRun(*report);
  summary_->setParts(summaryParts(summaryOf(*report, document_.graph()), history_));
}

QString TimelinePanel::note() const {
  if (file_) return tr("From %1").arg(trace_.name());
  const auto report = bridge_.report();
  if (!report) return {};
  const QString run = report->level == 0 ? tr("Exact run") : tr("Proxy run at 1/%1").arg(1 << report->level);
  const QString clocks =
      report->gpu.empty() ? tr("CPU steady clock") : tr("CPU steady clock and GPU timestamps on one axis");
  const auto latency = bridge_.activity().activity().latency_ns();
  return latency ? tr("%1, seen %2 after the edit, %3").arg(run, formatNanoseconds(*latency), clocks)
                 : tr("%1, %2").arg(run, clocks);
}

}  // namespace lightbench::ui
