// The panels and where they stand: viewer above graph in the middle, what is chosen from at the left, what is set at
// the right.
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSplitter>
#include <QStatusBar>
#include <QVBoxLayout>

#include "ui/controls/section_head.h"
#include "ui/controls/segments.h"
#include "ui/editor/editor_actions.h"
#include "ui/editor/node_editor.h"
#include "ui/inspector/inspector.h"
#include "ui/library/library_dock.h"
#include "ui/library/outline_dock.h"
#include "ui/viewer/viewer.h"
#include "ui/window/command_palette.h"
#include "ui/window/dock_title.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/menu_row.h"
#include "ui/window/message_bar.h"
#include "ui/window/run_bar.h"
#include "ui/window/status_line.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

constexpr int kLeftWidth = 240;
constexpr int kRightWidth = 292;
constexpr int kLibraryHeight = 430;
constexpr int kOutlineHeight = 270;

}  // namespace

void MainWindow::buildBars() {
  menuRow_ = new MenuRow;
  runBar_ = new RunBar(*actions_);
  auto* top = new QWidget;
  auto* column = new QVBoxLayout(top);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(menuRow_);
  column->addWidget(runBar_);
  setMenuWidget(top);
  // The others belong to what this program does not do yet; a click on the one in force puts its panels back.
  Segments* workspaces = menuRow_->workspaces();
  workspaces->addSegment(tr("Edit"), tr("Workspace Edit: puts its panels back in their places"));
  workspaces->addSegment(tr("Compare"),
                         tr("Workspace Compare: recorded sessions against each other, large below the graph"));
  workspaces->addSegment(tr("Profile"), tr("Workspace Profile: table and timeline large below the graph"));
  workspaces->setCurrentIndex(0);
  connect(workspaces, &Segments::activated, this, &MainWindow::showWorkspace);
  for (int index = 0; index < workspaces->count(); ++index) {
    connect(workspaces->segment(index), &QAbstractButton::clicked, this, [this, index] { showWorkspace(index); });
  }

  status_ = new StatusLine;
  statusBar()->setSizeGripEnabled(false);
  statusBar()->setContentsMargins(0, 0, 0, 0);
  statusBar()->addWidget(status_, 1);
  messages_ = new MessageBar;
  commands_ = new CommandPalette(this);
  connect(&Theme::instance(), &Theme::changed, this, &MainWindow::relayBars);
}

void MainWindow::buildPanels() {
  viewer_ = new Viewer(document_, bridge_);
  editor_ = new NodeEditor(document_, bridge_);
  inspector_ = new Inspector(document_, bridge_);
  centre_ = new QSplitter(Qt::Vertical);
  centre_->setObjectName("centre");
  centre_->setChildrenCollapsible(false);
  centre_->addWidget(viewer_);
  centre_->addWidget(editor_);
  centre_->setSizes({500, 500});
  auto* middle = new QWidget;
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(messages_);
  column->addWidget(centre_, 1);
  setCentralWidget(middle);

  library_ = new LibraryDock(document_, bridge_);
  auto* outline = new OutlineDock(document_, bridge_);
  QDockWidget* above = addDock(tr("Library"), "libraryDock", library_, Qt::LeftDockWidgetArea, QKeySequence("F7"),
                               library_->findChild<QTabBar*>());
  QDockWidget* below = addDock(tr("Outline"), "outlineDock", outline, Qt::LeftDockWidgetArea, QKeySequence("F8"));
  resizeDocks({above, below}, {kLibraryHeight, kOutlineHeight}, Qt::Vertical);
  // Its own head says what the numbers are; it is what the dock is dragged by.
  QWidget* head = outline->findChild<SectionHead*>();
  head->setAttribute(Qt::WA_TransparentForMouseEvents);
  below->setTitleBarWidget(head);
  addDock(tr("Inspector"), "inspectorDock", inspector_, Qt::RightDockWidgetArea, QKeySequence("F9"));
  buildProfileDocks();

  connect(editor_, &NodeEditor::message, this,
          [this](const QString& text) { messages_->say(MessageKind::kWarning, text); });
  connect(inspector_, &Inspector::message, this,
          [this](const QString& text) { messages_->say(MessageKind::kWarning, text); });
  connect(library_, &LibraryDock::problem, this,
          [this](const QString& text) { messages_->say(MessageKind::kError, text); });
  connect(library_, &LibraryDock::announced, this,
          [this](const QString& text) { messages_->say(MessageKind::kNews, text); });
  connect(editor_, &NodeEditor::filesDropped, this, [this](const QList<QUrl>& files, const QPointF& position) {
    QStringList local;
    for (const QUrl& url : files) {
      if (url.isLocalFile()) local << url.toLocalFile();
    }
    files_->take(local, position);
  });
}

QDockWidget* MainWindow::addDock(const QString& title, const char* name, QWidget* panel, Qt::DockWidgetArea area,
                                 const QKeySequence& key, QTabBar* tabs) {
  auto* dock = new QDockWidget(title);
  dock->setObjectName(QString::fromLatin1(name));
  dock->setWidget(panel);
  dock->toggleViewAction()->setShortcut(key);
  dock->setTitleBarWidget(new DockTitle(dock, tabs));
  addDockWidget(area, dock);
  if (area != Qt::BottomDockWidgetArea) {
    resizeDocks({dock}, {area == Qt::LeftDockWidgetArea ? kLeftWidth : kRightWidth}, Qt::Horizontal);
  }
  for (const auto change : {&QDockWidget::visibilityChanged, &QDockWidget::topLevelChanged}) {
    connect(dock, change, this, &MainWindow::refreshDockTabs, Qt::QueuedConnection);
  }
  connect(dock, &QDockWidget::dockLocationChanged, this, &MainWindow::refreshDockTabs, Qt::QueuedConnection);
  QAction* toggle = dock->toggleViewAction();
  WindowActions::describe(toggle, tr("Show or hide the panel %1").arg(title));
  addAction(toggle);
  docks_ << dock;
  return dock;
}

// Heights come from the density and the type size.
void MainWindow::relayBars() {
  for (QWidget* bar :
       {static_cast<QWidget*>(menuRow_), static_cast<QWidget*>(runBar_), static_cast<QWidget*>(status_)}) {
    bar->updateGeometry();
    bar->update();
  }
  for (const QDockWidget* dock : std::as_const(docks_)) {
    if (QWidget* title = dock->titleBarWidget()) title->updateGeometry();
  }
}

QMenuBar& MainWindow::menus() { return *menuRow_->menuBar(); }

void MainWindow::buildEditMenu(QMenu* menu) {
  const EditorActions* editor = editor_->actions();
  menu->addAction(actions_->undo);
  menu->addAction(actions_->redo);
  menu->addSeparator();
  for (const EditorCommand command : {EditorCommand::kDuplicate, EditorCommand::kDuplicateWithInputs,
                                      EditorCommand::kDelete, EditorCommand::kDeleteAndHeal, EditorCommand::kRename}) {
    menu->addAction(editor->action(command));
  }
  menu->addSeparator();
  menu->addAction(editor->action(EditorCommand::kSelectAll));
  menu->addAction(editor->action(EditorCommand::kSelectNone));
  menu->addAction(editor->action(EditorCommand::kFindNode));
  menu->addSeparator();
  menu->addAction(actions_->commands);
}

void MainWindow::buildGraphMenu(QMenu* menu) {
  for (QAction* action : editor_->actions()->menu()) {
    action ? menu->addAction(action) : static_cast<void>(menu->addSeparator());
  }
}

void MainWindow::buildViewMenu(QMenu* menu) {
  for (QAction* command : viewer_->commands()) menu->addAction(command);
  menu->addSeparator();
  QMenu* theme = menu->addMenu(tr("&Theme"));
  theme->addActions(actions_->themes->actions());
  QMenu* text = menu->addMenu(tr("Te&xt size"));
  text->addActions({actions_->largerText, actions_->smallerText, actions_->normalText});
  QMenu* density = menu->addMenu(tr("&Row height"));
  density->addActions(actions_->densities->actions());
  menu->addAction(actions_->reduceMotion);
  menu->addSeparator();
  for (const QDockWidget* dock : std::as_const(docks_)) menu->addAction(dock->toggleViewAction());
  menu->addAction(actions_->restorePanels);
  menu->addAction(actions_->fullScreen);
}

}  // namespace lightbench::ui
