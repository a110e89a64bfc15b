// The open pipeline: graph, file, undo stack and selection. Every edit of every panel goes through here.
//
// An edit copies the graph, changes the copy and pushes both as one undo command; undoing puts the old value back.
// Edits with the same merge key that follow each other (the steps of one slider drag) become one undo step. Panels
// listen to graphChanged and never keep a second copy of the truth. View changes (zoom, viewed node, overlay) are not
// edits and never come here.
#pragma once

#include <QObject>
#include <QPointF>
#include <QStringList>
#include <QUndoStack>

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "engine/graph/operator_def.h"
#include "engine/graph/pipeline_file.h"

namespace lightbench::ui {

// What an edit touched, from least to most work for a panel.
enum class GraphChange {
  Layout,      // positions, labels: the picture is the same
  Params,      // parameter values, bypass, backend
  Structure,   // nodes, links, settings
  Everything,  // another document
};

class Document : public QObject {
  Q_OBJECT
 public:
  explicit Document(const OperatorRegistry& registry, QObject* parent = nullptr);

  const Graph& graph() const { return graph_; }
  const OperatorRegistry& registry() const { return registry_; }
  QUndoStack* undoStack() { return &undo_; }

  // The label of a node as panels show it: its own, else its type's, else its type id.
  QString titleOf(const NodeId& id) const;
  const OperatorDef* defOf(const NodeId& id) const;  // null for an unknown type

  // File. Errors come back as values; the caller shows them.
  QString path() const { return path_; }  // empty: never saved
  QString displayName() const;            // file name, or the pipeline's name, or "Untitled"
  bool isModified() const { return !undo_.isClean(); }
  bool isReadOnly() const { return readOnly_; }  // written by a newer version
  Status open(const QString& path);
  Status save(const QString& path);  // relative file parameters stay relative to the file
  // Takes a graph as a new, unsaved document (sample, preset). The undo stack is cleared.
  void adopt(Graph graph, const QString& path = {}, bool readOnly = false);

  // Edits. Each is one undo step named for the menu ("Add Gaussian blur").
  void edit(const QString& text, GraphChange change, const std::function<void(Graph&)>& change_graph,
            const QString& mergeKey = {});
  NodeId addNode(const QString& type, const QPointF& position);
  // Adds and links in one step: `from` feeds the new node's first fitting input, its first output feeds `to`; either
  // may be empty. When both are given, the old link from → to is replaced (insert on wire).
  NodeId addLinkedNode(const QString& type, const QPointF& position, const PortRef& from, const PortRef& to);
  void removeNodes(const std::vector<NodeId>& ids, bool heal);  // heal: what fed a node feeds its readers
  // `shownAt`: where nodes without a position of their own are drawn.
  std::vector<NodeId> duplicateNodes(const std::vector<NodeId>& ids, bool keepInputs,
                                     const std::map<NodeId, QPointF>& shownAt = {});
  void moveNodes(const std::map<NodeId, QPointF>& positions);
  void connectPorts(const PortRef& from, const PortRef& to);
  void disconnectPort(const PortRef& to);
  void disconnectPorts(const std::vector<PortRef>& to);
  // What feeds `old_to` feeds `new_to` instead.
  void moveLink(const PortRef& old_to, const PortRef& new_to);
  // Takes nodes out of their wires, which are healed, and places them.
  void detachNodes(const std::vector<NodeId>& ids, const std::map<NodeId, QPointF>& positions);
  // Puts a node that has no links between the two ends of the link into `to`.
  bool canInsertOnLink(const NodeId& id, const PortRef& to) const;
  void insertOnLink(const NodeId& id, const PortRef& to, const std::map<NodeId, QPointF>& positions);
  void setBypass(const std::vector<NodeId>& ids, bool bypass);
  void setLabel(const NodeId& id, const QString& label);
  void setBackend(const NodeId& id, Backend backend);
  // One drag is one undo step: `scrubbing` edits of the same parameter merge until one comes without it.
  void setParam(const NodeId& id, const std::string& param, const ParamValue& value, bool scrubbing = false);
  void resetParam(const NodeId& id, const std::string& param);

  // While graphChanged is emitted: the graph before is merged away, no undo leads back to it.
  bool isWithinGesture() const { return withinGesture_; }

  // Why a link may not be made, in words; empty when it may (types fit, no cycle, ports exist).
  QString linkProblem(const PortRef& from, const PortRef& to) const;

  // Selection, shared by graph, outline and inspector. `current` is the one the inspector shows.
  const std::vector<NodeId>& selection() const { return selection_; }
  NodeId currentNode() const { return current_; }
  void setSelection(const std::vector<NodeId>& ids, const NodeId& current = {});

 Q_SIGNALS:
  void graphChanged(lightbench::ui::GraphChange change);
  void selectionChanged();
  void fileChanged();  // path, name or read-only state
  void modifiedChanged(bool modified);

 private:
  class GraphCommand;
  void apply(std::shared_ptr<const Graph> graph, GraphChange change);
  void endDrag();
  void dropVanishedSelection();
  void healAround(Graph& graph, const NodeId& id) const;
  QString countedTitle(const std::vector<NodeId>& ids) const;  // "Gaussian blur", "3 nodes"

  const OperatorRegistry& registry_;
  Graph graph_;
  std::shared_ptr<const Graph> snapshot_;  // the same graph, as the undo commands share it
  QUndoStack undo_;
  QString path_;
  bool readOnly_ = false;
  std::vector<NodeId> selection_;
  NodeId current_;
  QString openMergeKey_;  // the drag in progress
  bool withinGesture_ = false;
  int drag_ = 0;  // its number: two drags of one slider stay two undo steps
};

}  // namespace lightbench::ui

Q_DECLARE_METATYPE(lightbench::ui::GraphChange)
