#include "ui/profile/compare_table.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>

#include <algorithm>
#include <array>
#include <numeric>

#include "ui/core/node_kind.h"
#include "ui/profile/compare_words.h"
#include "ui/profile/interval_plot.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kPadding = 8;
constexpr int kIcon = 15;
constexpr int kLeastPlot = 170;
constexpr int kWidestNode = 200;
constexpr int kHeadPadding = 12;

CompareColumn columnOf(int section) { return static_cast<CompareColumn>(section); }

// The head of the plot has the scale in two lines; the others are one line of words.
class CompareHead : public QHeaderView {
 public:
  CompareHead(const CompareModel& model, QWidget* parent) : QHeaderView(Qt::Horizontal, parent), model_(model) {
    setHighlightSections(false);
    setSectionsClickable(false);
  }

  QSize sizeHint() const override {
    return QSize(QHeaderView::sizeHint().width(),
                 2 * QFontMetrics(Theme::font(FontRole::kHint)).height() + kHeadPadding / 2);
  }

 protected:
  void paintSection(QPainter* painter, const QRect& area, int section) const override {
    if (columnOf(section) != CompareColumn::kPlot || model_.rows().empty()) {
      return QHeaderView::paintSection(painter, area, section);
    }
    QStyleOptionHeader ground;
    initStyleOption(&ground);
    ground.rect = area;
    ground.section = section;
    style()->drawControl(QStyle::CE_HeaderSection, &ground, painter, this);
    paintIntervalHead(*painter, QRectF(area).adjusted(0, 1, 0, -2), {model_.scale(), model_.threshold()});
  }

 private:
  const CompareModel& model_;
};

class CellPainter : public QStyledItemDelegate {
 public:
  CellPainter(const OperatorRegistry& registry, const CompareModel& model, QObject* parent)
      : QStyledItemDelegate(parent), registry_(registry), model_(model) {}

  QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const override {
    const bool has_icon =
        columnOf(index.column()) == CompareColumn::kNode || columnOf(index.column()) == CompareColumn::kVerdict;
    const QFontMetrics metrics(Theme::font(FontRole::kBodyMedium));
    return QSize(metrics.horizontalAdvance(index.data().toString()) + 2 * kPadding + (has_icon ? kIcon + 8 : 0) + 2,
                 Theme::metrics().table_row);
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const bool selected = option.state & QStyle::State_Selected;
    const CompareRow& row = model_.row(index.row());
    const CompareColumn column = columnOf(index.column());
    if (column == CompareColumn::kPlot) {
      paintInterval(*painter, option.rect, row, {model_.scale(), model_.threshold()}, selected);
    } else {
      paintText(*painter, option.rect, index, row, selected);
    }
    if (option.state & QStyle::State_HasFocus) {
      QStyleOptionFocusRect focus;
      focus.QStyleOption::operator=(option);
      option.widget->style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
  }

 private:
  void paintText(QPainter& painter, const QRect& cell, const QModelIndex& index, const CompareRow& row,
                 bool selected) const {
    const Tokens& t = Theme::tokens();
    const CompareColumn column = columnOf(index.column());
    QRectF area = QRectF(cell).adjusted(kPadding, 0, -kPadding, 0);
    QString sign;
    QColor ink = column == CompareColumn::kDevice || !row.delta_ms ? t.text2 : t.text;
    if (column == CompareColumn::kNode && row.kind == CompareRowKind::kNode) {
      const OperatorDef* def = registry_.find(row.type_id);
      sign = nodeIcon(def);
      paintIcon(&painter, sign, QRectF(area.left(), area.top(), kIcon, area.height()),
                selected ? t.onaccentbg : t.category(categoryOf(def)));
      area.setLeft(area.left() + kIcon + 8);
    }
    if (column == CompareColumn::kVerdict) {
      if (row.ratio) {
        const VerdictLook look = verdictLook(row.verdict);
        ink = inkColor(look.ink);
        paintIcon(&painter, look.icon, QRectF(area.left(), area.top(), kIcon, area.height()),
                  selected ? t.onaccentbg : ink);
      } else {
        ink = t.text2;
      }
      area.setLeft(area.left() + kIcon + 8);
    }
    const bool strong = row.kind == CompareRowKind::kWhole || selected || column == CompareColumn::kDelta;
    painter.setFont(Theme::font(strong ? FontRole::kBodyMedium : FontRole::kBody));
    painter.setPen(selected ? t.onaccentbg : ink);
    painter.drawText(
        area, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, static_cast<int>(area.width()) + 1));
  }

  const OperatorRegistry& registry_;
  const CompareModel& model_;
};

}  // namespace

CompareTable::CompareTable(const OperatorRegistry& registry, QWidget* parent)
    : QTableView(parent), model_(new CompareModel(this)) {
  setObjectName("compareTable");
  setAccessibleName(tr("Compared nodes"));
  setModel(model_);
  setItemDelegate(new CellPainter(registry, *model_, this));
  setHorizontalHeader(new CompareHead(*model_, this));
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setAlternatingRowColors(true);
  setWordWrap(false);
  setSelectionBehavior(SelectRows);
  setSelectionMode(SingleSelection);
  setEditTriggers(NoEditTriggers);
  setTabKeyNavigation(false);
  setHorizontalScrollMode(ScrollPerPixel);
  verticalHeader()->hide();
  horizontalHeader()->setMinimumSectionSize(40);
  const auto look = [this] {
    verticalHeader()->setDefaultSectionSize(Theme::metrics().table_row);
    layColumns();
  };
  connect(&Theme::instance(), &Theme::changed, this, look);
  look();
}

void CompareTable::setRows(std::vector<CompareRow> rows, double threshold) {
  const QScopedValueRollback<bool> follow(following_, true);
  model_->setRows(std::move(rows), threshold);
  layColumns();
}

// Where there is no room, what the plot says as well goes first, then what the difference says.
void CompareTable::layColumns() {
  QHeaderView* head = horizontalHeader();
  const QFontMetrics metrics(Theme::font(FontRole::kSecondary));
  std::array<int, kCompareColumns> widths{};
  for (int column = 0; column < kCompareColumns; ++column) {
    const int title = metrics.horizontalAdvance(model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    widths[static_cast<size_t>(column)] = std::max(title + 2 * kHeadPadding, sizeHintForColumn(column));
  }
  const auto width = [&](CompareColumn column) -> int& { return widths[static_cast<size_t>(column)]; };
  width(CompareColumn::kNode) = std::min(width(CompareColumn::kNode), kWidestNode);
  width(CompareColumn::kPlot) = kLeastPlot;
  if (ranOnOneDevice(model_->rows())) width(CompareColumn::kDevice) = 0;
  const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), 0); };
  for (const CompareColumn column : {CompareColumn::kChange, CompareColumn::kBase, CompareColumn::kNew}) {
    if (total() > viewport()->width()) width(column) = 0;
  }
  width(CompareColumn::kPlot) += std::max(0, viewport()->width() - total());
  for (int column = 0; column < kCompareColumns; ++column) {
    head->setSectionHidden(column, widths[static_cast<size_t>(column)] == 0);
    if (!head->isSectionHidden(column)) head->resizeSection(column, widths[static_cast<size_t>(column)]);
  }
}

void CompareTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  layColumns();
}

void CompareTable::choose(const NodeId& id) {
  const QScopedValueRollback<bool> follow(following_, true);
  const int row = std::max(0, model_->indexOf(id));
  if (model_->rowCount() > 0 && currentIndex().row() != row) setCurrentIndex(model_->index(row, 0));
}

const CompareRow* CompareTable::current() const {
  const QModelIndex index = currentIndex();
  return index.isValid() ? &model_->row(index.row()) : nullptr;
}

void CompareTable::copyCsv() const {
  if (!model_->rows().empty()) QApplication::clipboard()->setText(QString::fromUtf8(compareCsv(model_->rows())));
}

void CompareTable::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copyCsv();
  QTableView::keyPressEvent(event);
}

void CompareTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  if (!following_ && current.row() != previous.row()) Q_EMIT rowChosen();
}

}  // namespace lightbench::ui
