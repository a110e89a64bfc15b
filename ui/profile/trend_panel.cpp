#include "ui/profile/trend_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>

#include <algorithm>

#include "ui/controls/combo_button.h"
#include "ui/controls/elided_label.h"
#include "ui/profile/compare_summary.h"
#include "ui/profile/trend_plot.h"
#include "ui/profile/trend_words.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kPlotWidth = 900;
constexpr int kStepsWidth = 380;

// What is the same for all points of a line, whatever is recorded later.
QString keyOf(const Trend& trend) {
  return QString::fromStdString(trend.pipeline + '\n' + trend.cpu_name + '\n' + trend.pictures);
}

}  // namespace

TrendPanel::TrendPanel(Document& document, SessionStore& store, QAction* saveReport, QWidget* parent)
    : QWidget(parent),
      document_(document),
      store_(store),
      saveReport_(saveReport),
      chooser_(new ComboButton(tr("Pipeline"))),
      ground_(new ElidedLabel(QString(), FontRole::kBody, Ink::kText2)),
      hint_(new ElidedLabel(QString(), FontRole::kSecondary, Ink::kText3)),
      plot_(new TrendPlot),
      steps_(new SentenceList) {
  setObjectName("trendPanel");
  usePanelBackground(this);
  auto* words = new QScrollArea;
  words->setWidgetResizable(true);
  words->setFrameShape(QFrame::NoFrame);
  words->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  words->setWidget(steps_);
  words->setMinimumWidth(220);
  steps_->setObjectName("trendSteps");
  steps_->setAccessibleName(tr("Steps"));
  usePanelBackground(steps_);
  auto* body = new QSplitter(Qt::Horizontal);
  body->setChildrenCollapsible(false);
  body->addWidget(plot_);
  body->addWidget(words);
  body->setStretchFactor(0, 1);
  body->setSizes({kPlotWidth, kStepsWidth});
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 4);
  column->setSpacing(0);
  column->addWidget(buildBar());
  column->addWidget(body, 1);
  setFocusProxy(plot_);
  connect(plot_, &TrendPlot::markChanged, this, &TrendPanel::showHint);
  connect(plot_, &TrendPlot::pairChosen, this, [this](int base, int current) {
    const auto path = [this](int point) {
      return QString::fromStdString(plot_->trend().points[static_cast<size_t>(point)].path);
    };
    Q_EMIT compareRequested(path(base), path(current));
  });
  connect(&store_, &SessionStore::changed, this, &TrendPanel::takeStore);
  connect(&document_, &Document::fileChanged, this, &TrendPanel::takeStore);
  saveReport_->setEnabled(false);
  takeStore();
}

QWidget* TrendPanel::buildBar() {
  auto* bar = new QWidget;
  chooser_->setObjectName("trendPipeline");
  chooser_->setPlaceholder(tr("none recorded"));
  hint_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  auto* save = new QPushButton(tr("Save report…"));
  save->setObjectName("saveReportButton");
  save->setToolTip(saveReport_->toolTip());
  connect(save, &QAbstractButton::clicked, saveReport_, &QAction::trigger);
  connect(saveReport_, &QAction::enabledChanged, save, &QWidget::setEnabled);
  save->setEnabled(false);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(8);
  row->addWidget(chooser_);
  row->addWidget(ground_, 1);
  row->addWidget(hint_, 1);
  row->addWidget(save);
  connect(chooser_, &ComboButton::activated, this, [this](int index) {
    chosen_ = keyOf(trends_[static_cast<size_t>(index)]);
    showTrend();
  });
  return bar;
}

void TrendPanel::showEvent(QShowEvent* event) {
  store_.refresh();  // other programs record, too
  if (stale_) refresh();
  QWidget::showEvent(event);
}

void TrendPanel::takeStore() {
  stale_ = true;
  if (isVisible()) refresh();
}

void TrendPanel::refresh() {
  stale_ = false;
  std::vector<NamedSession> sessions;
  for (const StoredSession& stored : store_.sessions()) {
    if (!stored.loaded) continue;
    sessions.push_back(
        {stored.path.toStdString(), std::shared_ptr<const ProfileSession>(stored.loaded, &stored.loaded->session)});
  }
  task_.start([this, sessions = std::move(sessions)](const CancelToken& /*cancel*/) -> LatestTask::Delivery {
    return [this, trends = trends_of(sessions, kPracticalThreshold)] { take(trends); };
  });
}

void TrendPanel::take(std::vector<Trend> trends) {
  trends_ = std::move(trends);
  chooser_->clear();
  for (const Trend& trend : trends_) chooser_->addItem(trendTitle(trend));
  const auto kept =
      std::find_if(trends_.begin(), trends_.end(), [this](const Trend& each) { return keyOf(each) == chosen_; });
  chooser_->setCurrentIndex(kept != trends_.end() ? static_cast<int>(kept - trends_.begin()) : proposedTrend());
  chooser_->setEnabled(!trends_.empty());
  saveReport_->setEnabled(!trends_.empty());
  showTrend();
}

// That of the open pipeline's newest session, else of the newest of all.
int TrendPanel::proposedTrend() const {
  const auto is_of_document = [this](const StoredSession& stored) {
    return stored.loaded && !document_.path().isEmpty() &&
           QString::fromStdString(stored.loaded->session.variants.front().pipeline_path) == document_.path();
  };
  const std::vector<StoredSession>& sessions = store_.sessions();
  auto wanted = std::find_if(sessions.begin(), sessions.end(), is_of_document);
  if (wanted == sessions.end()) wanted = sessions.begin();
  if (wanted == sessions.end()) return -1;
  const auto has = [&](const Trend& trend) {
    return std::any_of(trend.points.begin(), trend.points.end(),
                       [&](const TrendPoint& point) { return point.path == wanted->path.toStdString(); });
  };
  const auto found = std::find_if(trends_.begin(), trends_.end(), has);
  return found == trends_.end() ? -1 : static_cast<int>(found - trends_.begin());
}

void TrendPanel::showTrend() {
  const int index = chooser_->currentIndex();
  if (index < 0) {
    plot_->setTrend({});
    ground_->setText(QString());
    steps_->setSentences(problemSentence(tr("No session has been recorded yet.")));
  } else {
    const Trend& trend = trends_[static_cast<size_t>(index)];
    plot_->setTrend(trend);
    ground_->setText(trendGround(trend));
    steps_->setSentences(stepSentences(trend));
  }
  showHint();
}

void TrendPanel::showHint() {
  if (plot_->count() < 2) return hint_->setText(QString());
  hint_->setText(plot_->marked() < 0 ? tr("Click or Enter on two sessions compares them")
                                     : tr("Now the session to hold against it; Esc takes the base back"));
}

}  // namespace lightbench::ui
