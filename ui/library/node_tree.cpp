#include "ui/library/node_tree.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMimeData>

#include <algorithm>
#include <array>

#include "ui/core/node_kind.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kTypeRole = Qt::UserRole;
constexpr int kRankRole = Qt::UserRole + 1;

QString labelOf(const OperatorDef& def) { return QString::fromStdString(def.label.empty() ? def.id : def.label); }

QString toolTipOf(const OperatorDef& def) {
  QString text = QStringLiteral("<b>%1</b><br>%2")
                     .arg(labelOf(def).toHtmlEscaped(), QString::fromStdString(def.summary).toHtmlEscaped());
  if (!def.formula.empty())
    text += QStringLiteral("<br><br>%1").arg(QString::fromStdString(def.formula).toHtmlEscaped());
  if (!def.border.empty())
    text += QStringLiteral("<br>%1").arg(
        NodeTree::tr("Border: %1").arg(QString::fromStdString(def.border).toHtmlEscaped()));
  return text;
}

int rankOfWord(const OperatorDef& def, const QString& word) {
  const QString label = labelOf(def).toLower();
  const QString id = QString::fromStdString(def.id);
  if (label.startsWith(word) || id.startsWith(word)) return 4;
  if (label.contains(word) || id.contains(word)) return 3;
  for (const std::string& other : def.search_words)
    if (QString::fromStdString(other).toLower().startsWith(word)) return 2;
  return QString::fromStdString(def.summary).toLower().contains(word) ? 1 : 0;
}

}  // namespace

int searchRank(const OperatorDef& def, const QString& words) {
  int rank = 5;
  for (const QString& word : words.toLower().split(QChar(' '), Qt::SkipEmptyParts))
    rank = std::min(rank, rankOfWord(def, word));
  return rank;
}

NodeTree::NodeTree(const OperatorRegistry& registry, QWidget* parent) : QTreeWidget(parent), registry_(registry) {
  setHeaderHidden(true);
  setColumnCount(2);
  header()->setStretchLastSection(false);
  header()->setSectionResizeMode(0, QHeaderView::Stretch);
  header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  setFrameShape(QFrame::NoFrame);
  setUniformRowHeights(true);
  setIndentation(16);
  setIconSize(QSize(15, 15));
  setDragEnabled(true);
  setDragDropMode(QAbstractItemView::DragOnly);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setTextElideMode(Qt::ElideRight);
  viewport()->setBackgroundRole(QPalette::Window);  // lies on the panel, not in a field
  setAccessibleName(tr("Node types"));
  rebuild();
  connect(&Theme::instance(), &Theme::changed, this, [this] { paintIcons(); });
  connect(this, &QTreeWidget::itemDoubleClicked, this, [this](QTreeWidgetItem* item) {
    if (const QString type = item->data(0, kTypeRole).toString(); !type.isEmpty()) Q_EMIT chosen(type);
  });
}

void NodeTree::rebuild() {
  clear();
  std::array<QTreeWidgetItem*, kCategoryCount> groups{};
  for (size_t index = 0; index < groups.size(); ++index) {
    groups[index] = new QTreeWidgetItem(this, {categoryLabel(static_cast<Category>(index))});
    groups[index]->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    groups[index]->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
  }
  for (const OperatorDef& def : registry_.all()) {
    auto* item = new QTreeWidgetItem(groups[static_cast<size_t>(categoryOf(&def))], {labelOf(def)});
    item->setData(0, kTypeRole, QString::fromStdString(def.id));
    item->setData(0, Qt::AccessibleDescriptionRole, QString::fromStdString(def.summary));
    item->setToolTip(0, toolTipOf(def));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren);
    item->setFirstColumnSpanned(true);
  }
  paintIcons();
  filter({});
}

void NodeTree::paintIcons() {
  const Tokens& tokens = Theme::tokens();
  for (int i = 0; i < topLevelItemCount(); ++i) {
    QTreeWidgetItem* group = topLevelItem(i);
    const auto category = static_cast<Category>(i);
    group->setFont(0, Theme::font(FontRole::kBodyMedium));
    group->setFont(1, Theme::font(FontRole::kSecondary));
    group->setForeground(1, tokens.text3);
    for (int j = 0; j < group->childCount(); ++j) {
      QTreeWidgetItem* item = group->child(j);
      const OperatorDef* def = registry_.find(item->data(0, kTypeRole).toString().toStdString());
      item->setIcon(0, icon(nodeIcon(def), tokens.category(category)));
    }
  }
}

void NodeTree::filter(const QString& words) {
  QTreeWidgetItem* best = nullptr;
  for (int i = 0; i < topLevelItemCount(); ++i) {
    QTreeWidgetItem* group = topLevelItem(i);
    int shown = 0;
    for (int j = 0; j < group->childCount(); ++j) {
      QTreeWidgetItem* item = group->child(j);
      const int rank = searchRank(*registry_.find(item->data(0, kTypeRole).toString().toStdString()), words);
      item->setData(0, kRankRole, rank);
      item->setHidden(rank == 0);
      shown += rank > 0 ? 1 : 0;
      if (rank > 0 && (best == nullptr || rank > best->data(0, kRankRole).toInt())) best = item;
    }
    group->setHidden(shown == 0);
    group->setText(
        1, shown == group->childCount() ? QString::number(shown) : tr("%1 of %2").arg(shown).arg(group->childCount()));
    group->setExpanded(true);
  }
  if (words.trimmed().isEmpty()) {
    setCurrentItem(nullptr);
    clearSelection();
  } else if (best != nullptr) {
    setCurrentItem(best);
    scrollToItem(best);
  }
}

QString NodeTree::currentType() const {
  return currentItem() != nullptr && !currentItem()->isHidden() ? currentItem()->data(0, kTypeRole).toString()
                                                                : QString();
}

QStringList NodeTree::visibleTypes() const {
  QList<QTreeWidgetItem*> items;
  for (int i = 0; i < topLevelItemCount(); ++i)
    for (int j = 0; j < topLevelItem(i)->childCount(); ++j)
      if (!topLevelItem(i)->child(j)->isHidden()) items += topLevelItem(i)->child(j);
  std::stable_sort(items.begin(), items.end(), [](const QTreeWidgetItem* a, const QTreeWidgetItem* b) {
    return a->data(0, kRankRole).toInt() > b->data(0, kRankRole).toInt();
  });
  QStringList types;
  for (const QTreeWidgetItem* item : items) types += item->data(0, kTypeRole).toString();
  return types;
}

QStringList NodeTree::mimeTypes() const { return {QString::fromLatin1(kNodeTypeMime)}; }

QMimeData* NodeTree::mimeData(const QList<QTreeWidgetItem*>& items) const {
  if (items.isEmpty()) return nullptr;
  const QString type = items.front()->data(0, kTypeRole).toString();
  if (type.isEmpty()) return nullptr;
  auto* carried = new QMimeData;
  carried->setData(QString::fromLatin1(kNodeTypeMime), type.toUtf8());
  return carried;
}

void NodeTree::keyPressEvent(QKeyEvent* event) {
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !currentType().isEmpty()) {
    Q_EMIT chosen(currentType());
    return;
  }
  QTreeWidget::keyPressEvent(event);
}

}  // namespace lightbench::ui
