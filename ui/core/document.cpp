#include "ui/core/document.h"

#include <QFileInfo>
#include <QUndoCommand>

#include <algorithm>
#include <filesystem>

#include "ui/core/file_parameters.h"

namespace lightbench::ui {

namespace {

// Enough to go back through a day's work; each step holds one graph.
constexpr int kUndoSteps = 1000;

std::string folderOf(const QString& path) {
  return std::filesystem::path(path.toStdString()).lexically_normal().parent_path().string();
}

QString absolutePath(const QString& path) { return QFileInfo(path).absoluteFilePath(); }

}  // namespace

// One edit: the graphs before and after it. Neighbouring commands share the graph between them.
class Document::GraphCommand : public QUndoCommand {
 public:
  GraphCommand(Document& document, const QString& text, GraphChange change, std::shared_ptr<const Graph> before,
               std::shared_ptr<const Graph> after, int drag)
      : QUndoCommand(text),
        document_(document),
        change_(change),
        before_(std::move(before)),
        after_(std::move(after)),
        drag_(drag) {}

  int id() const override { return drag_ > 0 ? 1 : -1; }

  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = static_cast<const GraphCommand*>(other);
    if (next->drag_ != drag_) return false;
    after_ = next->after_;
    change_ = std::max(change_, next->change_);
    setObsolete(*before_ == *after_);  // dragged back to where it came from: nothing to undo
    return true;
  }

  void undo() override { document_.apply(before_, change_); }
  void redo() override { document_.apply(after_, change_); }

 private:
  Document& document_;
  GraphChange change_;
  std::shared_ptr<const Graph> before_;
  std::shared_ptr<const Graph> after_;
  int drag_;
};

Document::Document(const OperatorRegistry& registry, QObject* parent)
    : QObject(parent), registry_(registry), snapshot_(std::make_shared<Graph>()) {
  qRegisterMetaType<GraphChange>();
  undo_.setUndoLimit(kUndoSteps);
  connect(&undo_, &QUndoStack::cleanChanged, this, [this](bool clean) { Q_EMIT modifiedChanged(!clean); });
}

const OperatorDef* Document::defOf(const NodeId& id) const {
  const Node* node = graph_.find(id);
  return node ? registry_.find(node->type) : nullptr;
}

QString Document::titleOf(const NodeId& id) const {
  const Node* node = graph_.find(id);
  if (!node) return QString::fromStdString(id);
  if (!node->label.empty()) return QString::fromStdString(node->label);
  const OperatorDef* def = registry_.find(node->type);
  return QString::fromStdString(def && !def->label.empty() ? def->label : node->type);
}

QString Document::displayName() const {
  if (!path_.isEmpty()) return QFileInfo(path_).fileName();
  return graph_.name.empty() ? tr("Untitled") : QString::fromStdString(graph_.name);
}

Status Document::open(const QString& path) {
  const QString full = absolutePath(path);
  Result<LoadedPipeline> loaded = load_pipeline(full.toStdString(), registry_);
  if (!loaded) return loaded.error();
  adopt(std::move(loaded->graph), full, loaded->newer_version);
  return {};
}

Status Document::save(const QString& path) {
  const QString full = absolutePath(path);
  if (readOnly_ && full == path_) {
    return invalid("the file was written by a newer version of Lightbench", "file " + full.toStdString(),
                   "save it under another name, or update Lightbench");
  }
  Graph moved = graph_;
  moveToFolder(moved, registry_, folderOf(full));
  const Status status = save_pipeline(moved, full.toStdString());
  if (!status) return status;
  const bool pathsChanged = !(moved == graph_);
  path_ = full;
  readOnly_ = false;
  endDrag();
  undo_.setClean();
  // Not an edit: the same files under other names. Undo goes back to graphs that carry their own folder.
  if (pathsChanged) apply(std::make_shared<const Graph>(std::move(moved)), GraphChange::Params);
  Q_EMIT fileChanged();
  return {};
}

void Document::adopt(Graph graph, const QString& path, bool readOnly) {
  endDrag();
  undo_.clear();
  path_ = path.isEmpty() ? QString() : absolutePath(path);
  readOnly_ = readOnly;
  if (!path_.isEmpty()) graph.base_folder = folderOf(path_);
  selection_.clear();
  current_.clear();
  apply(std::make_shared<const Graph>(std::move(graph)), GraphChange::Everything);
  Q_EMIT selectionChanged();
  Q_EMIT fileChanged();
}

void Document::edit(const QString& text, GraphChange change, const std::function<void(Graph&)>& changeGraph,
                    const QString& mergeKey) {
  const bool goesOn = !mergeKey.isEmpty() && mergeKey == openMergeKey_;
  if (!goesOn) {
    endDrag();
    if (!mergeKey.isEmpty()) {
      openMergeKey_ = mergeKey;
      ++drag_;
    }
  }
  auto after = std::make_shared<Graph>(graph_);
  changeGraph(*after);
  if (*after == graph_) return;
  withinGesture_ = goesOn;
  undo_.push(new GraphCommand(*this, text, change, snapshot_, std::move(after), mergeKey.isEmpty() ? 0 : drag_));
  withinGesture_ = false;
}

void Document::endDrag() { openMergeKey_.clear(); }

void Document::apply(std::shared_ptr<const Graph> graph, GraphChange change) {
  graph_ = *graph;
  snapshot_ = std::move(graph);
  dropVanishedSelection();
  Q_EMIT graphChanged(change);
}

void Document::setSelection(const std::vector<NodeId>& ids, const NodeId& current) {
  std::vector<NodeId> present;
  for (const NodeId& id : ids) {
    if (graph_.find(id) && std::find(present.begin(), present.end(), id) == present.end()) present.push_back(id);
  }
  NodeId shown = current;
  if (std::find(present.begin(), present.end(), shown) == present.end()) {
    shown = present.empty() ? NodeId() : present.back();
  }
  if (present == selection_ && shown == current_) return;
  selection_ = std::move(present);
  current_ = std::move(shown);
  Q_EMIT selectionChanged();
}

void Document::dropVanishedSelection() {
  const std::vector<NodeId> kept = selection_;
  setSelection(kept, current_);
}

}  // namespace lightbench::ui
