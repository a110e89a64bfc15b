#include "ui/window/window_actions.h"

#include <QWidget>

#include "engine/graph/graph.h"
#include "ui/editor/node_face.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

QKeySequence key(const char* text) { return QKeySequence(QString::fromLatin1(text)); }

}  // namespace

WindowActions::WindowActions(QWidget* window) : QObject(window), window_(window) {
  newPipeline = add("newPipeline", tr("&New"), {key("Ctrl+N")}, "file", tr("New, empty pipeline"));
  open = add("open", tr("&Open…"), {key("Ctrl+O")}, "folder-open", tr("Open a pipeline"));
  openSample = add("openSample", tr("Open the sa&mple"), {key("Ctrl+Alt+O")}, {}, tr("Open the sample pipeline"));
  save = add("save", tr("&Save"), {key("Ctrl+S")}, "save", tr("Save the pipeline"));
  saveAs = add("saveAs", tr("Save &as…"), {key("Ctrl+Shift+S")}, {}, tr("Save the pipeline under another name"));
  savePreset = add("savePreset", tr("Save as &preset…"), {key("Ctrl+Alt+S")}, "star",
                   tr("Keep this pipeline as a named preset for other pictures"));
  importPicture = add("importPicture", tr("&Import picture…"), {key("Ctrl+I")}, "picture",
                      tr("Choose a picture; it becomes that of the selected or only input node"));
  exportOutputs =
      add("exportOutputs", tr("&Export outputs"), {key("Ctrl+E")}, "output", tr("Write the file of every output node"));
  quit = add("quit", tr("&Quit"), {key("Ctrl+Q")});

  undo = add("undo", tr("&Undo"), {key("Ctrl+Z")}, "undo");
  redo = add("redo", tr("&Redo"), {key("Ctrl+Shift+Z"), key("Ctrl+Y")}, "redo");
  commands =
      add("commands", tr("&Commands…"), {key("F3"), key("Ctrl+K")}, "search", tr("Find any command by its name"));

  themes = new QActionGroup(this);
  addChoice(themes, "themeSystem", tr("&System"), static_cast<int>(ThemeMode::kSystem), key("Ctrl+Alt+0"),
            tr("Theme as the desktop has it"));
  addChoice(themes, "themeDark", tr("&Dark"), static_cast<int>(ThemeMode::kDark), key("Ctrl+Alt+1"), tr("Dark theme"));
  addChoice(themes, "themeLight", tr("&Light"), static_cast<int>(ThemeMode::kLight), key("Ctrl+Alt+2"),
            tr("Light theme"));
  densities = new QActionGroup(this);
  addChoice(densities, "densityCompact", tr("&Compact"), static_cast<int>(Density::kCompact), key("Ctrl+Alt+3"),
            tr("Compact rows"));
  addChoice(densities, "densityDefault", tr("&Default"), static_cast<int>(Density::kDefault), key("Ctrl+Alt+4"),
            tr("Rows of the usual height"));
  addChoice(densities, "densityRoomy", tr("&Roomy"), static_cast<int>(Density::kRoomy), key("Ctrl+Alt+5"),
            tr("Roomy rows"));
  largerText = add("largerText", tr("&Larger"), {key("Ctrl+Alt+="), key("Ctrl+Alt++")}, {}, tr("Larger text"));
  smallerText = add("smallerText", tr("&Smaller"), {key("Ctrl+Alt+-")}, {}, tr("Smaller text"));
  normalText = add("normalText", tr("&Normal"), {key("Ctrl+Alt+Backspace")}, {}, tr("Text at 100 %"));
  reduceMotion = add("reduceMotion", tr("Reduce &motion"), {key("Ctrl+Alt+M")}, {}, tr("No animations"));
  reduceMotion->setCheckable(true);
  overlays = new QActionGroup(this);
  addChoice(overlays, "overlayOff", tr("O&ff"), static_cast<int>(Overlay::kOff), {}, tr("No bars on the nodes"));
  addChoice(overlays, "overlayTime", tr("&Time"), static_cast<int>(Overlay::kTime), {}, tr("Self time of every node"));
  addChoice(overlays, "overlayDelta", tr("&Δ baseline"), static_cast<int>(Overlay::kDelta), {},
            tr("Change of every node against the pinned baseline"));
  addChoice(overlays, "overlayMemory", tr("&Memory"), static_cast<int>(Overlay::kMemory), {},
            tr("Size of every result"));
  addChoice(overlays, "overlayBytes", tr("&Bytes"), static_cast<int>(Overlay::kBytes), {},
            tr("Bytes read and written by every node"));
  addChoice(overlays, "overlayCache", tr("&Cache"), static_cast<int>(Overlay::kCache), {},
            tr("What came from the result cache"));
  addChoice(overlays, "overlayDevice", tr("&Device"), static_cast<int>(Overlay::kDevice), {},
            tr("What every node ran on"));
  nextOverlay = add("nextOverlay", tr("&Next overlay"), {key("P")}, {}, tr("Show the next measure on the nodes"));
  restorePanels =
      add("restorePanels", tr("&Restore panels"), {key("Shift+F9")}, {}, tr("Put every panel back in its place"));
  fullScreen = add("fullScreen", tr("&Full screen"), {key("F11")}, "expand");
  fullScreen->setCheckable(true);

  live = add("live", tr("&Live"), {key("Ctrl+L")}, "play", tr("Run by itself after every change"));
  live->setCheckable(true);
  live->setChecked(true);
  run = add("run", tr("&Run again"), {key("F5")}, "reset", tr("Compute what is viewed again, passing over the cache"));
  stop = add("stop", tr("&Stop"), {key("Shift+F5")}, "stop",
             tr("Stop the run, export or recording in progress (also Esc)"));
  budgets = new QActionGroup(this);
  addChoice(budgets, "budget16", tr("16 ms"), 16.0, {}, tr("Smaller proxy pictures while dragging: 60 a second"));
  addChoice(budgets, "budget33", tr("33 ms"), 33.0, {}, tr("Proxy pictures while dragging: 30 a second"));
  addChoice(budgets, "budget100", tr("100 ms"), 100.0, {}, tr("Finer proxy pictures while dragging: 10 a second"));
  addChoice(budgets, "budgetNone", tr("none"), 0.0, {}, tr("Always the exact picture, however long it takes"));
  precisions = new QActionGroup(this);
  addChoice(precisions, "precisionF32", "f32", static_cast<int>(Precision::kF32), {}, tr("Results as 32-bit floats"));
  addChoice(precisions, "precisionF16", "f16", static_cast<int>(Precision::kF16), {},
            tr("Results as 16-bit floats: half the memory, 11 bits"));
  addChoice(precisions, "precisionU8", "u8", static_cast<int>(Precision::kU8), {},
            tr("Every node rounds to 8 bits: a quarter of the memory"));
  devices = new QActionGroup(this);
  addChoice(devices, "deviceAuto", tr("Auto"), static_cast<int>(Backend::kAuto), {},
            tr("Every node runs where it is expected to be done first, transfers counted"));
  addChoice(devices, "deviceCpu", tr("CPU"), static_cast<int>(Backend::kCpu), {},
            tr("Run every node on the CPU that does not ask for Vulkan itself"));
  addChoice(devices, "deviceVulkan", tr("Vulkan"), static_cast<int>(Backend::kVulkan), {},
            tr("Run every node that can on the graphics card; without one, nodes run on the CPU and say why"));
  measureDevices = add("measureDevices", tr("&Measure devices"), {}, {},
                       tr("Run every node type on processor and graphics card in the pauses; Auto goes by it"));

  record = add("record", tr("&Record session"), {key("Shift+P")}, {},
               tr("Measure the pipeline in rounds, with the settings of last time; the live run waits meanwhile"));
  record->setIconText(tr("Record"));
  record->setCheckable(true);
  record->setIconVisibleInMenu(false);
  recordWith = add("recordWith", tr("Re&cord session…"), {key("Ctrl+Shift+P")}, {},
                   tr("Choose rounds, warm-up and what to hold the pipeline against, and record"));
  importSession = add("importSession", tr("&Import session…"), {key("Ctrl+Shift+I")}, {},
                      tr("Copy a session file from elsewhere into the list"));
  showSessions = add("showSessions", tr("&Sessions"), {key("Shift+F4")}, {}, tr("Show the recorded sessions"));
  pinBaseline = add("pinBaseline", tr("&Pin baseline"), {key("Ctrl+B")}, "pin",
                    tr("Keep the times of now; later ones are held against them"));
  unpinBaseline = add("unpinBaseline", tr("&Unpin baseline"), {key("Ctrl+Shift+B")}, {}, tr("Forget the baseline"));

  showTimeline = add("showTimeline", tr("&Timeline"), {key("F4")}, "timeline", tr("Show when everything ran"));
  showTable = add("showTable", tr("T&able"), {key("F6")}, "table", tr("Show what was measured of every node"));
  showFlame = add("showFlame", tr("&Flame view"), {key("F12")}, {}, tr("Show where the time of the run went"));
  showCompare =
      add("showCompare", tr("C&ompare"), {key("Shift+F6")}, {}, tr("Hold recorded sessions against each other"));
  showTrends =
      add("showTrends", tr("Tren&ds"), {key("Shift+F12")}, {}, tr("Show how recorded sessions went over time"));
  saveTrends = add("saveTrends", tr("Save trend &report…"), {key("Ctrl+Alt+T")}, {},
                   tr("Write all trends as one page for a browser"));
  raceNode = add("raceNode", tr("&Race this node"), {key("Ctrl+Shift+R")}, "flag",
                 tr("Run the selected node on every device, instruction set and precision, and compare"));
  openTrace = add("openTrace", tr("&Open trace…"), {key("Ctrl+Shift+O")}, "folder-open",
                  tr("Look at a Chrome trace file in timeline, table and flame view"));
  closeTrace = add("closeTrace", tr("&Close trace"), {key("Ctrl+Shift+W")}, {},
                   tr("Back to the run in timeline, table and flame view"));
  exportTrace = add("exportTrace", tr("&Export trace…"), {key("Ctrl+Shift+E")}, {},
                    tr("Write the run, or the export looked at, as a Chrome trace, for Perfetto and others"));
  showExport = add("showExport", tr("&Trace of the last export"), {}, {},
                   tr("Look at how the pictures were last exported: reading, computing, writing"));
  exportTable = add("exportTable", tr("Export table as CS&V…"), {key("Ctrl+Alt+E")}, {},
                    tr("Write the table of the run, filtered and sorted as shown"));

  keys = add("keys", tr("&Keys"), {key("F1")}, "keyboard", tr("All keys of the program"));
  about = add("about", tr("&About Lightbench"), {key("Shift+F1")}, "info");
  quit->setMenuRole(QAction::QuitRole);
  about->setMenuRole(QAction::AboutRole);
}

void WindowActions::describe(QAction* action, const QString& explanation) {
  QString text = explanation.isEmpty() ? action->text().remove('&').remove(QStringLiteral("…")) : explanation;
  action->setStatusTip(text);
  if (!action->shortcut().isEmpty()) {
    text += QStringLiteral("  ") + action->shortcut().toString(QKeySequence::NativeText);
  }
  action->setToolTip(text);
}

QAction* WindowActions::add(const char* name, const QString& text, const QList<QKeySequence>& keys_,
                            const QString& iconName, const QString& explanation) {
  auto* action = new QAction(text, this);
  action->setObjectName(QString::fromLatin1(name));
  action->setShortcuts(keys_);
  action->setShortcutContext(Qt::WindowShortcut);
  if (!iconName.isEmpty()) action->setIcon(icon(iconName));
  action->setIconVisibleInMenu(!iconName.isEmpty());
  describe(action, explanation);
  window_->addAction(action);  // the key works although the menu is not open
  return action;
}

QAction* WindowActions::addChoice(QActionGroup* group, const char* name, const QString& text, const QVariant& data,
                                  const QKeySequence& shortcut, const QString& explanation) {
  QAction* action =
      add(name, text, shortcut.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{shortcut}, {}, explanation);
  action->setCheckable(true);
  action->setData(data);
  group->addAction(action);
  return action;
}

}  // namespace lightbench::ui
