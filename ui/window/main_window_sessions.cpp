// Recording from the window, and the panel of recorded sessions.
#include <QDockWidget>

#include "ui/profile/sessions_panel.h"
#include "ui/window/baseline_combo.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/run_bar.h"
#include "ui/window/session_commands.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

void MainWindow::buildSessionsDock() {
  sessions_ = std::make_unique<SessionCommands>(engine_, document_, bridge_, settings_, *messages_, this);
  profile_->sessions = new SessionsPanel(document_, bridge_, sessions_->store(), actions_->importSession);
  profile_->sessionsDock = addDock(tr("Sessions"), "sessionsDock", profile_->sessions, Qt::BottomDockWidgetArea, {});
  tabifyDockWidget(profile_->flameDock, profile_->sessionsDock);
  baseline_ = new BaselineCombo(document_, bridge_.profile(), *sessions_, *actions_);
  runBar_->addControl(baseline_);
}

void MainWindow::connectSessions() {
  connect(actions_->record, &QAction::triggered, this,
          [this] { sessions_->isRecording() ? sessions_->stop() : sessions_->record(); });
  connect(actions_->recordWith, &QAction::triggered, sessions_.get(), &SessionCommands::askAndRecord);
  connect(actions_->importSession, &QAction::triggered, sessions_.get(), &SessionCommands::askAndImport);
  connect(sessions_.get(), &SessionCommands::stateChanged, this, [this] {
    refreshRecording();
    refreshState();
  });
  SessionsPanel* panel = profile_->sessions;
  const auto show = [this, panel](const QString& path) {
    actions_->showSessions->trigger();
    panel->choose(path);
  };
  connect(sessions_.get(), &SessionCommands::added, panel, &SessionsPanel::choose);
  connect(sessions_.get(), &SessionCommands::showRequested, panel, show);
  connect(panel, &SessionsPanel::pinRequested, sessions_.get(), &SessionCommands::pin);
  connect(panel, &SessionsPanel::removeRequested, sessions_.get(), &SessionCommands::askAndRemove);
  connect(panel, &SessionsPanel::folderRequested, sessions_.get(), &SessionCommands::showInFolder);
  connect(panel, &SessionsPanel::problem, this, [this](const Error& error) { messages_->say(error); });
  refreshRecording();
}

void MainWindow::refreshRecording() {
  const bool recording = sessions_->isRecording();
  actions_->record->setText(recording ? tr("Stop &recording") : tr("&Record session"));
  actions_->record->setIconText(recording ? sessions_->progressFigure() : tr("Record"));
  actions_->record->setChecked(recording);
  actions_->recordWith->setEnabled(!recording);
}

}  // namespace lightbench::ui
