#include "ui/profile/sessions_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/controls/icon_button.h"
#include "ui/controls/search_field.h"
#include "ui/controls/segments.h"
#include "ui/profile/session_details.h"
#include "ui/profile/sessions_model.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kFilterWidth = 220;
constexpr int kListWidth = 1000;
constexpr int kDetailsWidth = 440;
constexpr int kWidestColumn = 240;
constexpr int kPadding = 8;
constexpr int kSlack = 4;  // widths of texts are rounded
constexpr int kMark = 15;  // before the date; its place is kept where there is none
constexpr int kAll = 1;    // of the scope

// Cells with the paddings of the visual style, as the other tables have them.
class SessionCells : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const override {
    const QFontMetrics metrics(Theme::font(FontRole::kBodyMedium));
    return QSize(metrics.horizontalAdvance(index.data().toString()) + 2 * kPadding + kSlack + placeOfMark(index),
                 Theme::metrics().table_row);
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    QStyle* style = option.widget->style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const bool selected = option.state & QStyle::State_Selected;
    QRect area = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    if (!option.icon.isNull()) {
      option.icon.paint(painter, QRect(area.left(), area.top(), kMark, area.height()), Qt::AlignCenter);
    }
    area.setLeft(area.left() + placeOfMark(index));
    painter->setFont(Theme::font(selected ? FontRole::kBodyMedium : FontRole::kBody));
    painter->setPen(selected ? Theme::tokens().onaccentbg : index.data(Qt::ForegroundRole).value<QColor>());
    const QString text = painter->fontMetrics().elidedText(option.text, Qt::ElideRight, area.width());
    painter->drawText(area, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine, text);
    if (option.state & QStyle::State_HasFocus) {
      QStyleOptionFocusRect focus;
      focus.QStyleOption::operator=(option);
      style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
  }

 private:
  static int placeOfMark(const QModelIndex& index) {
    return index.column() == static_cast<int>(SessionColumn::kRecorded) ? kMark + kPadding : 0;
  }
};

}  // namespace

SessionsPanel::SessionsPanel(Document& document, EngineBridge& bridge, SessionStore& store, QAction* importSession,
                             QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      store_(store),
      model_(new SessionsModel(this)),
      order_(new SessionsOrder(*model_, this)),
      filter_(new SearchField(tr("Filter sessions"))),
      scope_(new Segments),
      view_(new QTableView),
      details_(new SessionDetails),
      more_(new IconButton(QStringLiteral("more"), tr("What can be done with the session"), nullptr, 16)) {
  usePanelBackground(this);
  buildView();
  buildCommands();
  auto* body = new QSplitter(Qt::Horizontal);
  body->setChildrenCollapsible(false);
  body->addWidget(view_);
  body->addWidget(details_);
  body->setStretchFactor(0, 1);
  body->setSizes({kListWidth, kDetailsWidth});
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(buildBar(importSession));
  column->addWidget(body, 1);
  setFocusProxy(view_);

  const auto changed = [this](const Status& status) {
    if (!status) Q_EMIT problem(status.error());
  };
  connect(details_, &SessionDetails::tagsEdited, this,
          [this, changed](const QString& path, const QStringList& tags) { changed(store_.setTags(path, tags)); });
  connect(details_, &SessionDetails::notesEdited, this,
          [this, changed](const QString& path, const QString& notes) { changed(store_.setNotes(path, notes)); });
  connect(details_, &SessionDetails::left, this, [this] { view_->setFocus(); });
  connect(&store_, &SessionStore::changed, this, &SessionsPanel::takeStore);
  connect(&document_, &Document::fileChanged, this, &SessionsPanel::takeStore);
  connect(&bridge_.profile(), &ProfileKeeper::baselineChanged, this, &SessionsPanel::takeStore);
  showChosen();
}

QWidget* SessionsPanel::buildBar(QAction* importSession) {
  filter_->setObjectName("sessionFilter");
  filter_->setAccessibleName(tr("Filter sessions"));
  filter_->setMaximumWidth(kFilterWidth);
  filter_->setKeyTarget(view_);
  connect(filter_, &QLineEdit::textChanged, order_, &QSortFilterProxyModel::setFilterFixedString);
  scope_->setObjectName("sessionScope");
  scope_->setAccessibleName(tr("Which sessions"));
  scope_->addSegment(tr("This pipeline"), tr("Sessions of the open pipeline"));
  scope_->addSegment(tr("All"), tr("Sessions of every pipeline"));
  scope_->setCurrentIndex(kAll);
  connect(scope_, &Segments::activated, this, [this](int index) { order_->setOnlyOfPipeline(index != kAll); });
  auto* import = new IconButton(QStringLiteral("folder-open"), tr("Import a session file"), nullptr, 16);
  import->setObjectName("importSessionButton");
  import->setShownKey(importSession->shortcut());
  connect(import, &QAbstractButton::clicked, importSession, &QAction::trigger);
  more_->setObjectName("sessionMoreButton");
  connect(more_, &QAbstractButton::clicked, this,
          [this] { QMenu::exec(commands_, more_->mapToGlobal(QPoint(0, more_->height()))); });
  auto* bar = new QWidget;
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(8, 3, 8, 3);
  row->setSpacing(8);
  row->addWidget(filter_, 1);
  row->addWidget(scope_);
  row->addStretch(1);
  row->addWidget(import);
  row->addWidget(more_);
  return bar;
}

void SessionsPanel::buildView() {
  view_->setObjectName("sessionsTable");
  view_->setAccessibleName(tr("Recorded sessions"));
  view_->setModel(order_);
  view_->setItemDelegate(new SessionCells(this));
  view_->setFrameShape(QFrame::NoFrame);
  view_->setShowGrid(false);
  view_->setAlternatingRowColors(true);
  view_->setWordWrap(false);
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::SingleSelection);
  view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view_->setTabKeyNavigation(false);
  view_->setContextMenuPolicy(Qt::ActionsContextMenu);
  view_->verticalHeader()->hide();
  view_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  view_->setSortingEnabled(true);
  view_->sortByColumn(static_cast<int>(SessionColumn::kRecorded), Qt::DescendingOrder);
  view_->horizontalHeader()->setHighlightSections(false);
  view_->horizontalHeader()->setMinimumSectionSize(48);
  view_->horizontalHeader()->setStretchLastSection(true);
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SessionsPanel::showChosen);
  connect(view_, &QTableView::doubleClicked, this, &SessionsPanel::compareChosen);
  const auto look = [this] {
    view_->verticalHeader()->setDefaultSectionSize(Theme::metrics().table_row);
    layColumns();
  };
  connect(&Theme::instance(), &Theme::changed, this, look);
  look();
}

QAction* SessionsPanel::addCommand(const char* name, const QString& text, const QKeySequence& key,
                                   void (SessionsPanel::*run)()) {
  auto* action = new QAction(text, this);
  action->setObjectName(QString::fromLatin1(name));
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetShortcut);
  connect(action, &QAction::triggered, this, run);
  view_->addAction(action);
  commands_ << action;
  return action;
}

void SessionsPanel::buildCommands() {
  addCommand("compareSession", tr("&Compare with the baseline"), QKeySequence(Qt::Key_Return),
             &SessionsPanel::compareChosen)
      ->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
  addCommand("chooseBase", tr("Choose as &base to compare"), QKeySequence(QStringLiteral("Ctrl+1")),
             &SessionsPanel::chooseBase);
  addCommand("chooseCurrent", tr("Choose as &new to compare"), QKeySequence(QStringLiteral("Ctrl+2")),
             &SessionsPanel::chooseCurrent);
  addCommand("pinSession", tr("Set as base&line"), QKeySequence(QStringLiteral("B")), &SessionsPanel::pinChosen);
  addCommand("editTags", tr("Change &tags"), QKeySequence(QStringLiteral("F2")), &SessionsPanel::editTags);
  addCommand("editNotes", tr("Change n&otes"), QKeySequence(QStringLiteral("Shift+F2")), &SessionsPanel::editNotes);
  addCommand("showFolder", tr("Show in &folder"), QKeySequence(QStringLiteral("Ctrl+Shift+F")),
             &SessionsPanel::showFolder);
  addCommand("removeSession", tr("&Delete…"), QKeySequence(Qt::Key_Delete), &SessionsPanel::removeChosen);
}

// Wide enough for what is in them, but for long words.
void SessionsPanel::layColumns() {
  QHeaderView* head = view_->horizontalHeader();
  const QFontMetrics metrics(Theme::font(FontRole::kSecondary));
  for (int column = 0; column + 1 < kSessionColumns; ++column) {
    const int title = metrics.horizontalAdvance(model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    view_->resizeColumnToContents(column);
    head->resizeSection(column, std::clamp(head->sectionSize(column), title + 34, kWidestColumn));
  }
}

void SessionsPanel::takeStore() {
  stale_ = true;
  if (isVisible()) refresh();
}

void SessionsPanel::showEvent(QShowEvent* event) {
  store_.refresh();  // recorded by another window or the command line
  if (stale_) refresh();
  QWidget::showEvent(event);
}

void SessionsPanel::refresh() {
  stale_ = false;
  const QString before = chosen();
  const Baseline* baseline = bridge_.profile().baseline();
  const SessionViewpoint from{machine_, document_.graph().name, document_.path().toStdString(),
                              baseline ? QString::fromStdString(baseline->session) : QString()};
  std::vector<SessionRow> rows;
  for (const StoredSession& stored : store_.sessions()) rows.push_back(sessionRow(stored, from));
  const int count = model_->rowCount();
  model_->setRows(std::move(rows));
  order_->invalidate();
  if (count != model_->rowCount()) layColumns();
  const QModelIndex again = order_->mapFromSource(model_->index(model_->indexOf(before), 0));
  if (again.isValid()) {
    view_->setCurrentIndex(again);
  } else {
    chooseFirst();
  }
  showChosen();
}

void SessionsPanel::chooseFirst() {
  if (order_->rowCount() > 0) view_->setCurrentIndex(order_->index(0, 0));
}

QString SessionsPanel::chosen() const {
  const QModelIndexList rows = view_->selectionModel()->selectedRows();
  return rows.isEmpty() ? QString() : model_->row(order_->mapToSource(rows.front()).row()).path;
}

void SessionsPanel::choose(const QString& path) {
  if (stale_) refresh();
  if (model_->indexOf(path) < 0) return;
  if (!order_->mapFromSource(model_->index(model_->indexOf(path), 0)).isValid()) {
    filter_->clear();
    scope_->setCurrentIndex(kAll);
    order_->setOnlyOfPipeline(false);
  }
  const QModelIndex index = order_->mapFromSource(model_->index(model_->indexOf(path), 0));
  view_->setCurrentIndex(index);
  view_->scrollTo(index);
}

void SessionsPanel::showChosen() {
  details_->setSession(store_.find(chosen()));
  enableCommands();
}

void SessionsPanel::enableCommands() {
  const StoredSession* stored = store_.find(chosen());
  for (QAction* command : std::as_const(commands_)) command->setEnabled(stored && stored->loaded);
  for (const char* always : {"removeSession", "showFolder"}) findChild<QAction*>(always)->setEnabled(stored != nullptr);
  const bool canChange = stored && stored->loaded && !stored->loaded->newer_version;
  for (const char* change : {"editTags", "editNotes"}) findChild<QAction*>(change)->setEnabled(canChange);
  more_->setEnabled(stored != nullptr);
}

void SessionsPanel::editTags() { details_->editTags(); }
void SessionsPanel::editNotes() { details_->editNotes(); }

// The baseline; without one, or for the baseline itself, the session of the same pipeline before it.
QString SessionsPanel::baseFor(const QString& path) const {
  const StoredSession* stored = store_.find(path);
  if (stored->loaded->session.variants.size() == 2) return path;
  const Baseline* baseline = bridge_.profile().baseline();
  const QString pinned = baseline ? QString::fromStdString(baseline->session) : QString();
  if (!pinned.isEmpty() && pinned != path && store_.find(pinned)) return pinned;
  const SessionVariant& variant = stored->loaded->session.variants.front();
  const auto isBefore = [&](const StoredSession& other) {
    if (!other.loaded || other.path == path) return false;
    const SessionVariant& theirs = other.loaded->session.variants.front();
    return theirs.pipeline_path == variant.pipeline_path && pipelineTitle(theirs) == pipelineTitle(variant) &&
           other.loaded->session.recorded <= stored->loaded->session.recorded;
  };
  const auto found = std::find_if(store_.sessions().begin(), store_.sessions().end(), isBefore);
  return found == store_.sessions().end() ? QString() : found->path;
}

void SessionsPanel::compareChosen() {
  const QString path = chosen();
  const StoredSession* stored = store_.find(path);
  if (!stored || !stored->loaded) return;
  const QString base = baseFor(path);
  if (base.isEmpty()) {
    Q_EMIT problem(failed("there is nothing to hold this session against", {},
                          "set another one as the baseline, or record the pipeline again"));
    return;
  }
  Q_EMIT compareRequested(base, path);
}

}  // namespace lightbench::ui
