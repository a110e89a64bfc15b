#include "ui/editor/editor_actions.h"

#include <QWidget>

namespace lightbench::ui {
namespace {

struct ActionRule {
  EditorCommand command;
  const char* text;
  std::initializer_list<const char*> keys;
};

// In the order of EditorCommand.
const ActionRule kRules[] = {
    {EditorCommand::kAddNode, QT_TR_NOOP("Add node…"), {"Tab", "Shift+A"}},
    {EditorCommand::kFindNode, QT_TR_NOOP("Find node…"), {"Ctrl+F"}},
    {EditorCommand::kShowInA, QT_TR_NOOP("Show in A"), {"1"}},
    {EditorCommand::kShowInB, QT_TR_NOOP("Show in B"), {"Shift+1"}},
    {EditorCommand::kRename, QT_TR_NOOP("Rename"), {"F2"}},
    {EditorCommand::kBypass, QT_TR_NOOP("Bypass"), {"D", "M"}},
    {EditorCommand::kConnect, QT_TR_NOOP("Connect selected"), {"C"}},
    {EditorCommand::kDisconnect, QT_TR_NOOP("Disconnect inputs"), {"Shift+C"}},
    {EditorCommand::kDuplicate, QT_TR_NOOP("Duplicate"), {"Ctrl+D"}},
    {EditorCommand::kDuplicateWithInputs, QT_TR_NOOP("Duplicate with inputs"), {"Ctrl+Shift+D"}},
    {EditorCommand::kDelete, QT_TR_NOOP("Delete"), {"Del", "Backspace"}},
    {EditorCommand::kDeleteAndHeal, QT_TR_NOOP("Delete and heal wire"), {"Ctrl+Del", "Ctrl+Backspace"}},
    {EditorCommand::kSelectAll, QT_TR_NOOP("Select all"), {"Ctrl+A"}},
    {EditorCommand::kSelectNone, QT_TR_NOOP("Select none"), {"Ctrl+Shift+A"}},
    {EditorCommand::kLayOut, QT_TR_NOOP("Lay out"), {"L"}},
    {EditorCommand::kFrame, QT_TR_NOOP("Frame selected"), {"F"}},
    {EditorCommand::kFrameAll, QT_TR_NOOP("Frame all"), {"Home"}},
    {EditorCommand::kZoomIn, QT_TR_NOOP("Zoom in"), {"Ctrl++", "Ctrl+="}},
    {EditorCommand::kZoomOut, QT_TR_NOOP("Zoom out"), {"Ctrl+-"}},
    {EditorCommand::kZoomReset, QT_TR_NOOP("Zoom 100 %"), {"Ctrl+0"}},
    {EditorCommand::kNudgeLeft, QT_TR_NOOP("Move left"), {"Ctrl+Left"}},
    {EditorCommand::kNudgeRight, QT_TR_NOOP("Move right"), {"Ctrl+Right"}},
    {EditorCommand::kNudgeUp, QT_TR_NOOP("Move up"), {"Ctrl+Up"}},
    {EditorCommand::kNudgeDown, QT_TR_NOOP("Move down"), {"Ctrl+Down"}},
};

}  // namespace

EditorActions::EditorActions(QWidget* scope) : QObject(scope) {
  for (const ActionRule& rule : kRules) {
    auto* action = new QAction(tr(rule.text), this);
    QList<QKeySequence> keys;
    for (const char* key : rule.keys) keys << QKeySequence(QString::fromLatin1(key));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setObjectName(QStringLiteral("graph.%1").arg(static_cast<int>(rule.command)));
    scope->addAction(action);
    actions_.push_back(action);
  }
}

QList<QAction*> EditorActions::menu() const {
  QList<QAction*> list;
  const auto section = [&](std::initializer_list<EditorCommand> commands) {
    if (!list.isEmpty()) list << nullptr;
    for (const EditorCommand command : commands) list << action(command);
  };
  section({EditorCommand::kAddNode, EditorCommand::kFindNode});
  section({EditorCommand::kShowInA, EditorCommand::kShowInB, EditorCommand::kBypass, EditorCommand::kRename});
  section({EditorCommand::kConnect, EditorCommand::kDisconnect});
  section({EditorCommand::kDuplicate, EditorCommand::kDuplicateWithInputs, EditorCommand::kDelete,
           EditorCommand::kDeleteAndHeal});
  section({EditorCommand::kSelectAll, EditorCommand::kSelectNone, EditorCommand::kLayOut});
  section({EditorCommand::kFrame, EditorCommand::kFrameAll, EditorCommand::kZoomIn, EditorCommand::kZoomOut,
           EditorCommand::kZoomReset});
  return list;
}

}  // namespace lightbench::ui
