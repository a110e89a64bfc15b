#include "ui/window/main_window.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QSplitter>
#include <QTime>
#include <QUrl>

#include "ui/controls/segments.h"
#include "ui/editor/node_editor.h"
#include "ui/theme/icons.h"
#include "ui/window/command_palette.h"
#include "ui/window/file_commands.h"
#include "ui/window/menu_row.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/run_bar.h"
#include "ui/window/session_commands.h"
#include "ui/window/status_line.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

QStringList localFiles(const QMimeData* data) {
  QStringList files;
  for (const QUrl& url : data->urls()) {
    if (url.isLocalFile()) files << url.toLocalFile();
  }
  return files;
}

}  // namespace

MainWindow::MainWindow(Engine& engine, QWidget* parent)
    : QMainWindow(parent),
      engine_(engine),
      document_(engine.registry),
      bridge_(engine, document_),
      actions_(new WindowActions(this)) {
  setObjectName("mainWindow");
  setWindowIcon(applicationIcon());
  setAcceptDrops(true);
  setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
  resize(1600, 1000);
  buildBars();
  files_ = new FileCommands(document_, bridge_, settings_, *messages_, this);
  buildPanels();
  buildMenus();
  connectActions();
  builtState_ = saveState();
  restoreGeometry(settings_.windowGeometry());
  restoreState(settings_.windowState());
  centre_->restoreState(settings_.splitterState());
  menuRow_->workspaces()->setCurrentIndex(settings_.workspace());
  refreshDockTabs();
  refreshTitle();
  refreshState();
  refreshFacts();
}

// The panels listen to document and bridge, which are members and would go first.
MainWindow::~MainWindow() {
  disconnect(&document_, nullptr, nullptr, nullptr);
  disconnect(&bridge_, nullptr, nullptr, nullptr);
  for (QDockWidget* dock : std::as_const(docks_)) delete dock;
  delete takeCentralWidget();
}

void MainWindow::start(const QString& path) {
  const bool first = settings_.takeFirstStart();
  editor_->setFocus();  // where the first key is most likely meant to go: Tab adds a node
  if (!path.isEmpty()) {
    files_->open(path);
    return;
  }
  const QStringList recent = settings_.recentFiles();
  if (!first && !recent.isEmpty() && QFileInfo::exists(recent.front())) {
    files_->open(recent.front());
    return;
  }
  files_->openSample();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!files_->mayLeave()) {
    event->ignore();
    return;
  }
  settings_.setWindow(saveGeometry(), saveState(), centre_->saveState());
  settings_.setWorkspace(menuRow_->workspaces()->currentIndex());
  sessions_->stop();
  profile_->race->cancel();
  bridge_.cancel();
  event->accept();
}

// What no panel wanted: Escape stops a run, recording or race.
void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) {
    if (bridge_.isHeld() || bridge_.isRunning() || bridge_.isExporting()) {
      actions_->stop->trigger();
    } else {
      messages_->dismiss();
    }
    return;
  }
  QMainWindow::keyPressEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!localFiles(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QStringList dropped = localFiles(event->mimeData());
  if (dropped.isEmpty()) return;
  event->acceptProposedAction();
  files_->take(dropped, std::nullopt);
}

void MainWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::WindowStateChange) actions_->fullScreen->setChecked(isFullScreen());
  QMainWindow::changeEvent(event);
}

void MainWindow::refreshTitle() {
  const QString readOnly = document_.isReadOnly() ? tr(" (read-only)") : QString();
  setWindowTitle(tr("%1[*]%2 — Lightbench").arg(document_.displayName(), readOnly));
  setWindowModified(document_.isModified());
  setWindowFilePath(document_.path());
}

void MainWindow::openCommands() { commands_->open(*menuRow_->menuBar(), *menuRow_->commandButton()); }

}  // namespace lightbench::ui
