#include "ui/profile/timeline_panel.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include "engine/base/atomic_file.h"
#include "ui/controls/elided_label.h"
#include "ui/profile/summary_line.h"
#include "ui/profile/time_axis.h"
#include "ui/profile/timeline_view.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

TimelinePanel::TimelinePanel(Document& document, EngineBridge& bridge, int threads, QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      threads_(threads),
      view_(new TimelineView),
      summary_(new SummaryLine) {
  usePanelBackground(this);
  buildBanner();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(banner_);
  column->addWidget(view_, 1);
  column->addWidget(summary_);
  setFocusProxy(view_);
  connect(view_, &TimelineView::nodesChosen, this, [this](const std::vector<NodeId>& nodes) {
    document_.setSelection(nodes, nodes.empty() ? NodeId() : nodes.back());
  });
  connect(&document_, &Document::selectionChanged, this, [this] { view_->setSelection(document_.selection()); });
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    if (change == GraphChange::Everything) history_.clear();
    if (change != GraphChange::Params) takeReport();  // names may be others
  });
  connect(&bridge_.activity(), &RunActivity::seen, this, &TimelinePanel::takeReport);
  connect(&bridge_, &EngineBridge::reportChanged, this, [this] {
    if (bridge_.report()) history_.add(*bridge_.report());
    takeReport();
  });
  takeReport();
}

void TimelinePanel::buildBanner() {
  banner_ = new QWidget;
  banner_->setObjectName("traceBanner");
  bannerLabel_ = new ElidedLabel(QString(), FontRole::kBody, Ink::kText2);
  auto* close = new QPushButton(tr("Back to the run"));
  close->setObjectName("closeTraceButton");
  connect(close, &QAbstractButton::clicked, this, &TimelinePanel::closeTrace);
  auto* row = new QHBoxLayout(banner_);
  row->setContentsMargins(12, 3, 8, 3);
  row->setSpacing(8);
  row->addWidget(bannerLabel_, 1);
  row->addWidget(close);
  banner_->hide();
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

void TimelinePanel::refresh() {
  stale_ = false;
  const auto report = bridge_.report();
  banner_->setVisible(showsFile());
  summary_->setVisible(!showsFile() && report);
  if (showsFile()) {
    if (view_->timeline() != file_.get()) view_->setTimeline(file_);
    return;
  }
  if (!report) return view_->setTimeline(nullptr);
  const auto title = [this](const NodeId& id) { return document_.titleOf(id); };
  view_->setTimeline(std::make_shared<const Timeline>(
      timelineOf({*report, document_.graph(), title, threads_, &bridge_.activity().activity()})));
  view_->setSelection(document_.selection());
  summary_->setParts(summaryParts(summaryOf(*report, document_.graph()), history_));
}

Status TimelinePanel::openTrace(const QString& path) {
  const Result<std::string> bytes = read_file(path.toStdString());
  if (!bytes) return bytes.error();
  Result<TraceFile> file = read_chrome_trace(*bytes);
  if (!file) {
    Error error = file.error();
    error.where = path.toStdString();
    return error;
  }
  file_ = std::make_shared<const Timeline>(timelineOf(*file));
  fileName_ = QFileInfo(path).fileName();
  QString words = tr("%1, read-only: %2 events").arg(fileName_).arg(file_->items.size());
  if (file->passed_over > 0) words += tr(", %1 of kinds without a duration not shown").arg(file->passed_over);
  bannerLabel_->setText(words);
  bannerLabel_->setToolTip(path);
  refresh();
  view_->frameAll();
  Q_EMIT fileChanged();
  Q_EMIT noteChanged();
  return {};
}

void TimelinePanel::closeTrace() {
  if (!showsFile()) return;
  file_.reset();
  refresh();
  view_->frameAll();
  Q_EMIT fileChanged();
  Q_EMIT noteChanged();
}

QString TimelinePanel::bannerText() const { return showsFile() ? bannerLabel_->text() : QString(); }

QString TimelinePanel::note() const {
  if (showsFile()) return tr("From %1").arg(fileName_);
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
