#include "ui/library/outline_tree.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>

#include <algorithm>
#include <set>

#include "ui/controls/sparkbar.h"
#include "ui/core/node_kind.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kIdRole = Qt::UserRole;
constexpr int kIcon = 15;
constexpr int kTitle = kIcon + 8;  // from the icon's left edge
constexpr int kRight = 12;
constexpr int kBar = 40;

class RowPainter : public QStyledItemDelegate {
 public:
  explicit RowPainter(OutlineTree* tree) : QStyledItemDelegate(tree), tree_(*tree) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {80, Theme::metrics().tree_row};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override {
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.text.clear();
    option.state &= ~QStyle::State_HasFocus;
    tree_.style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, &tree_);
    const Tokens& t = Theme::tokens();
    const NodeId id = tree_.idOf(index);
    const bool selected = option.state & QStyle::State_Selected;
    const QColor ink = selected ? t.onaccentbg : t.text;
    const QRectF row = option.rect;
    const OperatorDef* def = id.empty() ? nullptr : tree_.document().defOf(id);
    paintIcon(painter, id.empty() ? QStringLiteral("main") : nodeIcon(def),
              QRectF(row.left() + 1, row.top() + (row.height() - kIcon) / 2, kIcon, kIcon),
              id.empty() ? t.text2 : t.category(categoryOf(def)));

    const QRectF right(row.left(), row.top(), row.width() - kRight, row.height());
    double used = 0;
    if (id.empty()) {
      used = paintRight(painter, right, tree_.wallText(), FontRole::kBodyMedium, ink);
    } else {
      const OutlineReading reading = tree_.reading(id);
      if (reading.kind == ReadingKind::kTime) {
        used = paintRight(painter, right, reading.text, FontRole::kBodyMedium, ink);
        const double share = tree_.slowest() > 0 ? *reading.ms / tree_.slowest() : 0;
        const double column = std::max(used, 34.0) + 6;
        const QRectF bar(right.right() - column - kBar, row.center().y() - 2.5, kBar, 5);
        if (bar.left() > row.left() + kTitle + 60) {
          paintBar(painter, bar, share, t.heatColor(share));
          used = column + kBar;
        }
      } else {
        used =
            paintRight(painter, right, reading.text, FontRole::kSecondary,
                       reading.kind == ReadingKind::kError ? (selected ? ink : t.error) : (selected ? ink : t.text3));
      }
    }
    painter->setFont(Theme::font(selected || id.empty() ? FontRole::kBodyMedium : FontRole::kBody));
    painter->setPen(ink);
    const double room = right.right() - used - 8 - (row.left() + kTitle);
    const Node* node = tree_.document().graph().find(id);
    if (node != nullptr && node->bypass && !selected) painter->setPen(t.text3);
    painter->drawText(
        QRectF(row.left() + kTitle, row.top(), room, row.height()), Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, static_cast<int>(room)));
  }

  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const override {
    auto* editor = new QLineEdit(parent);
    editor->setAccessibleName(OutlineTree::tr("Name of the node"));
    return editor;
  }

  void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const override {
    editor->setGeometry(option.rect.adjusted(kTitle - 6, 0, -kRight + 6, 0));
  }

 private:
  // Gives the width of what it drew.
  static double paintRight(QPainter* painter, const QRectF& row, const QString& text, FontRole role,
                           const QColor& color) {
    painter->setFont(Theme::font(role));
    painter->setPen(color);
    painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, text);
    return painter->fontMetrics().horizontalAdvance(text);
  }

  OutlineTree& tree_;
};

}  // namespace

OutlineTree::OutlineTree(Document& document, EngineBridge& bridge, QWidget* parent)
    : QTreeWidget(parent), document_(document), bridge_(bridge) {
  setHeaderHidden(true);
  setFrameShape(QFrame::NoFrame);
  setUniformRowHeights(true);
  setIndentation(16);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setEditTriggers(QAbstractItemView::EditKeyPressed);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setAccessibleName(tr("Outline"));
  viewport()->setBackgroundRole(QPalette::Window);  // lies on the panel, not in a field
  setItemDelegate(new RowPainter(this));
  connect(this, &QTreeWidget::itemSelectionChanged, this, &OutlineTree::giveSelection);
  connect(this, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item) {
    if (!following_) document_.setLabel(item->data(0, kIdRole).toString().toStdString(), item->text(0).simplified());
  });
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    if (change == GraphChange::Layout || change == GraphChange::Params) {
      refresh();
    } else {
      rebuild();
    }
  });
  connect(&document_, &Document::selectionChanged, this, &OutlineTree::takeSelection);
  connect(&bridge_, &EngineBridge::reportChanged, this, &OutlineTree::refresh);
  connect(&Theme::instance(), &Theme::changed, this, [this] { doItemsLayout(); });
  rebuild();
}

void OutlineTree::rebuild() {
  const QScopedValueRollback<bool> follow(following_, true);
  const bool open = topLevelItem(0) == nullptr || topLevelItem(0)->isExpanded();
  clear();
  auto* whole = new QTreeWidgetItem(this, {tr("Main")});
  whole->setFlags(Qt::ItemIsEnabled);
  const Graph& graph = document_.graph();
  std::vector<size_t> rows = topological_order(graph);
  const std::set<size_t> ordered(rows.begin(), rows.end());
  for (size_t index = 0; index < graph.nodes.size(); ++index)
    if (!ordered.contains(index)) rows.push_back(index);  // on a circle: shown after the rest
  for (const size_t index : rows) {
    auto* item = new QTreeWidgetItem(whole);
    item->setData(0, kIdRole, QString::fromStdString(graph.nodes[index].id));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemNeverHasChildren);
  }
  whole->setExpanded(open);
  refresh();
  takeSelection();
}

void OutlineTree::refresh() {
  const QScopedValueRollback<bool> follow(following_, true);
  slowest_ms_ = slowestMs(document_.graph(), document_.registry(), bridge_.report().get());
  QTreeWidgetItem* whole = topLevelItem(0);
  for (int row = 0; row < whole->childCount(); ++row) {
    QTreeWidgetItem* item = whole->child(row);
    const NodeId id = item->data(0, kIdRole).toString().toStdString();
    const OutlineReading said = reading(id);
    const QString title = document_.titleOf(id);
    if (item->text(0) != title) item->setText(0, title);
    const QString value = said.ms ? formatMilliseconds(*said.ms) : said.text;
    item->setToolTip(0, said.detail.isEmpty() ? QStringLiteral("%1: %2").arg(title, value)
                                              : QStringLiteral("%1: %2, %3").arg(title, value, said.detail));
    item->setData(0, Qt::AccessibleDescriptionRole, value);
  }
  viewport()->update();
}

NodeId OutlineTree::idOf(const QModelIndex& index) const { return index.data(kIdRole).toString().toStdString(); }

std::vector<NodeId> OutlineTree::order() const {
  std::vector<NodeId> ids;
  for (int row = 0; row < topLevelItem(0)->childCount(); ++row) {
    ids.push_back(topLevelItem(0)->child(row)->data(0, kIdRole).toString().toStdString());
  }
  return ids;
}

QTreeWidgetItem* OutlineTree::itemOf(const NodeId& id) const {
  for (int row = 0; row < topLevelItem(0)->childCount(); ++row) {
    QTreeWidgetItem* item = topLevelItem(0)->child(row);
    if (item->data(0, kIdRole).toString().toStdString() == id) return item;
  }
  return nullptr;
}

OutlineReading OutlineTree::reading(const NodeId& id) const {
  const Node* node = document_.graph().find(id);
  if (node == nullptr) return {};
  return readingOf(*node, document_.defOf(id), bridge_.report().get(), bridge_.lastSelfNs(id));
}

QString OutlineTree::wallText() const {
  const auto report = bridge_.report();
  if (!report || report->cancelled) return {};
  const bool ran = std::any_of(report->nodes.begin(), report->nodes.end(), [](const NodeReport& node) {
    return node.state == NodeState::kComputed || node.state == NodeState::kCached;
  });
  if (!ran) return {};  // a run in which every node failed or waited has no time to tell
  return formatMillisecondsPlain(static_cast<double>(report->trace.wall_ns()) / 1e6);
}

void OutlineTree::takeSelection() {
  const QScopedValueRollback<bool> follow(following_, true);
  const std::vector<NodeId>& wanted = document_.selection();
  QTreeWidgetItem* whole = topLevelItem(0);
  QTreeWidgetItem* current = itemOf(document_.currentNode());
  if (current != nullptr && current != currentItem()) setCurrentItem(current, 0, QItemSelectionModel::NoUpdate);
  for (int row = 0; row < whole->childCount(); ++row) {
    QTreeWidgetItem* item = whole->child(row);
    const NodeId id = item->data(0, kIdRole).toString().toStdString();
    item->setSelected(std::find(wanted.begin(), wanted.end(), id) != wanted.end());
  }
  if (current != nullptr) scrollToItem(current);
}

void OutlineTree::giveSelection() {
  if (following_) return;
  std::vector<NodeId> ids;
  for (const QTreeWidgetItem* item : selectedItems()) ids.push_back(item->data(0, kIdRole).toString().toStdString());
  const NodeId current = currentItem() != nullptr && currentItem()->isSelected()
                             ? currentItem()->data(0, kIdRole).toString().toStdString()
                             : NodeId();
  document_.setSelection(ids, current);
}

void OutlineTree::renameCurrent() {
  if (currentItem() != nullptr) editItem(currentItem(), 0);
}

void OutlineTree::toggleBypass() {
  const std::vector<NodeId>& ids = document_.selection();
  const bool all = std::all_of(ids.begin(), ids.end(), [&](const NodeId& id) {
    const Node* node = document_.graph().find(id);
    return node != nullptr && node->bypass;
  });
  document_.setBypass(ids, !all);
}

void OutlineTree::removeSelected(bool heal) {
  const std::vector<NodeId> ids = document_.selection();  // a copy: removing changes it
  document_.removeNodes(ids, heal);
}

void OutlineTree::keyPressEvent(QKeyEvent* event) {
  const bool plain = event->modifiers() == Qt::NoModifier;
  switch (event->key()) {
    case Qt::Key_D:
    case Qt::Key_M:
      if (!plain) break;
      toggleBypass();
      return;
    case Qt::Key_Delete: removeSelected(event->modifiers() & Qt::ControlModifier); return;
    default: break;
  }
  QTreeWidget::keyPressEvent(event);
}

void OutlineTree::contextMenuEvent(QContextMenuEvent* event) {
  const NodeId id = document_.currentNode();
  if (id.empty()) return;
  QMenu menu(this);
  menu.addAction(tr("Show in A"), this, [this, id] { bridge_.setViewedNode(ViewSide::A, id); });
  menu.addAction(tr("Show in B"), this, [this, id] { bridge_.setViewedNode(ViewSide::B, id); });
  menu.addSeparator();
  menu.addAction(tr("Rename\tF2"), this, &OutlineTree::renameCurrent);
  menu.addAction(icon(QStringLiteral("bypass")), tr("Bypass\tD"), this, &OutlineTree::toggleBypass);
  menu.addAction(icon(QStringLiteral("trash")), tr("Delete\tDel"), this, [this] { removeSelected(false); });
  menu.exec(event->globalPos());
}

}  // namespace lightbench::ui
