// The window: bars, panels and what ties them together. It owns the document and the bridge; each panel knows those
// two and no other panel. What a command does is in the class of its concept: files in FileCommands, the list of
// commands in WindowActions, their search in CommandPalette.
//
//   main_window.cpp         life of the window: start, close, title, drops
//   main_window_menus.cpp   menus, and what each action does
//   main_window_panels.cpp  panels, docks, their places
//   main_window_profile.cpp the docks at the bottom, the workspaces, the Profile menu
//   main_window_sessions.cpp recording, and the panel of recorded sessions
//   main_window_status.cpp  what the status line and the reading of the run say
#pragma once

#include <QMainWindow>

#include <memory>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/window/settings.h"

class QDockWidget;
class QSplitter;
class QTabBar;

namespace lightbench::ui {

class BaselineCombo;
class CommandPalette;
class FileCommands;
class Inspector;
class LibraryDock;
class MenuRow;
class MessageBar;
class NodeEditor;
class RunBar;
class SessionCommands;
class StatusLine;
class TraceCommands;
class Viewer;
class WindowActions;
struct ProfileDocks;
struct StatusFact;

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(Engine& engine, QWidget* parent = nullptr);
  ~MainWindow() override;

  // What the program opens with: the given pipeline, else the file used last, else the sample.
  void start(const QString& path);

  Document& document() { return document_; }
  EngineBridge& bridge() { return bridge_; }
  const WindowActions& actions() const { return *actions_; }
  MessageBar& messages() { return *messages_; }
  StatusLine& status() { return *status_; }
  CommandPalette& commandPalette() { return *commands_; }
  FileCommands& files() { return *files_; }
  Viewer& viewer() { return *viewer_; }
  NodeEditor& editor() { return *editor_; }
  Inspector& inspector() { return *inspector_; }
  LibraryDock& library() { return *library_; }
  ProfileDocks& profile() { return *profile_; }
  TraceCommands& traces() { return *traces_; }
  SessionCommands& sessions() { return *sessions_; }
  QMenuBar& menus();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void buildBars();
  void buildPanels();
  void buildMenus();
  void buildFileMenu(QMenu* menu);
  void buildEditMenu(QMenu* menu);
  void buildViewMenu(QMenu* menu);
  void buildGraphMenu(QMenu* menu);
  void buildRunMenu(QMenu* menu);
  void buildProfileMenu(QMenu* menu);
  void buildHelpMenu(QMenu* menu);
  void connectActions();
  void connectLook();
  void connectRun();
  void connectStatus();
  void connectBaseline();
  void connectProfile();
  void connectRace();
  QDockWidget* addDock(const QString& title, const char* name, QWidget* panel, Qt::DockWidgetArea area,
                       const QKeySequence& key, QTabBar* tabs = nullptr);
  void buildProfileDocks();
  void buildSessionsDock();
  void connectSessions();
  void refreshRecording();
  void buildCompareDocks();
  void showWorkspace(int index);
  void standBelowTable();
  void refreshDockTabs();
  void relayBars();
  void openCommands();
  void refreshTitle();
  void refreshRunChoices();
  void refreshState();
  void refreshFacts();
  void refreshBaseline();
  StatusFact gpuFact() const;
  StatusFact profilerFact() const;
  QString runningWords() const;

  Engine& engine_;
  Settings settings_;
  Document document_;
  EngineBridge bridge_;
  WindowActions* actions_;
  MenuRow* menuRow_;
  RunBar* runBar_;
  MessageBar* messages_;
  StatusLine* status_;
  QSplitter* centre_;
  Viewer* viewer_;
  NodeEditor* editor_;
  Inspector* inspector_;
  LibraryDock* library_;
  CommandPalette* commands_;
  FileCommands* files_;
  std::unique_ptr<ProfileDocks> profile_;
  TraceCommands* traces_;
  std::unique_ptr<SessionCommands> sessions_;
  BaselineCombo* baseline_;
  QList<QDockWidget*> docks_;
  QByteArray builtState_;  // dock places as first built
  QString progressNode_;   // of the run in flight
  double progress_ = 0;
  QString exportWords_;     // of the export in flight
  QString raceWords_;       // of the race in progress
  QString measuringWords_;  // while devices are measured
  QString savedAt_;         // clock time of the last save
};

}  // namespace lightbench::ui
