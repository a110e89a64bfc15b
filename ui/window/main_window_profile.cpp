// The docks at the bottom, where a run is looked at; the workspaces; what the Profile menu does.
#include <QDockWidget>
#include <QMenu>
#include <QSplitter>

#include "ui/controls/segments.h"
#include "ui/profile/flame_view.h"
#include "ui/profile/open_trace.h"
#include "ui/profile/profile_table.h"
#include "ui/profile/timeline_panel.h"
#include "ui/theme/style.h"
#include "ui/window/dock_title.h"
#include "ui/window/main_window.h"
#include "ui/window/menu_row.h"
#include "ui/window/profile_docks.h"
#include "ui/window/trace_commands.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

constexpr int kBottomHeight = 216;
constexpr int kProfileWorkspace = 1;
constexpr int kTableHeight = 250;
constexpr int kTimelineHeight = 290;

}  // namespace

void MainWindow::buildProfileDocks() {
  setProperty(kDockTitleTabsProperty, true);
  setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
  profile_ = std::make_unique<ProfileDocks>();
  profile_->trace = new OpenTrace(this);
  profile_->timeline = new TimelinePanel(document_, bridge_, *profile_->trace, engine_.workers.threads());
  profile_->table = new ProfileTable(document_, bridge_, *profile_->trace, actions_->exportTable);
  profile_->flame = new FlameView(document_, bridge_, *profile_->trace);
  const auto add = [this](const QString& title, const char* name, QWidget* panel) {
    return addDock(title, name, panel, Qt::BottomDockWidgetArea, {});
  };
  profile_->timelineDock = add(tr("Timeline"), "timelineDock", profile_->timeline);
  profile_->tableDock = add(tr("Table"), "tableDock", profile_->table);
  profile_->flameDock = add(tr("Flame"), "flameDock", profile_->flame);
  tabifyDockWidget(profile_->timelineDock, profile_->tableDock);
  tabifyDockWidget(profile_->tableDock, profile_->flameDock);
  profile_->timelineDock->raise();
  resizeDocks({profile_->timelineDock}, {kBottomHeight}, Qt::Vertical);
  auto* title = static_cast<DockTitle*>(profile_->timelineDock->titleBarWidget());
  const auto note = [this, title] { title->setNote(profile_->timeline->note()); };
  connect(profile_->timeline, &TimelinePanel::noteChanged, title, note);
  note();
}

// Every title shows the docks that share its place.
void MainWindow::refreshDockTabs() {
  for (QDockWidget* dock : std::as_const(docks_)) {
    auto* title = qobject_cast<DockTitle*>(dock->titleBarWidget());
    if (!title) continue;
    const QList<QDockWidget*> beside = tabifiedDockWidgets(dock);
    QList<QDockWidget*> group;
    for (QDockWidget* other : std::as_const(docks_)) {
      const bool shares = beside.contains(other) && !other->isHidden() && !other->isFloating();
      if (other == dock || shares) group << other;
    }
    title->setGroup(group);
  }
}

void MainWindow::showWorkspace(int index) {
  restoreState(builtState_);
  centre_->setSizes({500, 500});
  if (index == kProfileWorkspace) {
    for (const char* side : {"libraryDock", "outlineDock"}) findChild<QDockWidget*>(side)->hide();
    // The table above the timeline, whose place the flame view shares.
    splitDockWidget(profile_->tableDock, profile_->timelineDock, Qt::Vertical);
    tabifyDockWidget(profile_->timelineDock, profile_->flameDock);
    profile_->timelineDock->raise();
    resizeDocks({profile_->tableDock, profile_->timelineDock}, {kTableHeight, kTimelineHeight}, Qt::Vertical);
  }
  menuRow_->workspaces()->setCurrentIndex(index);
  refreshDockTabs();
}

void MainWindow::connectProfile() {
  traces_ = new TraceCommands(document_, bridge_, settings_, *messages_, *profile_, this);
  const auto shows = [this](QAction* action, QDockWidget* dock) {
    connect(action, &QAction::triggered, this, [dock] {
      dock->show();
      dock->raise();
      dock->widget()->setFocus(Qt::ShortcutFocusReason);
    });
  };
  shows(actions_->showTimeline, profile_->timelineDock);
  shows(actions_->showTable, profile_->tableDock);
  shows(actions_->showFlame, profile_->flameDock);
  connect(actions_->openTrace, &QAction::triggered, traces_, &TraceCommands::askAndOpen);
  connect(actions_->closeTrace, &QAction::triggered, profile_->trace, &OpenTrace::close);
  connect(actions_->exportTrace, &QAction::triggered, traces_, &TraceCommands::askAndExportTrace);
  connect(actions_->showExport, &QAction::triggered, traces_, &TraceCommands::showExport);
  connect(actions_->exportTable, &QAction::triggered, traces_, &TraceCommands::askAndExportTable);
  const auto refresh = [this] {
    const bool open = profile_->trace->trace() != nullptr;
    actions_->closeTrace->setEnabled(open);
    actions_->exportTrace->setEnabled(bridge_.report() != nullptr || !profile_->trace->unsaved().empty());
    actions_->exportTable->setEnabled(open || bridge_.report() != nullptr);
    actions_->showExport->setEnabled(!bridge_.exportTrace().empty());
  };
  connect(profile_->trace, &OpenTrace::changed, this, refresh);
  connect(&bridge_, &EngineBridge::exportFinished, this, refresh);
  connect(&bridge_, &EngineBridge::reportChanged, this, refresh);
  refresh();
}

}  // namespace lightbench::ui
