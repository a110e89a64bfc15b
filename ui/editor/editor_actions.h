// Every key of the graph as an action, so that the window's menus, the context menu and the shortcuts are one list.
// The shortcuts answer only while the canvas has the focus.
#pragma once

#include <QAction>
#include <QObject>

#include <functional>
#include <vector>

namespace lightbench::ui {

enum class EditorCommand {
  kAddNode,
  kFindNode,
  kShowInA,
  kShowInB,
  kRename,
  kBypass,
  kConnect,     // the selection, in the order it was chosen
  kDisconnect,  // everything that feeds the selection
  kDuplicate,
  kDuplicateWithInputs,
  kDelete,
  kDeleteAndHeal,
  kSelectAll,
  kSelectNone,
  kLayOut,
  kFrame,
  kFrameAll,
  kZoomIn,
  kZoomOut,
  kZoomReset,
  kNudgeLeft,
  kNudgeRight,
  kNudgeUp,
  kNudgeDown,
};

class EditorActions : public QObject {
  Q_OBJECT
 public:
  // Adds the actions to `scope`, the widget within which their keys work.
  explicit EditorActions(QWidget* scope);

  QAction* action(EditorCommand command) const { return actions_[static_cast<size_t>(command)]; }
  // In menu order; null stands for a separator. Without the nudges.
  QList<QAction*> menu() const;

 private:
  std::vector<QAction*> actions_;
};

}  // namespace lightbench::ui
