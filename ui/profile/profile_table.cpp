#include "ui/profile/profile_table.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/controls/icon_button.h"
#include "ui/controls/search_field.h"
#include "ui/controls/sparkbar.h"
#include "ui/core/node_kind.h"
#include "ui/profile/profile_model.h"
#include "ui/profile/trace_banner.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kPadding = 8;
constexpr int kIcon = 15;
constexpr int kBar = 56;
constexpr int kFilterWidth = 220;
constexpr int kLeastWhy = 160;

// Cells as the visual style has them: icon and colour of the type, bars beside shares, units and the unknown in text3.
class CellPainter : public QStyledItemDelegate {
 public:
  CellPainter(const Document& document, const ProfileModel& model, const ProfileOrder& order, QObject* parent)
      : QStyledItemDelegate(parent), document_(document), model_(model), order_(order) {}

  QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const override {
    const QFontMetrics metrics(Theme::font(FontRole::kBodyMedium));
    int width = metrics.horizontalAdvance(index.data().toString()) + 2 * kPadding;
    if (columnOf(index) == ProfileColumn::kNode) width += kIcon + 8;
    if (columnOf(index) == ProfileColumn::kShare) width += kBar + kPadding;
    return QSize(width, Theme::metrics().table_row);
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const Tokens& t = Theme::tokens();
    const bool selected = option.state & QStyle::State_Selected;
    const ProfileRow& row = model_.row(order_.mapToSource(index).row());
    const ProfileColumn column = columnOf(index);
    QRectF area = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
    if (column == ProfileColumn::kNode) {
      if (!row.id.empty()) {
        const OperatorDef* def = document_.defOf(row.id);
        paintIcon(painter, nodeIcon(def), QRectF(area.left(), area.top(), kIcon, area.height()),
                  selected ? t.onaccentbg : t.category(categoryOf(def)));
      }
      area.setLeft(area.left() + kIcon + 8);
    }
    if (column == ProfileColumn::kShare && row.self_ms && row.has_bar) {
      paintBar(painter, QRectF(area.left(), area.center().y() - 2.5, kBar, 5), row.bar, t.heatColor(row.bar),
               row.shared_pass ? BarFill::kHatched : BarFill::kSolid);
    }
    const bool strong = column == ProfileColumn::kSelf || (column == ProfileColumn::kNode && selected);
    painter->setFont(Theme::font(strong ? FontRole::kBodyMedium : FontRole::kBody));
    painter->setPen(selected ? t.onaccentbg : inkOf(row, column, index));
    const QString text =
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, static_cast<int>(area.width()));
    painter->drawText(area, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine, text);
    if (option.state & QStyle::State_HasFocus) {
      QStyleOptionFocusRect focus;
      focus.QStyleOption::operator=(option);
      option.widget->style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
  }

 private:
  static ProfileColumn columnOf(const QModelIndex& index) { return static_cast<ProfileColumn>(index.column()); }

  static QColor inkOf(const ProfileRow& row, ProfileColumn column, const QModelIndex& index) {
    const Tokens& t = Theme::tokens();
    if (!index.data(kSortRole).isValid()) return t.text3;
    if (column == ProfileColumn::kNode) return row.has_bar || !row.id.empty() ? t.text : t.text2;
    return ProfileModel::isNumber(column) ? t.text : t.text2;
  }

  const Document& document_;
  const ProfileModel& model_;
  const ProfileOrder& order_;
};

}  // namespace

ProfileTable::ProfileTable(Document& document, EngineBridge& bridge, OpenTrace& trace, QAction* exportCsv,
                           QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      trace_(trace),
      model_(new ProfileModel(this)),
      order_(new ProfileOrder(this)),
      filter_(new SearchField(tr("Filter nodes"))),
      view_(new QTableView) {
  usePanelBackground(this);
  order_->setSourceModel(model_);
  buildView();
  filter_->setObjectName("profileFilter");
  filter_->setAccessibleName(tr("Filter nodes"));
  filter_->setMaximumWidth(kFilterWidth);
  filter_->setKeyTarget(view_);
  auto* save = new IconButton(QStringLiteral("save"), tr("Export the table as CSV"), nullptr, 16);
  save->setObjectName("exportCsvButton");
  save->setShownKey(exportCsv->shortcut());
  connect(save, &QAbstractButton::clicked, exportCsv, &QAction::trigger);
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(8, 3, 8, 3);
  bar->addWidget(filter_, 1);
  bar->addStretch(1);
  bar->addWidget(save);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(new TraceBanner(trace_));
  column->addLayout(bar);
  column->addWidget(view_, 1);
  setFocusProxy(view_);
  connect(filter_, &QLineEdit::textChanged, this, [this](const QString& words) {
    // What a filter hides is not unselected in the graph.
    const QScopedValueRollback<bool> follow(following_, true);
    order_->setFilterFixedString(words);
    takeSelection();
  });
  connect(&document_, &Document::selectionChanged, this, &ProfileTable::takeSelection);
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    if (change != GraphChange::Params) takeReport();
  });
  connect(&bridge_, &EngineBridge::reportChanged, this, &ProfileTable::takeReport);
  connect(&trace_, &OpenTrace::changed, this, &ProfileTable::takeReport);
  takeReport();
}

void ProfileTable::buildView() {
  view_->setObjectName("profileTable");
  view_->setAccessibleName(tr("Measured nodes"));
  view_->setModel(order_);
  view_->setItemDelegate(new CellPainter(document_, *model_, *order_, this));
  view_->setFrameShape(QFrame::NoFrame);
  view_->setShowGrid(false);
  view_->setAlternatingRowColors(true);
  view_->setWordWrap(false);
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view_->setTabKeyNavigation(false);
  view_->verticalHeader()->hide();
  view_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  view_->setSortingEnabled(true);
  view_->sortByColumn(static_cast<int>(ProfileColumn::kSelf), Qt::DescendingOrder);
  view_->horizontalHeader()->setStretchLastSection(true);
  view_->horizontalHeader()->setHighlightSections(false);
  view_->horizontalHeader()->setMinimumSectionSize(48);
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ProfileTable::giveSelection);
  const auto look = [this] {
    view_->verticalHeader()->setDefaultSectionSize(Theme::metrics().table_row);
    layColumns();
  };
  connect(&Theme::instance(), &Theme::changed, this, look);
  look();
}

// Wide enough for what is in them, and for what the numbers of the next run may be; the reason takes the rest.
void ProfileTable::layColumns() {
  QHeaderView* head = view_->horizontalHeader();
  const QFontMetrics metrics(Theme::font(FontRole::kSecondary));
  const QFontMetrics body(Theme::font(FontRole::kBodyMedium));
  const int number = body.horizontalAdvance("99.9 MB/s") + 2 * kPadding;
  const int state = body.horizontalAdvance(tr("cached, was %1").arg("99.9 ms")) + 2 * kPadding;
  for (int column = 0; column + 1 < kProfileColumns; ++column) {
    const int title = metrics.horizontalAdvance(model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    view_->resizeColumnToContents(column);
    const auto which = static_cast<ProfileColumn>(column);
    const int least = ProfileModel::isNumber(which) ? number : which == ProfileColumn::kState ? state : 0;
    head->resizeSection(column, std::max({title + 34, least, head->sectionSize(column)}));
  }
  head->resizeSection(kProfileColumns - 1, std::max(kLeastWhy, head->sectionSize(kProfileColumns - 1)));
}

void ProfileTable::takeReport() {
  stale_ = true;
  if (isVisible()) refresh();
}

void ProfileTable::showEvent(QShowEvent* event) {
  if (stale_) refresh();
  QWidget::showEvent(event);
}

void ProfileTable::refresh() {
  stale_ = false;
  const QScopedValueRollback<bool> follow(following_, true);
  const int rows = model_->rowCount();
  const auto report = bridge_.report();
  if (trace_.trace() != nullptr) {
    model_->setRows(profileRows(*trace_.trace()));
  } else if (report) {
    model_->setRows(profileRows({*report, document_.graph(), document_.registry(),
                                 [this](const NodeId& id) { return document_.titleOf(id); },
                                 [this](const NodeId& id) { return bridge_.lastSelfNs(id); }}));
  } else {
    model_->setRows({});
  }
  if (rows != model_->rowCount()) layColumns();
  takeSelection();
}

void ProfileTable::takeSelection() {
  const QScopedValueRollback<bool> follow(following_, true);
  QItemSelection wanted;
  for (const NodeId& id : document_.selection()) {
    const QModelIndex index = order_->mapFromSource(model_->index(model_->indexOf(id), 0));
    if (index.isValid()) wanted.select(index, index);
  }
  view_->selectionModel()->select(wanted, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  const QModelIndex current = order_->mapFromSource(model_->index(model_->indexOf(document_.currentNode()), 0));
  if (!current.isValid()) return;
  if (view_->currentIndex().row() != current.row()) {
    view_->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
  }
  view_->scrollTo(current);
}

void ProfileTable::giveSelection() {
  if (following_ || trace_.trace() != nullptr) return;
  std::vector<NodeId> ids;
  for (const QModelIndex& index : view_->selectionModel()->selectedRows()) {
    const NodeId& id = model_->row(order_->mapToSource(index).row()).id;
    if (!id.empty()) ids.push_back(id);
  }
  NodeId current;
  if (const QModelIndex index = order_->mapToSource(view_->currentIndex()); index.isValid()) {
    current = model_->row(index.row()).id;
  }
  if (std::find(ids.begin(), ids.end(), current) == ids.end()) current = ids.empty() ? NodeId() : ids.back();
  const QScopedValueRollback<bool> follow(following_, true);
  document_.setSelection(ids, current);
}

QByteArray ProfileTable::csv() const {
  std::vector<const ProfileRow*> rows;
  for (int row = 0; row < order_->rowCount(); ++row) {
    rows.push_back(&model_->row(order_->mapToSource(order_->index(row, 0)).row()));
  }
  return profileCsv(rows);
}

}  // namespace lightbench::ui
