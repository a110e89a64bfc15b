// NodeEditor: what the actions do.
#include <QMenu>

#include <algorithm>
#include <set>

#include "ui/editor/auto_layout.h"
#include "ui/editor/graph_scene.h"
#include "ui/editor/graph_view.h"
#include "ui/editor/node_editor.h"

namespace lightbench::ui {
namespace {

constexpr double kZoomStep = 1.25;
constexpr double kNudge = 8;

}  // namespace

void NodeEditor::run(EditorCommand command, const std::function<void()>& what) {
  connect(actions_->action(command), &QAction::triggered, this, what);
}

void NodeEditor::wireActions() {
  run(EditorCommand::kAddNode, [this] { openPalette(); });
  run(EditorCommand::kFindNode, [this] { openFinder(); });
  run(EditorCommand::kShowInA, [this] { bridge_.setViewedNode(ViewSide::A, document_.currentNode()); });
  run(EditorCommand::kShowInB, [this] { bridge_.setViewedNode(ViewSide::B, document_.currentNode()); });
  run(EditorCommand::kRename, [this] { startRename(document_.currentNode()); });
  run(EditorCommand::kBypass, [this] { toggleBypass(); });
  run(EditorCommand::kConnect, [this] { connectSelected(); });
  run(EditorCommand::kDisconnect, [this] { disconnectSelected(); });
  run(EditorCommand::kDuplicate, [this] { duplicate(false); });
  run(EditorCommand::kDuplicateWithInputs, [this] { duplicate(true); });
  run(EditorCommand::kDelete, [this] { removeSelected(false); });
  run(EditorCommand::kDeleteAndHeal, [this] { removeSelected(true); });
  run(EditorCommand::kSelectAll, [this] {
    std::vector<NodeId> all;
    for (const Node& node : document_.graph().nodes) all.push_back(node.id);
    document_.setSelection(all, document_.currentNode());
  });
  run(EditorCommand::kSelectNone, [this] {
    document_.setSelection({});
    scene_->selectWire({});
  });
  run(EditorCommand::kLayOut, [this] { layOut(); });
  run(EditorCommand::kFrame, [this] { view_->frame(document_.selection()); });
  run(EditorCommand::kFrameAll, [this] { view_->frame(); });
  run(EditorCommand::kZoomIn, [this] { view_->setZoom(view_->zoom() * kZoomStep); });
  run(EditorCommand::kZoomOut, [this] { view_->setZoom(view_->zoom() / kZoomStep); });
  run(EditorCommand::kZoomReset, [this] { view_->setZoom(1); });
  run(EditorCommand::kNudgeLeft, [this] { nudge({-kNudge, 0}); });
  run(EditorCommand::kNudgeRight, [this] { nudge({kNudge, 0}); });
  run(EditorCommand::kNudgeUp, [this] { nudge({0, -kNudge}); });
  run(EditorCommand::kNudgeDown, [this] { nudge({0, kNudge}); });
}

void NodeEditor::refreshActions() {
  // Commands that act on the selection stay enabled while a menu's state could be stale only through edits, and every
  // edit and selection comes by here. Delete also takes a selected wire, so it is always on.
  const bool any = !document_.selection().empty();
  for (const EditorCommand command :
       {EditorCommand::kShowInA, EditorCommand::kShowInB, EditorCommand::kRename, EditorCommand::kBypass,
        EditorCommand::kDisconnect, EditorCommand::kDuplicate, EditorCommand::kDuplicateWithInputs,
        EditorCommand::kDeleteAndHeal, EditorCommand::kNudgeLeft, EditorCommand::kNudgeRight, EditorCommand::kNudgeUp,
        EditorCommand::kNudgeDown}) {
    actions_->action(command)->setEnabled(any);
  }
  actions_->action(EditorCommand::kConnect)->setEnabled(document_.selection().size() > 1);
  const std::vector<NodeId>& chosen = document_.selection();
  const bool bypassed = any && std::all_of(chosen.begin(), chosen.end(), [this](const NodeId& id) {
                          const Node* node = document_.graph().find(id);
                          return node != nullptr && node->bypass;
                        });
  actions_->action(EditorCommand::kBypass)->setText(bypassed ? tr("Use again") : tr("Bypass"));
}

void NodeEditor::removeSelected(bool heal) {
  if (!document_.selection().empty()) {
    document_.removeNodes(document_.selection(), heal);
  } else if (const auto wire = scene_->selectedWire()) {
    document_.disconnectPort(*wire);
  }
}

void NodeEditor::toggleBypass() {
  const std::vector<NodeId> chosen = document_.selection();
  const bool all = std::all_of(chosen.begin(), chosen.end(), [this](const NodeId& id) {
    const Node* node = document_.graph().find(id);
    return node != nullptr && node->bypass;
  });
  document_.setBypass(chosen, !all);
}

void NodeEditor::duplicate(bool keep_inputs) {
  document_.duplicateNodes(document_.selection(), keep_inputs, scene_->madeUpPositions());
}

void NodeEditor::connectSelected() {
  // From each to the next; the first output into the first input that takes it, an open one before an occupied one.
  const std::vector<NodeId> chosen = document_.selection();
  QString problem;
  std::vector<std::pair<PortRef, PortRef>> links;
  for (size_t i = 1; i < chosen.size(); ++i) {
    const OperatorDef* source = document_.defOf(chosen[i - 1]);
    const OperatorDef* target = document_.defOf(chosen[i]);
    if (source == nullptr || target == nullptr) continue;
    std::optional<std::pair<PortRef, PortRef>> best;
    bool open = false;
    for (const PortSpec& output : source->outputs) {
      for (const PortSpec& input : target->inputs) {
        const PortRef from{chosen[i - 1], output.id};
        const PortRef to{chosen[i], input.id};
        const QString refusal = document_.linkProblem(from, to);
        if (!refusal.isEmpty()) problem = refusal;
        if (!refusal.isEmpty() || open) continue;
        const bool is_open = document_.graph().link_into(to) == nullptr;
        if (!best || is_open) best = {from, to};
        open = is_open;
      }
    }
    if (best) links.push_back(*best);
  }
  if (links.empty()) {
    Q_EMIT message(problem.isEmpty() ? tr("These nodes have no sockets that fit.") : problem);
    return;
  }
  document_.edit(tr("Connect %n nodes", nullptr, static_cast<int>(chosen.size())), GraphChange::Structure,
                 [&](Graph& graph) {
                   for (const auto& [from, to] : links) {
                     if (!graph.would_cycle(from.node, to.node)) graph.connect(from, to);
                   }
                 });
}

void NodeEditor::disconnectSelected() {
  const std::vector<NodeId>& chosen = document_.selection();
  std::vector<PortRef> ports;
  for (const Link& link : document_.graph().links) {
    if (std::find(chosen.begin(), chosen.end(), link.to.node) != chosen.end()) ports.push_back(link.to);
  }
  document_.disconnectPorts(ports);
}

void NodeEditor::layOut() {
  const std::vector<NodeId>& chosen = document_.selection();
  const bool all = chosen.size() < 2;
  std::vector<LayoutNode> nodes;
  QRectF before;
  for (const Node& node : document_.graph().nodes) {
    if (!all && std::find(chosen.begin(), chosen.end(), node.id) == chosen.end()) continue;
    const NodeItem* item = scene_->item(node.id);
    if (item == nullptr) continue;
    nodes.push_back({node.id, item->face().size});
    before |= item->nodeRect();
  }
  if (nodes.empty()) return;
  std::map<NodeId, QPointF> positions = scene_->madeUpPositions();
  for (const auto& [id, at] : layeredLayout(document_.graph(), nodes)) {
    positions[id] = QPointF(std::round(before.left()), std::round(before.top())) + at;
  }
  document_.moveNodes(positions);
  if (all) view_->frame();
}

void NodeEditor::nudge(const QPointF& by) {
  const std::vector<NodeId> chosen = document_.selection();
  std::map<NodeId, QPointF> positions;
  for (const NodeId& id : chosen) {
    if (const NodeItem* item = scene_->item(id)) positions[id] = item->pos() + by;
  }
  // Steps of one stretch are one undo step.
  document_.edit(
      tr("Move nodes"), GraphChange::Layout,
      [&](Graph& graph) {
        for (const auto& [id, at] : positions) {
          if (Node* node = graph.find(id)) node->position = NodePosition{at.x(), at.y()};
        }
      },
      QStringLiteral("nudge"));
}

void NodeEditor::openMenu(const QPoint& global, const QPointF& scene) {
  const NodeItem* node = scene_->nodeAt(scene);
  QMenu menu(this);
  if (node != nullptr) {
    const std::vector<NodeId>& chosen = document_.selection();
    if (std::find(chosen.begin(), chosen.end(), node->id()) == chosen.end()) {
      document_.setSelection({node->id()}, node->id());
    }
  } else {
    const WireItem* wire = scene_->wireAt(scene, 6 / view_->zoom());
    if (wire != nullptr) {
      const Link link = wire->link();
      document_.setSelection({});
      scene_->selectWire(link.to);
      connect(menu.addAction(tr("Insert node…")), &QAction::triggered, this, [this, global, scene, link] {
        openPaletteAt(global, GraphView::nodeCornerFor(scene), link.from, link.to);
      });
      connect(menu.addAction(tr("Cut this link")), &QAction::triggered, this,
              [this, link] { document_.disconnectPort(link.to); });
      menu.addSeparator();
    }
  }
  for (QAction* action : actions_->menu()) {
    if (action != nullptr) {
      menu.addAction(action);
    } else {
      menu.addSeparator();
    }
  }
  menu.exec(global);
}

}  // namespace lightbench::ui
