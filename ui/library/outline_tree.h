// The nodes of the graph, each after what it reads, under one row for the whole with the wall time of the run. The
// selection is the document's. F2 renames, D or M bypasses, Delete removes (with Ctrl it heals the wire).
#pragma once

#include <QTreeWidget>

#include <optional>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/library/outline_reading.h"

namespace lightbench::ui {

class OutlineTree : public QTreeWidget {
  Q_OBJECT
 public:
  OutlineTree(Document& document, EngineBridge& bridge, QWidget* parent = nullptr);

  std::vector<NodeId> order() const;  // as shown
  QTreeWidgetItem* itemOf(const NodeId& id) const;
  OutlineReading reading(const NodeId& id) const;
  double slowest() const { return slowest_ms_; }  // what a full bar stands for
  QString wallText() const;                       // of the last run; empty before the first and where no node could run

  void renameCurrent();
  void toggleBypass();
  void removeSelected(bool heal);

  // For the delegate.
  const Document& document() const { return document_; }
  NodeId idOf(const QModelIndex& index) const;  // empty for the row of the whole

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void rebuild();
  void refresh();  // words and titles of the rows that are there
  void takeSelection();
  void giveSelection();

  Document& document_;
  EngineBridge& bridge_;
  double slowest_ms_ = 0;
  bool following_ = false;  // the document changes the rows, not the user
};

}  // namespace lightbench::ui
