#include "ui/profile/race_dialog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/core/node_kind.h"
#include "ui/profile/race_cells.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr QSize kSize(880, 660);
constexpr int kIcon = 24;
constexpr int kPadding = 16;

}  // namespace

RaceDialog::RaceDialog(Document& document, NodeRace& race, QWidget* parent)
    : QDialog(parent),
      document_(document),
      race_(race),
      icon_(new QLabel),
      title_(new QLabel),
      pages_(new QStackedWidget),
      bar_(new QProgressBar),
      doing_(new QLabel),
      verdict_(new QLabel),
      basis_(new QLabel),
      table_(new QTableView),
      model_(new QStandardItemModel(this)),
      useNote_(new QLabel),
      use_(new QPushButton(tr("&Use this"))),
      again_(new QPushButton(icon(QStringLiteral("flag")), tr("&Race again"))),
      close_(new QPushButton(tr("Close"))) {
  setObjectName("raceDialog");
  setWindowTitle(tr("Race"));
  resize(kSize);
  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(icon_);
  head->addWidget(title_, 1);
  pages_->addWidget(buildRunning());
  pages_->addWidget(buildResult());
  use_->setObjectName("raceUse");
  again_->setObjectName("raceAgain");
  close_->setObjectName("raceClose");
  useNote_->setObjectName("raceUseNote");
  // Enter belongs to the row that is chosen.
  for (QPushButton* button : {use_, again_, close_}) button->setAutoDefault(false);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(useNote_, 1);
  buttons->addWidget(use_);
  buttons->addWidget(again_);
  buttons->addWidget(close_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(kPadding, kPadding, kPadding, 12);
  column->setSpacing(12);
  column->addLayout(head);
  column->addWidget(pages_, 1);
  column->addLayout(buttons);

  connect(use_, &QAbstractButton::clicked, this, &RaceDialog::useChosen);
  connect(again_, &QAbstractButton::clicked, this, [this] { raceNode(node_); });
  connect(close_, &QAbstractButton::clicked, this, &RaceDialog::reject);
  connect(&race_, &NodeRace::progress, this, [this](const QString& doing, double fraction) {
    doing_->setText(doing);
    bar_->setValue(static_cast<int>(fraction * bar_->maximum()));
  });
  connect(&race_, &NodeRace::ended, this, &RaceDialog::showResult);
  connect(&document_, &Document::graphChanged, this, &RaceDialog::refreshUse);
  const auto look = [this] {
    title_->setFont(Theme::font(FontRole::kTitle));
    verdict_->setFont(Theme::font(FontRole::kHeadline));
    for (QLabel* note : {basis_, useNote_}) note->setFont(Theme::font(FontRole::kSecondary));
    table_->verticalHeader()->setDefaultSectionSize(Theme::metrics().table_row);
    table_->horizontalHeader()->setFixedHeight(Theme::metrics().table_row);
    layColumns();
    refreshIcon();
  };
  connect(&Theme::instance(), &Theme::changed, this, look);
  look();
}

void RaceDialog::refreshIcon() {
  const OperatorDef* def = document_.defOf(node_);
  icon_->setPixmap(iconPixmap(nodeIcon(def), kIcon, devicePixelRatioF(), Theme::tokens().category(categoryOf(def))));
}

QWidget* RaceDialog::buildRunning() {
  auto* page = new QWidget;
  bar_->setObjectName("raceProgress");
  bar_->setAccessibleName(tr("How far the race is"));
  bar_->setRange(0, 1000);
  bar_->setTextVisible(false);
  doing_->setObjectName("raceDoing");
  auto* note =
      new QLabel(tr("The live run stands still meanwhile; edits wait and run afterwards. Keep other programs quiet."));
  note->setWordWrap(true);
  note->setEnabled(false);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addWidget(bar_);
  column->addWidget(doing_);
  column->addWidget(note);
  column->addStretch(1);
  return page;
}

QWidget* RaceDialog::buildResult() {
  auto* page = new QWidget;
  verdict_->setObjectName("raceVerdict");
  verdict_->setWordWrap(true);
  basis_->setObjectName("raceBasis");
  basis_->setWordWrap(true);
  basis_->setEnabled(false);
  table_->setObjectName("raceTable");
  table_->setAccessibleName(tr("Ways of running the node, the fastest first"));
  table_->setModel(model_);
  table_->setItemDelegate(new RaceCells(rows_, this));
  table_->setFrameShape(QFrame::NoFrame);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setWordWrap(false);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setHighlightSections(false);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addWidget(verdict_);
  column->addWidget(basis_);
  column->addWidget(table_, 1);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RaceDialog::refreshUse);
  connect(table_, &QAbstractItemView::activated, this, &RaceDialog::useChosen);
  return page;
}

void RaceDialog::raceNode(const NodeId& node) {
  show();
  raise();
  activateWindow();
  if (race_.isRunning()) return;
  node_ = node;
  title_->setText(document_.titleOf(node));
  refreshIcon();
  setWindowTitle(tr("Race: %1").arg(document_.titleOf(node)));
  rows_.clear();
  model_->clear();
  bar_->setValue(0);
  doing_->setText(tr("Waiting for the run in progress to stop"));
  const Status started = race_.start(node);
  if (!started) return showResult(started.error());
  pages_->setCurrentIndex(0);
  use_->hide();
  again_->hide();
  useNote_->clear();
  close_->setText(tr("Stop"));
  close_->setFocus();
}

void RaceDialog::showResult(const Result<RaceResult>& result) {
  pages_->setCurrentIndex(1);
  again_->show();
  close_->setText(tr("Close"));
  use_->setVisible(result.ok());
  table_->setVisible(result.ok());
  if (!result) {
    result_ = {};
    const bool stopped = result.error().kind == ErrorKind::kCancelled;
    say(stopped ? tr("Stopped: nothing was measured to the end") : QString::fromStdString(result.error().message()),
        {});
    again_->setFocus();
    return;
  }
  result_ = *result;
  rows_ = raceRows(result_);
  fill();
  say(raceVerdict(result_), raceBasis(result_));
  table_->setFocus();
  choose(0);
}

void RaceDialog::say(const QString& verdict, const QString& basis) {
  verdict_->setText(verdict);
  basis_->setText(basis);
  refreshUse();
}

QString RaceDialog::verdict() const { return verdict_->text(); }

// Of those left out the reason takes the place of all figures.
void RaceDialog::fill() {
  model_->clear();
  model_->setHorizontalHeaderLabels(RaceCells::titles());
  for (int column = 0; column < model_->columnCount(); ++column) {
    model_->setHeaderData(column, Qt::Horizontal, static_cast<int>(RaceCells::alignmentOf(column)),
                          Qt::TextAlignmentRole);
  }
  for (const RaceRow& row : rows_) {
    QList<QStandardItem*> items;
    for (const QString& text : RaceCells::textsOf(row)) {
      auto* item = new QStandardItem(text);
      item->setToolTip(row.facts);
      items << item;
    }
    items.first()->setAccessibleText(RaceCells::spoken(row));
    model_->appendRow(items);
    const int place = model_->rowCount() - 1;
    if (!row.left_out.isEmpty()) table_->setSpan(place, 1, 1, model_->columnCount() - 1);
  }
  layColumns();
}

void RaceDialog::layColumns() {
  for (int column = 0; column < model_->columnCount(); ++column) {
    table_->setColumnWidth(column, RaceCells::widthOf(column, rows_));
  }
  if (model_->columnCount() > 0) {
    table_->horizontalHeader()->setSectionResizeMode(RaceCells::wideColumn(), QHeaderView::Stretch);
  }
}

void RaceDialog::choose(int row) { table_->setCurrentIndex(model_->index(row, 0)); }

void RaceDialog::refreshUse() {
  const QModelIndex chosen = table_->currentIndex();
  const bool any = chosen.isValid() && chosen.row() < static_cast<int>(result_.entries.size());
  const QString problem =
      any ? useProblem(result_.entries[static_cast<size_t>(chosen.row())], document_.graph(), node_) : QString();
  use_->setEnabled(any && problem.isEmpty());
  useNote_->setText(problem);
}

void RaceDialog::useChosen() {
  if (!use_->isEnabled() || use_->isHidden()) return;
  document_.setBackend(node_, result_.entries[static_cast<size_t>(table_->currentIndex().row())].backend);
}

void RaceDialog::reject() {
  if (race_.isRunning()) return race_.cancel();
  QDialog::reject();
}

}  // namespace lightbench::ui
