#include "ui/profile/what_if_list.h"

#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

#include "engine/base/clock.h"
#include "ui/controls/section_head.h"
#include "ui/controls/sparkbar.h"
#include "ui/core/node_kind.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kPadding = 12;
constexpr int kIcon = 15;
constexpr int kBar = 76;
constexpr int kBarHeight = 5;
constexpr int kGap = 8;
constexpr int kIndent = 12;

// Members of a pass below it.
std::vector<WhatIf> arranged(const std::vector<WhatIf>& rows) {
  std::vector<WhatIf> tree;
  for (const WhatIf& row : rows) {
    if (row.kind == WhatIf::Kind::kShare) continue;
    tree.push_back(row);
    if (row.kind != WhatIf::Kind::kPass) continue;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(tree), [&](const WhatIf& other) {
      return other.kind == WhatIf::Kind::kShare &&
             std::find(row.nodes.begin(), row.nodes.end(), other.nodes.front()) != row.nodes.end();
    });
  }
  return tree;
}

QString wallText(const WhatIf& row) {
  const QString text = formatMillisecondsPlain(to_ms(row.wall_ns));
  return row.kind == WhatIf::Kind::kShare ? QStringLiteral("≈ ") + text : text;
}

// The bar is what would be left of the wall, whose end is a tick.
class RowPainter : public QStyledItemDelegate {
 public:
  RowPainter(const Document& document, const WhatIfList& list, const int64_t& wall_ns, QObject* parent)
      : QStyledItemDelegate(parent), document_(document), list_(list), wall_ns_(wall_ns) {}

  QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const override {
    return QSize(120, Theme::metrics().table_row);
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const Tokens& t = Theme::tokens();
    const WhatIf& row = list_.rows()[static_cast<size_t>(index.row())];
    const bool selected = option.state & QStyle::State_Selected;
    const bool gains = row.wall_ns < wall_ns_;
    QRectF area = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
    const bool share = row.kind == WhatIf::Kind::kShare;
    if (share) area.setLeft(area.left() + kIndent);
    const auto [name, color] = iconOf(row);
    paintIcon(painter, name, QRectF(area.left(), area.top(), kIcon, area.height()), selected ? t.onaccentbg : color);
    area.setLeft(area.left() + kIcon + kGap);

    painter->setFont(Theme::font(FontRole::kBodyMedium));
    painter->setPen(selected ? t.onaccentbg : gains ? t.text : t.text3);
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, index.data(Qt::UserRole).toString());
    area.setRight(area.right() - painter->fontMetrics().horizontalAdvance(QStringLiteral("≈ 999.9")) - kGap);

    const QRectF bar(area.right() - kBar, area.center().y() - kBarHeight / 2.0, kBar, kBarHeight);
    paintBar(painter, bar, static_cast<double>(row.wall_ns) / static_cast<double>(wall_ns_),
             selected ? t.onaccentbg : t.text3, share ? BarFill::kHatched : BarFill::kSolid, t.bar_track);
    paintPanel(painter, QRectF(bar.right(), bar.top() - 3, 1, kBarHeight + 6), 0, selected ? t.onaccentbg : t.text);
    area.setRight(bar.left() - kGap);

    painter->setFont(Theme::font(selected ? FontRole::kBodyMedium : FontRole::kBody));
    painter->setPen(selected ? t.onaccentbg : t.text);
    const QString title =
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, static_cast<int>(area.width()));
    painter->drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, title);
    if (option.state & QStyle::State_HasFocus) paintFocusRing(painter, option.rect, 0);
  }

 private:
  std::pair<QString, QColor> iconOf(const WhatIf& row) const {
    const Tokens& t = Theme::tokens();
    if (row.kind == WhatIf::Kind::kTransfers) return {QStringLiteral("swap"), t.text2};
    if (row.kind == WhatIf::Kind::kPass) return {QStringLiteral("fused"), t.text2};
    const OperatorDef* def = document_.defOf(row.nodes.front());
    return {nodeIcon(def), t.category(categoryOf(def))};
  }

  const Document& document_;
  const WhatIfList& list_;
  const int64_t& wall_ns_;
};

}  // namespace

WhatIfList::WhatIfList(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      head_(new SectionHead(tr("If it were twice as fast"))),
      view_(new QListView),
      model_(new QStandardItemModel(this)),
      foot_(new QLabel) {
  setObjectName("whatIfList");
  usePanelBackground(this);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
  head_->setNote(tr("wall, ms"));
  view_->setObjectName("whatIfRows");
  view_->setAccessibleName(tr("Wall time if a part of the run were twice as fast"));
  view_->setModel(model_);
  view_->setItemDelegate(new RowPainter(document_, *this, wall_ns_, this));
  view_->setFrameShape(QFrame::NoFrame);
  view_->setUniformItemSizes(true);
  view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  foot_->setObjectName("whatIfFoot");
  foot_->setContentsMargins(kPadding, 4, kPadding, 6);
  foot_->setEnabled(false);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(head_);
  column->addWidget(view_, 1);
  column->addWidget(foot_);
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, &WhatIfList::giveSelection);
  connect(&document_, &Document::selectionChanged, this, &WhatIfList::takeSelection);
  const auto look = [this] {
    foot_->setFont(Theme::font(FontRole::kSecondary));
    updateGeometry();
    view_->doItemsLayout();
  };
  connect(&Theme::instance(), &Theme::changed, this, look);
  look();
}

QSize WhatIfList::sizeHint() const {
  const QFontMetrics medium(Theme::font(FontRole::kBodyMedium));
  const int title = medium.horizontalAdvance(QStringLiteral("Brightness and contr"));
  const int number = medium.horizontalAdvance(QStringLiteral("≈ 999.9"));
  return QSize(2 * kPadding + kIcon + title + kBar + number + 3 * kGap, 160);
}

void WhatIfList::setRun(const RunReport& report) {
  const QScopedValueRollback<bool> follow(following_, true);
  const WhatIfTable table = what_if(document_.graph(), report);
  wall_ns_ = table.wall_ns;
  rows_ = arranged(table.rows);
  model_->clear();
  for (int row = 0; row < static_cast<int>(rows_.size()); ++row) {
    auto* item = new QStandardItem(titleOf(row));
    item->setData(wallText(rows_[static_cast<size_t>(row)]), Qt::UserRole);
    item->setToolTip(factsOf(row));
    item->setAccessibleText(titleOf(row));
    item->setAccessibleDescription(factsOf(row));
    model_->appendRow(item);
  }
  foot_->setText(footText());
  foot_->setVisible(!foot_->text().isEmpty());
  takeSelection();
}

QString WhatIfList::titleOf(int row) const {
  const WhatIf& what = rows_[static_cast<size_t>(row)];
  switch (what.kind) {
    case WhatIf::Kind::kTransfers: return tr("Transfers");
    case WhatIf::Kind::kPass: return tr("Fused pass");
    case WhatIf::Kind::kNode:
    case WhatIf::Kind::kShare: break;
  }
  return document_.titleOf(what.nodes.front());
}

QString WhatIfList::factsOf(int row) const {
  const WhatIf& what = rows_[static_cast<size_t>(row)];
  QString words = titleOf(row);
  if (what.kind == WhatIf::Kind::kPass) {
    QStringList names;
    for (const NodeId& id : what.nodes) names << document_.titleOf(id);
    words = names.join(QStringLiteral(" + "));
  }
  const bool share = what.kind == WhatIf::Kind::kShare;
  words += QStringLiteral("\n") +
           (share ? tr("Took about %1 of %2, a sampled share of its pass") : tr("Took %1 of %2"))
               .arg(formatMilliseconds(to_ms(what.time_ns)), formatMilliseconds(to_ms(wall_ns_))) +
           QStringLiteral("\n");
  if (what.wall_ns >= wall_ns_)
    return words + tr("At twice the speed nothing would be gained: other things run beside");
  return words + tr("At twice the speed the run would take %1, %2 less")
                     .arg(formatMilliseconds(to_ms(what.wall_ns)), formatMilliseconds(to_ms(wall_ns_ - what.wall_ns)));
}

QString WhatIfList::footText() const {
  if (rows_.empty()) return tr("Nothing was computed in this run");
  const bool all =
      std::all_of(rows_.begin(), rows_.end(), [this](const WhatIf& row) { return row.wall_ns < wall_ns_; });
  return all ? QString() : tr("Off the critical path: no gain");
}

void WhatIfList::takeSelection() {
  const QScopedValueRollback<bool> follow(following_, true);
  const auto rowOf = [this](const std::vector<NodeId>& nodes) {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const WhatIf& row) { return row.nodes == nodes; });
    return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
  };
  int row = rowOf(document_.selection());
  if (row < 0) row = rowOf({document_.currentNode()});
  if (row < 0) return view_->clearSelection();
  view_->setCurrentIndex(model_->index(row, 0));
}

void WhatIfList::giveSelection() {
  if (following_) return;
  const QModelIndexList chosen = view_->selectionModel()->selectedIndexes();
  if (chosen.isEmpty()) return;
  const QScopedValueRollback<bool> follow(following_, true);
  const std::vector<NodeId>& nodes = rows_[static_cast<size_t>(chosen.front().row())].nodes;
  document_.setSelection(nodes, nodes.back());
}

}  // namespace lightbench::ui
