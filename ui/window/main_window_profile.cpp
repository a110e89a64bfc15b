// The docks at the bottom, where a run is looked at; the workspaces; what the Profile menu does.
#include <QDockWidget>
#include <QMenu>
#include <QSplitter>

#include "ui/controls/segments.h"
#include "ui/inspector/inspector.h"
#include "ui/profile/compare_panel.h"
#include "ui/profile/flame_view.h"
#include "ui/profile/open_trace.h"
#include "ui/profile/profile_table.h"
#include "ui/profile/race_dialog.h"
#include "ui/profile/sessions_panel.h"
#include "ui/profile/timeline_panel.h"
#include "ui/profile/trend_panel.h"
#include "ui/theme/format.h"
#include "ui/theme/style.h"
#include "ui/window/dock_title.h"
#include "ui/window/main_window.h"
#include "ui/window/menu_row.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/session_commands.h"
#include "ui/window/trace_commands.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

constexpr int kBottomHeight = 216;
constexpr int kCompareWorkspace = 1;
constexpr int kProfileWorkspace = 2;
constexpr int kCompareHeight = 460;
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
  buildSessionsDock();
  buildCompareDocks();
  profile_->race = std::make_unique<NodeRace>(engine_, document_, bridge_);
  profile_->raceDialog = new RaceDialog(document_, *profile_->race, this);
  profile_->timelineDock->raise();
  resizeDocks({profile_->timelineDock}, {kBottomHeight}, Qt::Vertical);
  auto* title = static_cast<DockTitle*>(profile_->timelineDock->titleBarWidget());
  const auto note = [this, title] { title->setNote(profile_->timeline->note()); };
  connect(profile_->timeline, &TimelinePanel::noteChanged, title, note);
  note();
}

void MainWindow::buildCompareDocks() {
  profile_->compare = new ComparePanel(document_, sessions_->store());
  profile_->trends = new TrendPanel(document_, sessions_->store(), actions_->saveTrends);
  profile_->compareDock = addDock(tr("Compare"), "compareDock", profile_->compare, Qt::BottomDockWidgetArea, {});
  profile_->trendDock = addDock(tr("Trends"), "trendDock", profile_->trends, Qt::BottomDockWidgetArea, {});
  tabifyDockWidget(profile_->sessionsDock, profile_->compareDock);
  tabifyDockWidget(profile_->compareDock, profile_->trendDock);
  const auto compare = [this](const QString& base, const QString& current) {
    profile_->compare->compare(base, current);
    actions_->showCompare->trigger();
  };
  connect(profile_->trends, &TrendPanel::compareRequested, this, compare);
  connect(profile_->sessions, &SessionsPanel::compareRequested, this, compare);
  // The comparison stays behind, so that the other side can be chosen next.
  connect(profile_->sessions, &SessionsPanel::baseChosen, this, [this](const QString& path) {
    profile_->compare->setBase(path);
    messages_->say(MessageKind::kNews, tr("Chosen as the base of the comparison, which Shift+F6 shows"));
  });
  connect(profile_->sessions, &SessionsPanel::currentChosen, this, [this](const QString& path) {
    profile_->compare->setCurrent(path);
    messages_->say(MessageKind::kNews, tr("Chosen as the new side of the comparison, which Shift+F6 shows"));
  });
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

// The table above, the timeline below it, whose place all others share. Qt splits no place that has tabs, so the others
// leave it first.
void MainWindow::standBelowTable() {
  QList<QDockWidget*> below;
  for (QDockWidget* dock : std::as_const(docks_)) {
    if (dock != profile_->tableDock && dockWidgetArea(dock) == Qt::BottomDockWidgetArea) below << dock;
  }
  for (QDockWidget* dock : std::as_const(below)) removeDockWidget(dock);
  splitDockWidget(profile_->tableDock, profile_->timelineDock, Qt::Vertical);
  for (QDockWidget* dock : std::as_const(below)) {
    if (dock != profile_->timelineDock) tabifyDockWidget(profile_->timelineDock, dock);
    dock->show();
  }
}

void MainWindow::showWorkspace(int index) {
  restoreState(builtState_);
  centre_->setSizes({500, 500});
  if (index == kCompareWorkspace) {
    for (const char* side : {"libraryDock", "outlineDock", "inspectorDock"}) findChild<QDockWidget*>(side)->hide();
    profile_->compareDock->raise();
    resizeDocks({profile_->compareDock}, {kCompareHeight}, Qt::Vertical);
  }
  if (index == kProfileWorkspace) {
    for (const char* side : {"libraryDock", "outlineDock"}) findChild<QDockWidget*>(side)->hide();
    standBelowTable();
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
  shows(actions_->showSessions, profile_->sessionsDock);
  shows(actions_->showCompare, profile_->compareDock);
  shows(actions_->showTrends, profile_->trendDock);
  connect(actions_->saveTrends, &QAction::triggered, traces_, &TraceCommands::askAndSaveTrends);
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
  connectRace();
}

void MainWindow::connectRace() {
  connect(inspector_, &Inspector::raceAsked, profile_->raceDialog, &RaceDialog::raceNode);
  connect(actions_->raceNode, &QAction::triggered, this,
          [this] { profile_->raceDialog->raceNode(document_.currentNode()); });
  const auto refresh = [this] {
    actions_->raceNode->setEnabled(raceProblem(document_, document_.currentNode()).isEmpty());
  };
  connect(&document_, &Document::selectionChanged, this, refresh);
  connect(&document_, &Document::graphChanged, this, refresh);
  refresh();
  const auto say = [this](double fraction) {
    const QString node = document_.titleOf(profile_->raceDialog->node());
    raceWords_ = tr("Racing %1: %2").arg(node, formatShare(fraction));
    refreshState();
  };
  connect(profile_->race.get(), &NodeRace::started, this, [say] { say(0); });
  connect(profile_->race.get(), &NodeRace::progress, this, [say](const QString&, double fraction) { say(fraction); });
  connect(profile_->race.get(), &NodeRace::ended, this, &MainWindow::refreshState);
}

}  // namespace lightbench::ui
