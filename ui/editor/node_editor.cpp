#include "ui/editor/node_editor.h"

#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/core/node_kind.h"
#include "ui/editor/editor_header.h"
#include "ui/editor/graph_scene.h"
#include "ui/editor/graph_view.h"
#include "ui/editor/heat_legend.h"
#include "ui/editor/palette_search.h"
#include "ui/editor/search_popup.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

std::optional<PortType> portType(const Document& document, const PortRef& port, bool input) {
  const OperatorDef* def = document.defOf(port.node);
  if (def == nullptr) return {};
  const int index = input ? def->input_index(port.port) : def->output_index(port.port);
  if (index < 0) return {};
  return (input ? def->inputs : def->outputs)[static_cast<size_t>(index)].type;
}

}  // namespace

NodeEditor::NodeEditor(Document& document, EngineBridge& bridge, QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      scene_(new GraphScene(document, bridge, this)),
      view_(new GraphView(*scene_, document, this)),
      header_(new EditorHeader(this)),
      palette_(new SearchPopup(this)),
      actions_(new EditorActions(view_)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(header_);
  layout->addWidget(view_, 1);
  setFocusProxy(view_);

  connect(view_, &GraphView::zoomChanged, header_, &EditorHeader::setZoom);
  connect(view_, &GraphView::paletteWanted, this, &NodeEditor::openPaletteAt);
  connect(view_, &GraphView::viewWanted, this,
          [this](const QString& node) { bridge_.setViewedNode(ViewSide::A, node.toStdString()); });
  connect(view_, &GraphView::menuWanted, this, &NodeEditor::openMenu);
  connect(view_, &GraphView::refused, this, &NodeEditor::message);
  connect(view_, &GraphView::nodeTypeDropped, this, &NodeEditor::addDropped);
  connect(view_, &GraphView::filesDropped, this, &NodeEditor::filesDropped);
  connect(header_, &EditorHeader::overlayChosen, scene_, &GraphScene::setOverlay);
  connect(scene_, &GraphScene::facesChanged, this, &NodeEditor::refreshHeader);
  connect(palette_, &SearchPopup::chosen, this, [this](const QString& id) {
    const auto take = std::move(take_row_);
    take_row_ = {};
    if (take) take(id);
  });
  connect(palette_, &SearchPopup::closed, this, [this] { view_->setFocus(Qt::PopupFocusReason); });
  connect(&document_, &Document::selectionChanged, this, &NodeEditor::refreshActions);
  connect(&document_, &Document::graphChanged, this, [this] {
    finishRename(false);
    header_->setName(document_.displayName());
    refreshActions();
  });
  connect(&document_, &Document::fileChanged, this, [this] { header_->setName(document_.displayName()); });

  wireActions();
  auto* zooms = new QMenu(header_->zoomButton());
  for (const EditorCommand command : {EditorCommand::kZoomReset, EditorCommand::kZoomIn, EditorCommand::kZoomOut,
                                      EditorCommand::kFrame, EditorCommand::kFrameAll}) {
    zooms->addAction(actions_->action(command));
  }
  header_->zoomButton()->setMenu(zooms);
  header_->setName(document_.displayName());
  refreshHeader();
  refreshActions();
  view_->frameWhenShown();
}

NodeEditor::~NodeEditor() {
  // The scene's items go before anything that a late signal would look at.
  disconnect(scene_, nullptr, this, nullptr);
  disconnect(palette_, nullptr, this, nullptr);
}

Overlay NodeEditor::overlay() const { return scene_->overlay(); }

void NodeEditor::setOverlay(Overlay overlay) {
  header_->setOverlay(overlay);
  scene_->setOverlay(overlay);
}

void NodeEditor::cycleOverlay() { setOverlay(static_cast<Overlay>((static_cast<int>(overlay()) + 1) % kOverlayCount)); }

void NodeEditor::refreshHeader() {
  const auto report = bridge_.report();
  header_->legend()->setRange(scene_->overlay(), scene_->range(), report ? std::optional(report->level) : std::nullopt,
                              scene_->hasCriticalPath(), bridge_.profile().baselineName());
}

// Palette and finder.

void NodeEditor::openPalette() {
  const QPoint at = view_->focusPoint();
  openPaletteAt(view_->viewport()->mapToGlobal(at), GraphView::nodeCornerFor(view_->mapToScene(at)), {}, {});
}

void NodeEditor::openPaletteAt(const QPoint& global, const QPointF& scene, const PortRef& from, const PortRef& to) {
  take_row_ = [this, scene, from, to](const QString& type) {
    if (from.node.empty() && to.node.empty()) {
      document_.addNode(type, scene);
    } else {
      document_.addLinkedNode(type, scene, from, to);
    }
  };
  PaletteFilter filter;
  if (!from.node.empty()) filter.fed_by = portType(document_, from, false);
  if (!to.node.empty()) filter.feeds = portType(document_, to, true);
  const auto type = filter.fed_by ? filter.fed_by : filter.feeds;
  const QString placeholder = type ? tr("Add node for %1").arg(socketTypeLabel(socketTypeOf(*type))) : tr("Add node");
  palette_->open(global, placeholder, [this, filter](const QString& query) {
    std::vector<SearchRow> rows;
    for (const OperatorDef* def : findOperators(document_.registry(), query, filter)) {
      const Category category = categoryOf(def);
      rows.push_back({QString::fromStdString(def->id), QString::fromStdString(def->label), categoryLabel(category),
                      nodeIcon(def), Theme::tokens().category(category), QString::fromStdString(def->summary)});
    }
    return rows;
  });
}

void NodeEditor::openFinder() {
  take_row_ = [this](const QString& id) { reveal(id.toStdString()); };
  const QPoint middle(view_->viewport()->width() / 2 - 144, 8);
  palette_->open(view_->viewport()->mapToGlobal(middle), tr("Find node"), [this](const QString& query) {
    struct Found {
      SearchRow row;
      int score;
    };
    std::vector<Found> found;
    for (const Node& node : document_.graph().nodes) {
      const OperatorDef* def = document_.registry().find(node.type);
      const QString title = document_.titleOf(node.id);
      const QString id = QString::fromStdString(node.id);
      const QString type = QString::fromStdString(def != nullptr ? def->label : node.type);
      const int score = query.trimmed().isEmpty()
                            ? 1
                            : std::max({matchScore(query, title), matchScore(query, id), matchScore(query, type) / 2});
      if (score == 0) continue;
      found.push_back({{id, title, id, nodeIcon(def), Theme::tokens().category(categoryOf(def)), type}, score});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
    std::vector<SearchRow> rows;
    for (const Found& entry : found) rows.push_back(entry.row);
    return rows;
  });
}

void NodeEditor::reveal(const NodeId& id) {
  const NodeItem* node = scene_->item(id);
  if (node == nullptr) return;
  document_.setSelection({id}, id);
  scene_->setKeyboardNode(id);
  if (view_->zoom() < 0.7) view_->setZoom(1);
  view_->centerOn(node->nodeRect().center());
}

void NodeEditor::addDropped(const QString& type, const QPointF& scene) {
  const WireItem* wire = scene_->wireAt(scene, kNodeHeight / 2);
  const QPointF corner = GraphView::nodeCornerFor(scene);
  const OperatorDef* def = document_.registry().find(type.toStdString());
  if (def == nullptr) {
    Q_EMIT message(tr("There is no node type %1.").arg(type));
    return;
  }
  if (wire != nullptr && !def->inputs.empty() && !def->outputs.empty()) {
    document_.addLinkedNode(type, corner, wire->link().from, wire->link().to);
  } else {
    document_.addNode(type, corner);
  }
  view_->setFocus();
}

// Renaming, in a field over the node's title.

void NodeEditor::startRename(const NodeId& id) {
  const NodeItem* node = scene_->item(id);
  if (node == nullptr) return;
  finishRename(false);
  renamed_ = id;
  rename_field_ = new QLineEdit(document_.titleOf(id), view_->viewport());
  rename_field_->setObjectName(QStringLiteral("renameField"));
  rename_field_->setAccessibleName(tr("Name of %1").arg(document_.titleOf(id)));
  const QRect title = view_->mapFromScene(node->nodeRect()).boundingRect();
  rename_field_->setGeometry(title.left() + 4, title.top() + 1, std::max(128, title.width() - 8),
                             Theme::metrics().control);
  rename_field_->selectAll();
  rename_field_->show();
  rename_field_->setFocus();
  connect(rename_field_, &QLineEdit::editingFinished, this, [this] { finishRename(true); });
  auto* escape = new QAction(rename_field_);
  escape->setShortcut(Qt::Key_Escape);
  escape->setShortcutContext(Qt::WidgetShortcut);
  connect(escape, &QAction::triggered, this, [this] { finishRename(false); });
  rename_field_->addAction(escape);
}

void NodeEditor::finishRename(bool accept) {
  if (rename_field_ == nullptr) return;
  QLineEdit* field = rename_field_;
  rename_field_ = nullptr;  // before the edit: it comes back here
  disconnect(field, nullptr, this, nullptr);
  const QString text = field->text();
  field->deleteLater();
  field->hide();
  view_->setFocus();
  if (accept && text != document_.titleOf(renamed_)) document_.setLabel(renamed_, text);
}

}  // namespace lightbench::ui
