#include "ui/library/library_dock.h"

#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "ui/controls/elided_label.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/search_field.h"
#include "ui/controls/section_head.h"
#include "ui/library/node_tree.h"
#include "ui/library/preset_grid.h"
#include "ui/library/save_preset_dialog.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kColumn = 180;  // from a node to the next one right of it, as the shipped pipelines are laid out
constexpr double kRow = 192;

QPointF positionOf(const Node& node) { return node.position ? QPointF(node.position->x, node.position->y) : QPointF(); }

bool isFree(const Graph& graph, const QPointF& place) {
  return std::none_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    const QPointF other = positionOf(node);
    return std::abs(other.x() - place.x()) < 150 && std::abs(other.y() - place.y()) < 120;
  });
}

// What reads `id`, directly or through others.
std::set<NodeId> readersOf(const Graph& graph, const NodeId& id) {
  std::set<NodeId> readers;
  std::vector<NodeId> open{id};
  while (!open.empty()) {
    const NodeId node = open.back();
    open.pop_back();
    for (const Link& link : graph.links)
      if (link.from.node == node && link.to.node != id && readers.insert(link.to.node).second)
        open.push_back(link.to.node);
  }
  return readers;
}

bool sameNodesAndLinks(const Graph& a, const Graph& b) {
  if (a.links != b.links || a.settings != b.settings || a.nodes.size() != b.nodes.size()) return false;
  return std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), [](const Node& x, const Node& y) {
    return x.id == y.id && x.type == y.type && x.params == y.params && x.bypass == y.bypass && x.backend == y.backend;
  });
}

}  // namespace

LibraryDock::LibraryDock(Document& document, EngineBridge& bridge, QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      ownStore_(std::make_unique<PresetStore>(document.registry())),
      store_(ownStore_.get()),
      pictures_(document.registry(), *store_) {
  build();
}

LibraryDock::LibraryDock(Document& document, EngineBridge& bridge, PresetStore& store, QWidget* parent)
    : QWidget(parent), document_(document), bridge_(bridge), store_(&store), pictures_(document.registry(), store) {
  build();
}

void LibraryDock::build() {
  usePanelBackground(this);
  tabs_ = new QTabBar(this);
  tabs_->addTab(tr("Nodes"));
  tabs_->addTab(tr("Presets"));
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  tabs_->setAccessibleName(tr("Library"));
  search_ = new SearchField(tr("Search nodes"), this);
  save_ = new IconButton(QStringLiteral("plus"), tr("Save this pipeline as a preset"), this, 16);
  save_->setFramed(true);
  nodes_ = new NodeTree(document_.registry(), this);
  presets_ = new PresetGrid(*store_, pictures_, this);
  presetHead_ = new SectionHead(tr("All presets"), this);
  nothing_ = new ElidedLabel({}, FontRole::kBody, Ink::kText3, this);
  nothing_->hide();

  auto* searchRow = new QHBoxLayout;
  searchRow->setContentsMargins(10, 8, 10, 6);
  searchRow->setSpacing(6);
  searchRow->addWidget(search_, 1);
  searchRow->addWidget(save_);
  auto* nothingRow = new QHBoxLayout;
  nothingRow->setContentsMargins(14, 2, 10, 2);
  nothingRow->addWidget(nothing_);
  auto* presetPage = new QWidget(this);
  auto* presetColumn = new QVBoxLayout(presetPage);
  presetColumn->setContentsMargins(0, 0, 0, 0);
  presetColumn->setSpacing(3);
  presetColumn->addWidget(presetHead_);
  auto* gridRow = new QHBoxLayout;
  gridRow->setContentsMargins(7, 0, 4, 0);
  gridRow->addWidget(presets_);
  presetColumn->addLayout(gridRow, 1);
  pages_ = new QStackedWidget(this);
  pages_->addWidget(nodes_);
  pages_->addWidget(presetPage);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(tabs_);
  column->addLayout(searchRow);
  column->addLayout(nothingRow);
  column->addWidget(pages_, 1);

  connect(tabs_, &QTabBar::currentChanged, this, &LibraryDock::showTab);
  connect(search_, &QLineEdit::textChanged, this, &LibraryDock::search);
  connect(search_, &QLineEdit::returnPressed, this, [this] {
    if (tab() == Tab::Nodes && !nodes_->currentType().isEmpty()) addNode(nodes_->currentType());
    if (tab() == Tab::Presets && !presets_->currentPath().isEmpty()) applyPreset(presets_->currentPath());
  });
  connect(save_, &QAbstractButton::clicked, this, &LibraryDock::saveAsPreset);
  connect(nodes_, &NodeTree::chosen, this, &LibraryDock::addNode);
  connect(presets_, &PresetGrid::chosen, this, &LibraryDock::applyPreset);
  connect(presets_, &QWidget::customContextMenuRequested, this, &LibraryDock::showPresetMenu);
  connect(store_, &PresetStore::changed, this, &LibraryDock::showCounts);
  connect(&bridge_, &EngineBridge::reportChanged, this, &LibraryDock::takeTime);
  showTab(0);
}

LibraryDock::Tab LibraryDock::tab() const { return static_cast<Tab>(tabs_->currentIndex()); }

void LibraryDock::setTab(Tab which) { tabs_->setCurrentIndex(static_cast<int>(which)); }

void LibraryDock::showTab(int index) {
  pages_->setCurrentIndex(index);
  const bool nodes = index == static_cast<int>(Tab::Nodes);
  search_->setPlaceholderText(nodes ? tr("Search nodes") : tr("Search presets"));
  search_->setAccessibleName(search_->placeholderText());
  search_->setKeyTarget(nodes ? static_cast<QWidget*>(nodes_) : presets_);
  save_->setVisible(!nodes);
  presets_->setBudget(bridge_.latencyBudget());
  const QString words = words_[index];
  if (search_->text() != words) {
    search_->setText(words);
  } else {
    search(words);
  }
}

void LibraryDock::search(const QString& words) {
  words_[tabs_->currentIndex()] = words;
  if (tab() == Tab::Nodes) {
    nodes_->filter(words);
  } else {
    presets_->filter(words);
    if (!words.trimmed().isEmpty() && presets_->currentPath().isEmpty()) {
      for (int i = 0; i < presets_->count(); ++i) {
        if (presets_->item(i)->isHidden()) continue;
        presets_->setCurrentRow(i);
        break;
      }
    }
  }
  showCounts();
}

void LibraryDock::showCounts() {
  const int all = presets_->count();
  const int shown = presets_->shownCount();
  presetHead_->setNote(shown == all ? QString::number(all) : tr("%1 of %2").arg(shown).arg(all));
  const bool empty = tab() == Tab::Nodes ? nodes_->visibleTypes().isEmpty() : shown == 0;
  nothing_->setText(tab() == Tab::Nodes ? tr("No node has these words.") : tr("No preset has these words."));
  nothing_->setVisible(empty);
}

void LibraryDock::focusSearch() {
  search_->setFocus(Qt::ShortcutFocusReason);
  search_->selectAll();
}

NodeId LibraryDock::addNode(const QString& type) {
  const Graph& graph = document_.graph();
  const Node* current = graph.find(document_.currentNode());
  if (current == nullptr) {
    QPointF place;
    for (const Node& node : graph.nodes) {
      const QPointF other = positionOf(node);
      if (node.id == graph.nodes.front().id || other.x() + kColumn > place.x()) place = other + QPointF(kColumn, 0);
    }
    return document_.addNode(type, place);
  }
  const OperatorDef* def = document_.defOf(current->id);
  const OperatorDef* added = document_.registry().find(type.toStdString());
  if (def == nullptr || def->outputs.empty() || added == nullptr || added->inputs.empty()) {
    QPointF place = positionOf(*current) + QPointF(0, kRow);
    while (!isFree(graph, place)) place += QPointF(0, kRow);
    return document_.addNode(type, place);
  }
  const PortRef from{current->id, def->outputs.front().id};
  std::vector<PortRef> readers;
  for (const Link& link : graph.links)
    if (link.from == from) readers.push_back(link.to);
  QPointF place = positionOf(*current) + QPointF(kColumn, 0);
  if (readers.size() != 1 || added->outputs.empty()) {
    while (!isFree(graph, place)) place += QPointF(0, kRow);
    return document_.addLinkedNode(type, place, from, {});
  }

  // In the wire: what comes after makes room. One step for the user.
  std::map<NodeId, QPointF> moved;
  const Node* reader = graph.find(readers.front().node);
  if (reader != nullptr && positionOf(*reader).x() < place.x() + kColumn) {
    const double shift = place.x() + kColumn - positionOf(*reader).x();
    for (const NodeId& id : readersOf(graph, current->id)) moved[id] = positionOf(*graph.find(id)) + QPointF(shift, 0);
  }
  if (!moved.empty()) {
    document_.undoStack()->beginMacro(
        tr("Add %1").arg(QString::fromStdString(added->label.empty() ? added->id : added->label)));
    document_.moveNodes(moved);
  }
  const NodeId id = document_.addLinkedNode(type, place, from, readers.front());
  if (!moved.empty()) document_.undoStack()->endMacro();
  return id;
}

void LibraryDock::applyPreset(const QString& path) {
  const Preset* preset = store_->find(path);
  if (preset == nullptr) return;
  if (preset->isBroken()) {
    Q_EMIT problem(tr("Preset %1 cannot be used. %2").arg(preset->name, preset->problem));
    return;
  }
  const Graph graph = store_->applied(*preset, document_.graph());
  appliedKey_ = preset->key;
  appliedGraph_ = graph;
  document_.edit(tr("Apply preset %1").arg(preset->name), GraphChange::Structure, [&](Graph& open) { open = graph; });
  Q_EMIT announced(tr("Preset %1 applied").arg(preset->name));
}

void LibraryDock::takeTime() {
  const auto report = bridge_.report();
  if (appliedKey_.isEmpty() || !report || report->level != 0 || report->cancelled) return;
  if (!sameNodesAndLinks(appliedGraph_, document_.graph())) {
    appliedKey_.clear();
    return;
  }
  if (report->nodes.size() != appliedGraph_.nodes.size()) return;  // of the graph before
  PresetTime time;
  for (const NodeReport& line : report->nodes) {
    const Node* node = document_.graph().find(line.id);
    const OperatorDef* def = document_.defOf(line.id);
    if (node == nullptr || def == nullptr) return;
    if (def->footprint == Footprint::kSource) {
      if (line.spec && time.picture.isEmpty()) time.picture = QSize(line.spec->width, line.spec->height);
      continue;
    }
    if (line.state == NodeState::kPassed) continue;
    if (line.state != NodeState::kComputed || !line.self_ns) return;  // a part came from the cache: not the whole cost
    time.ns += *line.self_ns;
  }
  if (time.ns > 0 && !time.picture.isEmpty()) store_->keepTime(appliedKey_, time);
}

void LibraryDock::saveAsPreset() {
  SavePresetDialog dialog(document_, bridge_, *store_, window());
  if (dialog.exec() != QDialog::Accepted) return;
  setTab(Tab::Presets);
  presets_->setCurrentPath(dialog.savedPath());
  Q_EMIT announced(tr("Preset %1 saved").arg(dialog.name()));
}

void LibraryDock::renamePreset(const QString& path, const QString& name) {
  const Status renamed = store_->rename(path, name);
  if (!renamed) Q_EMIT problem(QString::fromStdString(renamed.error().message()));
}

void LibraryDock::removePreset(const QString& path) {
  const Status removed = store_->remove(path);
  if (!removed) Q_EMIT problem(QString::fromStdString(removed.error().message()));
}

void LibraryDock::showPresetMenu(const QPoint& position) {
  const Preset* preset = store_->find(presets_->pathAt(position));
  QMenu menu(this);
  if (preset == nullptr) {
    menu.addAction(icon(QStringLiteral("plus")), tr("Save this pipeline as a preset…"), this,
                   &LibraryDock::saveAsPreset);
    menu.exec(presets_->viewport()->mapToGlobal(position));
    return;
  }
  const QString path = preset->path;
  const QString name = preset->name;
  QAction* apply =
      menu.addAction(icon(QStringLiteral("check")), tr("Apply"), this, [this, path] { applyPreset(path); });
  apply->setEnabled(!preset->isBroken());
  menu.addSeparator();
  QAction* rename = menu.addAction(icon(QStringLiteral("edit")), tr("Rename…"), this, [this, path, name] {
    bool given = false;
    const QString wanted =
        QInputDialog::getText(window(), tr("Rename preset"), tr("Name"), QLineEdit::Normal, name, &given);
    if (given) renamePreset(path, wanted);
  });
  rename->setEnabled(!preset->shipped && !preset->isBroken());
  QAction* remove = menu.addAction(icon(QStringLiteral("trash")), tr("Delete…"), this, [this, path, name] {
    const auto answer = QMessageBox::question(window(), tr("Delete preset"),
                                              tr("Delete the preset %1? This cannot be undone.").arg(name),
                                              QMessageBox::Yes | QMessageBox::No, QMessageBox::No);
    if (answer == QMessageBox::Yes) removePreset(path);
  });
  remove->setEnabled(!preset->shipped);
  menu.exec(presets_->viewport()->mapToGlobal(position));
}

}  // namespace lightbench::ui
