// The menus of the window and what each action does.
#include <QApplication>
#include <QMenu>
#include <QMenuBar>

#include "ui/controls/segments.h"
#include "ui/editor/graph_scene.h"
#include "ui/editor/node_editor.h"
#include "ui/library/library_dock.h"
#include "ui/window/baseline_combo.h"
#include "ui/window/command_palette.h"
#include "ui/window/file_commands.h"
#include "ui/window/help_dialogs.h"
#include "ui/window/main_window.h"
#include "ui/window/menu_row.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/session_commands.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

constexpr int kTypeStep = 10;

void checkData(const QActionGroup* group, const QVariant& data) {
  for (QAction* action : group->actions()) {
    if (action->data() == data) action->setChecked(true);
  }
}

QMenu* addMenu(QWidget* bar, const QString& title, const char* name) {
  auto* menu = new QMenu(title, bar);
  menu->setObjectName(QString::fromLatin1(name));
  menu->setToolTipsVisible(true);
  return menu;
}

QMenu* addChoices(QMenu* menu, const QString& title, const QActionGroup* group) {
  QMenu* choices = menu->addMenu(title);
  choices->setToolTipsVisible(true);
  choices->addActions(group->actions());
  return choices;
}

}  // namespace

void MainWindow::buildMenus() {
  QMenuBar* bar = menuRow_->menuBar();
  const auto add = [&](const QString& title, const char* name) {
    QMenu* menu = addMenu(bar, title, name);
    bar->addMenu(menu);
    return menu;
  };
  buildFileMenu(add(tr("&File"), "fileMenu"));
  buildEditMenu(add(tr("&Edit"), "editMenu"));
  buildViewMenu(add(tr("&View"), "viewMenu"));
  buildGraphMenu(add(tr("&Graph"), "graphMenu"));
  buildRunMenu(add(tr("&Run"), "runMenu"));
  buildProfileMenu(add(tr("&Profile"), "profileMenu"));
  buildHelpMenu(add(tr("&Help"), "helpMenu"));
}

void MainWindow::buildFileMenu(QMenu* menu) {
  menu->addAction(actions_->newPipeline);
  menu->addAction(actions_->open);
  QMenu* recent = menu->addMenu(tr("Open &recent"));
  recent->setToolTipsVisible(true);
  connect(recent, &QMenu::aboutToShow, this, [this, recent] { files_->fillRecentMenu(*recent); });
  menu->addAction(actions_->openSample);
  menu->addSeparator();
  menu->addAction(actions_->save);
  menu->addAction(actions_->saveAs);
  menu->addAction(actions_->savePreset);
  menu->addSeparator();
  menu->addAction(actions_->importPicture);
  menu->addAction(actions_->exportOutputs);
  menu->addSeparator();
  menu->addAction(actions_->quit);
}

void MainWindow::buildRunMenu(QMenu* menu) {
  menu->addAction(actions_->live);
  menu->addAction(actions_->run);
  menu->addAction(actions_->stop);
  menu->addSeparator();
  addChoices(menu, tr("&Device"), actions_->devices);
  menu->addAction(actions_->measureDevices);
  addChoices(menu, tr("&Latency budget"), actions_->budgets);
  addChoices(menu, tr("&Precision"), actions_->precisions);
}

void MainWindow::buildProfileMenu(QMenu* menu) {
  addChoices(menu, tr("&Overlay"), actions_->overlays);
  menu->addAction(actions_->nextOverlay);
  menu->addSeparator();
  menu->addAction(actions_->record);
  menu->addAction(actions_->recordWith);
  menu->addAction(actions_->importSession);
  menu->addSeparator();
  menu->addAction(actions_->pinBaseline);
  menu->addAction(actions_->unpinBaseline);
  menu->addMenu(baseline_->menu());
  menu->addSeparator();
  menu->addAction(actions_->showTimeline);
  menu->addAction(actions_->showTable);
  menu->addAction(actions_->showFlame);
  menu->addAction(actions_->showSessions);
  menu->addAction(actions_->showCompare);
  menu->addAction(actions_->showTrends);
  menu->addAction(actions_->raceNode);
  menu->addSeparator();
  menu->addAction(actions_->openTrace);
  menu->addAction(actions_->showExport);
  menu->addAction(actions_->closeTrace);
  menu->addSeparator();
  menu->addAction(actions_->exportTrace);
  menu->addAction(actions_->exportTable);
  menu->addAction(actions_->saveTrends);
}

void MainWindow::buildHelpMenu(QMenu* menu) {
  menu->addAction(actions_->keys);
  menu->addAction(actions_->commands);
  menu->addSeparator();
  menu->addAction(actions_->about);
}

void MainWindow::connectActions() {
  const auto on = [this](QAction* action, auto&& run) {
    connect(action, &QAction::triggered, this, std::forward<decltype(run)>(run));
  };
  on(actions_->newPipeline, [this] { files_->newPipeline(); });
  on(actions_->open, [this] { files_->askAndOpen(); });
  on(actions_->openSample, [this] { files_->openSample(); });
  on(actions_->save, [this] { files_->save(); });
  on(actions_->saveAs, [this] { files_->askAndSaveAs(); });
  on(actions_->savePreset, [this] { library_->saveAsPreset(); });
  on(actions_->importPicture, [this] { files_->askAndImport(); });
  on(actions_->exportOutputs, [this] { files_->exportOutputs(); });
  on(actions_->measureDevices, [this] { bridge_.measureDevices(); });
  on(actions_->quit, [this] { close(); });
  on(actions_->undo, [this] { document_.undoStack()->undo(); });
  on(actions_->redo, [this] { document_.undoStack()->redo(); });
  on(actions_->commands, [this] { openCommands(); });
  connect(menuRow_->commandButton(), &QAbstractButton::clicked, this, [this] { openCommands(); });
  on(actions_->restorePanels, [this] { showWorkspace(menuRow_->workspaces()->currentIndex()); });
  on(actions_->fullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
  on(actions_->keys, [this] { showKeys(*menuRow_->menuBar(), this); });
  on(actions_->about, [this] { showAbout(this); });

  QUndoStack* undo = document_.undoStack();
  const auto nameUndo = [this, undo] {
    actions_->undo->setEnabled(undo->canUndo());
    actions_->redo->setEnabled(undo->canRedo());
    actions_->undo->setText(undo->canUndo() ? tr("&Undo: %1").arg(undo->undoText()) : tr("&Undo"));
    actions_->redo->setText(undo->canRedo() ? tr("&Redo: %1").arg(undo->redoText()) : tr("&Redo"));
    WindowActions::describe(actions_->undo);
    WindowActions::describe(actions_->redo);
  };
  connect(undo, &QUndoStack::indexChanged, this, nameUndo);
  connect(undo, &QUndoStack::cleanChanged, this, nameUndo);
  nameUndo();
  connect(actions_->overlays, &QActionGroup::triggered, this,
          [this](const QAction* action) { editor_->setOverlay(static_cast<Overlay>(action->data().toInt())); });
  connect(actions_->nextOverlay, &QAction::triggered, editor_, &NodeEditor::cycleOverlay);
  connect(editor_->scene(), &GraphScene::facesChanged, this,
          [this] { checkData(actions_->overlays, static_cast<int>(editor_->overlay())); });
  checkData(actions_->overlays, static_cast<int>(editor_->overlay()));
  connectLook();
  connectRun();
  connectStatus();
  connectBaseline();
  connectProfile();
  connectSessions();
}

void MainWindow::connectBaseline() {
  ProfileKeeper& profile = bridge_.profile();
  connect(actions_->pinBaseline, &QAction::triggered, this, [this, &profile] {
    const Status pinned = profile.pinBaseline();
    if (!pinned) {
      messages_->say(MessageKind::kWarning, QString::fromStdString(pinned.error().message()));
      return;
    }
    messages_->say(MessageKind::kNews, document_.path().isEmpty()
                                           ? tr("Baseline pinned; it is kept once the pipeline is saved")
                                           : tr("Baseline pinned, %1").arg(profile.baselineName()));
  });
  connect(actions_->unpinBaseline, &QAction::triggered, this, [&profile] { profile.unpinBaseline(); });
  connect(&profile, &ProfileKeeper::baselineChanged, this, &MainWindow::refreshBaseline);
  refreshBaseline();
}

void MainWindow::refreshBaseline() { actions_->unpinBaseline->setEnabled(bridge_.profile().baseline() != nullptr); }

void MainWindow::connectLook() {
  checkData(actions_->themes, static_cast<int>(settings_.themeMode()));
  checkData(actions_->densities, static_cast<int>(settings_.density()));
  actions_->reduceMotion->setChecked(settings_.reduceMotion());
  connect(actions_->themes, &QActionGroup::triggered, this, [this](const QAction* action) {
    settings_.setThemeMode(static_cast<ThemeMode>(action->data().toInt()));
    settings_.applyLook();
  });
  connect(actions_->densities, &QActionGroup::triggered, this, [this](const QAction* action) {
    settings_.setDensity(static_cast<Density>(action->data().toInt()));
    settings_.applyLook();
  });
  connect(actions_->reduceMotion, &QAction::triggered, this, [this](bool reduce) {
    settings_.setReduceMotion(reduce);
    settings_.applyLook();
  });
  const auto setType = [this](int percent) {
    settings_.setTypePercent(std::clamp(percent, 80, 150));
    settings_.applyLook();
    actions_->largerText->setEnabled(settings_.typePercent() < 150);
    actions_->smallerText->setEnabled(settings_.typePercent() > 80);
  };
  connect(actions_->largerText, &QAction::triggered, this, [=, this] { setType(settings_.typePercent() + kTypeStep); });
  connect(actions_->smallerText, &QAction::triggered, this,
          [=, this] { setType(settings_.typePercent() - kTypeStep); });
  connect(actions_->normalText, &QAction::triggered, this, [=] { setType(100); });
}

void MainWindow::connectRun() {
  connect(actions_->live, &QAction::toggled, &bridge_, &EngineBridge::setLive);
  connect(&bridge_, &EngineBridge::liveChanged, actions_->live, &QAction::setChecked);
  connect(actions_->run, &QAction::triggered, &bridge_, &EngineBridge::run);
  connect(actions_->stop, &QAction::triggered, this, [this] {
    // What waits for the end of a measurement is not what is to be stopped.
    if (!bridge_.isHeld()) return bridge_.cancel();
    sessions_->stop();
    profile_->race->cancel();
  });

  bridge_.setLatencyBudget(settings_.latencyBudgetMs());
  checkData(actions_->budgets, settings_.latencyBudgetMs());
  connect(actions_->budgets, &QActionGroup::triggered, this, [this](const QAction* action) {
    settings_.setLatencyBudgetMs(action->data().toDouble());
    bridge_.setLatencyBudget(action->data().toDouble());
    refreshFacts();
  });
  connect(actions_->precisions, &QActionGroup::triggered, this, [this](const QAction* action) {
    document_.edit(tr("Precision %1").arg(action->text()), GraphChange::Structure,
                   [&](Graph& graph) { graph.settings.precision = static_cast<Precision>(action->data().toInt()); });
  });
  connect(actions_->devices, &QActionGroup::triggered, this, [this](const QAction* action) {
    document_.edit(tr("Device %1").arg(action->text()), GraphChange::Structure,
                   [&](Graph& graph) { graph.settings.backend = static_cast<Backend>(action->data().toInt()); });
  });
  connect(&document_, &Document::graphChanged, this, &MainWindow::refreshRunChoices);
  refreshRunChoices();
}

void MainWindow::refreshRunChoices() {
  checkData(actions_->precisions, static_cast<int>(document_.graph().settings.precision));
  checkData(actions_->devices, static_cast<int>(document_.graph().settings.backend));
}

}  // namespace lightbench::ui
