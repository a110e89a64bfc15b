#include "ui/profile/compare_panel.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QSplitter>

#include "ui/controls/combo_button.h"
#include "ui/controls/elided_label.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/icon_sign.h"
#include "ui/profile/compare_plots.h"
#include "ui/profile/compare_summary.h"
#include "ui/profile/compare_table.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kWidthForColumns = 900;  // narrower, the parts stand below each other
constexpr int kLeastHeight = 620;      // of the parts below each other; less is scrolled
constexpr int kSummaryWidth = 320;
constexpr int kTableWidth = 850;
constexpr int kPlotsWidth = 430;
constexpr int kChooserWidth = 300;

}  // namespace

ComparePanel::ComparePanel(Document& document, SessionStore& store, QWidget* parent)
    : QWidget(parent),
      document_(document),
      store_(store),
      baseChooser_(new ComboButton(tr("Base"))),
      currentChooser_(new ComboButton(tr("New"))),
      swap_(new IconButton(QStringLiteral("swap"), tr("Exchange base and new"), nullptr, 16)),
      copy_(new IconButton(QStringLiteral("copy"), tr("Copy the table as CSV"), nullptr, 16)),
      groundSign_(new IconSign),
      ground_(new ElidedLabel(QString(), FontRole::kBody, Ink::kText2)),
      whole_(new QScrollArea),
      body_(new QSplitter(Qt::Horizontal)),
      summary_(new SentenceList),
      table_(new CompareTable(document.registry())),
      plots_(new ComparePlots) {
  setObjectName("comparePanel");
  usePanelBackground(this);
  buildBody();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(buildBar());
  column->addWidget(whole_, 1);
  setFocusProxy(table_);
  connect(&store_, &SessionStore::changed, this, &ComparePanel::takeStore);
  connect(&document_, &Document::selectionChanged, this, &ComparePanel::takeSelection);
  connect(&document_, &Document::fileChanged, this, &ComparePanel::takeStore);
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    if (change != GraphChange::Params && outcome_) showRows();  // names may be others
  });
  connect(table_, &CompareTable::rowChosen, this, &ComparePanel::giveSelection);
  connect(plots_, &ComparePlots::choiceChanged, this, &ComparePanel::showPlots);
  takeStore();
}

QWidget* ComparePanel::buildBar() {
  auto* bar = new QWidget;
  baseChooser_->setObjectName("compareBase");
  currentChooser_->setObjectName("compareNew");
  swap_->setObjectName("compareSwap");
  copy_->setObjectName("compareCopy");
  ground_->setObjectName("compareGround");
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(6);
  for (ComboButton* chooser : {baseChooser_, currentChooser_}) {
    chooser->setMaximumWidth(kChooserWidth);
    chooser->setPlaceholder(tr("choose a session"));
    connect(chooser, &ComboButton::activated, this, [this] {
      choose({baseChooser_->currentData().value<SessionSide>(), currentChooser_->currentData().value<SessionSide>()});
    });
  }
  connect(swap_, &QAbstractButton::clicked, this, &ComparePanel::swapSides);
  copy_->setShownKey(QKeySequence::Copy);
  connect(copy_, &QAbstractButton::clicked, table_, &CompareTable::copyCsv);
  ground_->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  row->addWidget(baseChooser_);
  row->addWidget(swap_);
  row->addWidget(currentChooser_);
  row->addSpacing(6);
  row->addWidget(groundSign_);
  row->addWidget(ground_, 1);
  row->addWidget(copy_);
  return bar;
}

void ComparePanel::buildBody() {
  auto* words = new QScrollArea;
  words->setObjectName("compareWords");
  words->setWidgetResizable(true);
  words->setFrameShape(QFrame::NoFrame);
  words->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  words->setWidget(summary_);
  words->setMinimumWidth(220);
  usePanelBackground(summary_);
  summary_->setObjectName("compareSummary");
  summary_->setAccessibleName(tr("Verdict"));
  body_->setChildrenCollapsible(false);
  body_->addWidget(words);
  body_->addWidget(table_);
  body_->addWidget(plots_);
  body_->setStretchFactor(1, 1);
  body_->setSizes({kSummaryWidth, kTableWidth, kPlotsWidth});
  whole_->setWidgetResizable(true);
  whole_->setFrameShape(QFrame::NoFrame);
  whole_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  whole_->setWidget(body_);
  usePanelBackground(body_);
}

void ComparePanel::resizeEvent(QResizeEvent* event) {
  const bool in_columns = width() >= kWidthForColumns;
  const Qt::Orientation orientation = in_columns ? Qt::Horizontal : Qt::Vertical;
  if (body_->orientation() != orientation) {
    body_->setOrientation(orientation);
    body_->setMinimumHeight(in_columns ? 0 : kLeastHeight);
    body_->setSizes(in_columns ? QList<int>{kSummaryWidth, kTableWidth, kPlotsWidth} : QList<int>{180, 220, 220});
  }
  QWidget::resizeEvent(event);
}

void ComparePanel::showEvent(QShowEvent* event) {
  store_.refresh();  // other programs record, too
  if (stale_) refresh();
  QWidget::showEvent(event);
}

void ComparePanel::takeStore() {
  const auto is_gone = [this](const SessionSide& side) { return !side.isNone() && store_.find(side.path) == nullptr; };
  if (is_gone(sides_.first)) sides_.first = {};
  if (is_gone(sides_.second)) sides_.second = {};
  if (!chosen_ || (sides_.first.isNone() && sides_.second.isNone())) {
    sides_ = proposedSides(store_.sessions(), document_.path());
  }
  stale_ = true;
  if (isVisible()) refresh();
}

void ComparePanel::choose(const SidePair& sides) {
  sides_ = sides;
  chosen_ = true;
  stale_ = true;
  if (isVisible()) refresh();
}

void ComparePanel::setBase(const QString& path) { choose({{path, 0}, sides_.second}); }

void ComparePanel::setCurrent(const QString& path) { choose({sides_.first, {path, 0}}); }

void ComparePanel::compare(const QString& base, const QString& current) { choose(sidesOf(base, current)); }

void ComparePanel::swapSides() { choose({sides_.second, sides_.first}); }

void ComparePanel::fillChooser(ComboButton* chooser, const std::vector<SideChoice>& choices, const SessionSide& side) {
  chooser->clear();
  for (const SideChoice& choice : choices) {
    const int index = chooser->addItem(choice.text, QVariant::fromValue(choice.side));
    if (!choice.problem.isEmpty()) chooser->setItemEnabled(index, false, choice.problem);
  }
  chooser->setCurrentIndex(chooser->findData(QVariant::fromValue(side)));
  chooser->setEnabled(!choices.empty());
  chooser->setToolTip(chooser->currentText());
}

QString ComparePanel::problem() const {
  if (store_.sessions().empty()) return tr("No session has been recorded yet.");
  for (const SessionSide& side : {sides_.first, sides_.second}) {
    if (side.isNone()) continue;
    const StoredSession* stored = store_.find(side.path);
    if (stored == nullptr) return tr("The session %1 is not there any more.").arg(side.path);
    if (!stored->loaded) return stored->problem;
    if (side.variant >= static_cast<int>(stored->loaded->session.variants.size())) {
      return tr("The session has nothing to compare with: it is of one pipeline alone. Choose another for the base.");
    }
  }
  if (sides_.first.isNone()) return tr("Choose a session for the base.");
  if (sides_.second.isNone()) return tr("Choose the session to hold against the base.");
  if (sides_.first == sides_.second) return tr("Both are the same session. Choose another for one of them.");
  return {};
}

CompareSide ComparePanel::sideOf(const SessionSide& side) const {
  return {store_.find(side.path)->loaded, static_cast<size_t>(side.variant)};
}

void ComparePanel::refresh() {
  stale_ = false;
  const std::vector<SideChoice> choices = sideChoices(store_.sessions());
  fillChooser(baseChooser_, choices, sides_.first);
  fillChooser(currentChooser_, choices, sides_.second);
  swap_->setEnabled(!sides_.first.isNone() || !sides_.second.isNone());
  if (const QString words = problem(); !words.isEmpty()) return clear(words);
  const CompareSide base = sideOf(sides_.first);
  const CompareSide current = sideOf(sides_.second);
  if ((outcome_ || task_.isBusy()) && base == base_ && current == current_) return;
  clear(tr("Comparing…"));
  base_ = base;
  current_ = current;
  task_.start([this, base, current](const CancelToken& /*cancel*/) -> LatestTask::Delivery {
    auto outcome = std::make_shared<CompareOutcome>(compareSides(base, current));
    return [this, outcome] { take(std::move(*outcome)); };
  });
}

void ComparePanel::clear(const QString& words) {
  task_.drop();
  base_ = current_ = {};
  outcome_.reset();
  summary_->setSentences(problemSentence(words));
  table_->setRows({}, 0);
  showPlots();
  showGround();
  copy_->setEnabled(false);
}

void ComparePanel::take(CompareOutcome outcome) {
  outcome_ = std::move(outcome);
  summary_->setSentences(comparisonSentences(outcome_->diff, outcome_->threshold));
  showGround();
  showRows();
  copy_->setEnabled(true);
  measureOutputs();
}

void ComparePanel::measureOutputs() {
  if (outcome_->diff.outputs.empty()) return;
  task_.start([this, diff = outcome_->diff](const CancelToken& cancel) -> LatestTask::Delivery {
    return [this, qualities = qualities_of(diff, {}, cancel)] { summary_->append(qualitySentences(qualities)); };
  });
}

void ComparePanel::showGround() {
  ground_->setText(QString());
  groundSign_->setVisible(outcome_.has_value());
  if (!outcome_) return;
  const SameGround ground = sameGround(outcome_->diff.changes);
  groundSign_->setSign(ground.same ? QStringLiteral("check") : QStringLiteral("warning"),
                       ground.same ? Ink::kAccent : Ink::kWarn);
  ground_->setText(ground.words);
  ground_->setInk(ground.same ? Ink::kText2 : Ink::kWarn);
}

QString ComparePanel::titleOf(const NodeId& id, const std::string& type) const {
  const Node* node = document_.graph().find(id);
  if (node != nullptr && node->type == type) return document_.titleOf(id);
  const OperatorDef* def = document_.registry().find(type);
  return tr("%1 (%2)").arg(QString::fromStdString(def != nullptr ? def->label : type), QString::fromStdString(id));
}

void ComparePanel::showRows() {
  const auto title = [this](const NodeId& id, const std::string& type) { return titleOf(id, type); };
  table_->setRows(compareRows(outcome_->diff, title), outcome_->threshold.value);
  takeSelection();
}

void ComparePanel::showPlots() {
  if (!outcome_) return plots_->show(QString(), {});
  const CompareRow* row = table_->current();
  if (!plots_->showsRow() || row == nullptr || row->kind == CompareRowKind::kWhole) {
    return plots_->show(tr("Wall time of a round"), wallSeries(base_, current_));
  }
  if (row->kind == CompareRowKind::kUnattributed) {
    return plots_->show(tr("Unattributed time of a round"), unattributedSeries(base_, current_));
  }
  const QString words = row->ratio ? tr("%1, self time").arg(row->name) : tr("%1: %2").arg(row->name, row->words);
  plots_->show(words, nodeSeries(base_, current_, row->id));
}

void ComparePanel::takeSelection() {
  if (!outcome_) return;
  table_->choose(document_.currentNode());
  showPlots();
}

void ComparePanel::giveSelection() {
  const CompareRow* row = table_->current();
  if (row != nullptr && document_.graph().find(row->id) != nullptr && document_.currentNode() != row->id) {
    document_.setSelection({row->id}, row->id);
  }
  showPlots();
}

}  // namespace lightbench::ui
