#include <QtTest>
#include <QtWidgets>

#include "tests/ui/window_home.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/segments.h"
#include "ui/editor/editor_header.h"
#include "ui/editor/graph_scene.h"
#include "ui/editor/graph_view.h"
#include "ui/editor/node_editor.h"
#include "ui/editor/search_popup.h"
#include "ui/library/library_dock.h"
#include "ui/library/outline_tree.h"
#include "ui/library/save_preset_dialog.h"
#include "ui/window/command_palette.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/menu_row.h"
#include "ui/window/message_bar.h"
#include "ui/window/run_reading.h"
#include "ui/window/status_line.h"
#include "ui/window/window_actions.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

constexpr const char* kPipeline = R"json({
  "format": "lightbench.pipeline", "version": 1,
  "nodes": [
    {"id": "pattern", "type": "test_pattern", "params": {"width": 64, "height": 48}, "position": [0, 0]},
    {"id": "blur", "type": "gaussian_blur", "params": {"sigma": 2.5}, "position": [220, 0]},
    {"id": "result", "type": "output", "params": {"path": "out.png"}, "position": [440, 0]}
  ],
  "links": [
    {"from": "pattern.image", "to": "blur.image"}, {"from": "blur.image", "to": "result.image"}
  ]
})json";

QString writeFile(const QTemporaryDir& folder, const QString& name, const QByteArray& bytes) {
  QFile file(folder.filePath(name));
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) return {};
  return QFileInfo(file).absoluteFilePath();
}

QString writePicture(const QTemporaryDir& folder, const QString& name, const QSize& size) {
  QImage image(size, QImage::Format_RGB888);
  image.fill(QColor(200, 100, 50));
  const QString path = folder.filePath(name);
  return image.save(path) ? path : QString();
}

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Handles the next modal dialogue as a person would; fails the test when none comes.
class Answer : public QObject {
 public:
  explicit Answer(std::function<void(QWidget*)> how) : how_(std::move(how)) {
    connect(&poll_, &QTimer::timeout, this, [this] {
      QWidget* dialog = QApplication::activeModalWidget();
      if (!dialog || !dialog->isVisible()) return;
      poll_.stop();
      given_ = true;
      how_(dialog);
    });
    poll_.start(20);
  }
  bool given() const { return given_; }

 private:
  std::function<void(QWidget*)> how_;
  QTimer poll_;
  bool given_ = false;
};

void press(QWidget* dialog, const QString& text) {
  for (QAbstractButton* button : dialog->findChildren<QAbstractButton*>()) {
    if (button->text().remove('&') == text) return QTest::mouseClick(button, Qt::LeftButton);
  }
  QFAIL(qPrintable("no button " + text));
}

void typeFileName(QWidget* dialog, const QString& path) {
  auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
  QVERIFY(name);
  name->setText(path);
  QTest::keyClick(name, Qt::Key_Return);
}

void drop(QWidget* target, const QStringList& files, const QPoint& at = QPoint(100, 100)) {
  QMimeData data;
  QList<QUrl> urls;
  for (const QString& file : files) urls << QUrl::fromLocalFile(file);
  data.setUrls(urls);
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(target, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(target, &event);
}

}  // namespace

class TestMainWindow : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(home_.folder.isValid());
    home_.prepare();
  }

  void init() {
    home_.forgetSettings();
    folder_ = std::make_unique<QTemporaryDir>();
    pipeline_ = writeFile(*folder_, "three.lbp", kPipeline);
    QVERIFY(!pipeline_.isEmpty());
    makeWindow();
  }

  void cleanup() {
    window_.reset();
    folder_.reset();
  }

  void a_pipeline_opens_and_runs() {
    open();
    QCOMPARE(window_->bridge().viewedNode(ViewSide::A), NodeId("result"));
    QVERIFY(window_->bridge().picture("result"));
    QVERIFY(window_->windowTitle().startsWith("three.lbp"));
    QVERIFY(!window_->isWindowModified());
    QCOMPARE(window_->status().stateText(), QString("Ready"));
    QVERIFY(window_->status().fileText().startsWith("saved"));
    QVERIFY(window_->status().facts().join(" ").contains("cache"));
    const QString reading = window_->findChild<RunReading*>()->text();
    QVERIFY2(reading.contains("ms, this run: exact"), qPrintable(reading));
    QVERIFY(window_->messages().text().isEmpty());
  }

  void before_the_first_run_no_number_is_shown() {
    window_->document().adopt(Graph());
    QCOMPARE(window_->findChild<RunReading*>()->text(), QString("nothing has run yet"));
  }

  void a_run_without_a_picture_shows_no_number() {
    Graph graph;
    Node photo;
    photo.id = "photo";
    photo.type = "input";
    Node invert;
    invert.id = "invert";
    invert.type = "invert";
    graph.nodes = {photo, invert};
    graph.connect({"photo", "image"}, {"invert", "image"});
    window_->document().adopt(graph);
    QVERIFY(window_->bridge().waitIdle(20000));
    QTRY_COMPARE(window_->findChild<RunReading*>()->text(), QString("no node could run"));
    QCOMPARE(window_->findChild<OutlineTree*>()->wallText(), QString());
  }

  void a_node_is_added_by_keyboard_undone_and_redone() {
    open();
    addByPalette("gamma");
    QCOMPARE(window_->document().graph().nodes.size(), size_t{4});
    QVERIFY(window_->isWindowModified());
    QVERIFY(window_->status().fileText().startsWith("edited"));
    QTest::keyClick(window_->editor().view(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(window_->document().graph().nodes.size(), size_t{3});
    QVERIFY(!window_->isWindowModified());
    QVERIFY(!window_->actions().undo->isEnabled());
    QVERIFY(window_->actions().redo->text().contains("Add"));
    QTest::keyClick(window_->editor().view(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(window_->document().graph().nodes.size(), size_t{4});
  }

  void saved_and_reopened_it_gives_the_same_picture() {
    open();
    window_->document().setParam("blur", "sigma", 4.0);
    QVERIFY(window_->bridge().waitIdle(20000));
    const QByteArray before = pixels("result");
    QVERIFY(!before.isEmpty());
    QTest::keyClick(window_.get(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(!window_->isWindowModified());
    QVERIFY(contents(pipeline_).contains("4"));
    QTest::keyClick(window_.get(), Qt::Key_N, Qt::ControlModifier);
    QVERIFY(window_->document().graph().nodes.empty());
    QVERIFY(window_->files().open(pipeline_));
    QVERIFY(window_->bridge().waitIdle(20000));
    QCOMPARE(pixels("result"), before);
  }

  void save_as_asks_for_a_name() {
    open();
    const QString path = folder_->filePath("copy");
    Answer answer([&](QWidget* dialog) { typeFileName(dialog, path); });
    QTest::keyClick(window_.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(answer.given());
    QCOMPARE(window_->document().path(), path + ".lbp");
    QVERIFY(QFileInfo::exists(path + ".lbp"));
    QMenu recent;
    window_->files().fillRecentMenu(recent);
    QCOMPARE(recent.actions().front()->text(), QString("copy.lbp"));
  }

  void unsaved_changes_are_asked_about_data() {
    QTest::addColumn<QString>("button");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<bool>("saved");
    QTest::newRow("save") << "Save" << true << true;
    QTest::newRow("don't save") << QString::fromUtf8("Don’t save") << true << false;
    QTest::newRow("cancel") << "Cancel" << false << false;
  }
  void unsaved_changes_are_asked_about() {
    QFETCH(QString, button);
    QFETCH(bool, closes);
    QFETCH(bool, saved);
    open();
    const QByteArray before = contents(pipeline_);
    window_->document().setParam("blur", "sigma", 7.25);
    QString question;
    Answer answer([&](QWidget* dialog) {
      question = static_cast<QMessageBox*>(dialog)->text();
      press(dialog, button);
    });
    QCOMPARE(window_->close(), closes);
    QVERIFY(answer.given());
    QVERIFY(question.contains("three.lbp"));
    QCOMPARE(contents(pipeline_).contains("7.25"), saved);
    if (!saved) QCOMPARE(contents(pipeline_), before);
    QCOMPARE(window_->isVisible(), !closes);
  }

  void without_changes_nothing_is_asked() {
    open();
    QVERIFY(window_->close());
  }

  void a_dropped_picture_becomes_that_of_the_input() {
    const QString first = writePicture(*folder_, "first.png", {32, 20});
    const QString second = writePicture(*folder_, "second.png", {20, 32});
    window_->document().adopt(Graph());
    drop(window_.get(), {first});
    QCOMPARE(window_->document().graph().nodes.size(), size_t{1});
    const NodeId input = window_->document().graph().nodes[0].id;
    QVERIFY(window_->bridge().waitIdle(20000));
    QVERIFY(window_->bridge().picture(input));
    QCOMPARE(window_->bridge().picture(input)->image.width(), 32);
    drop(window_.get(), {second});
    QCOMPARE(window_->document().graph().nodes.size(), size_t{1});
    QVERIFY(window_->bridge().waitIdle(20000));
    QCOMPARE(window_->bridge().picture(input)->image.width(), 20);
    // Several at once: the first to the input, the others beside it.
    drop(window_.get(), {first, second});
    QCOMPARE(window_->document().graph().nodes.size(), size_t{2});
    window_->document().undoStack()->undo();
    window_->document().undoStack()->undo();
    QVERIFY(window_->bridge().waitIdle(20000));
    QCOMPARE(window_->bridge().picture(input)->image.width(), 20);
  }

  void a_picture_dropped_on_the_graph_lands_there() {
    window_->document().adopt(Graph());
    const QString picture = writePicture(*folder_, "p.png", {16, 16});
    GraphView* view = window_->editor().view();
    const QPoint at(200, 80);
    const QPointF scene = view->mapToScene(at);
    drop(view->viewport(), {picture}, at);
    QCOMPARE(window_->document().graph().nodes.size(), size_t{1});
    const NodePosition place = *window_->document().graph().nodes[0].position;
    QVERIFY(QLineF(QPointF(place.x, place.y), scene).length() < 200);
  }

  void a_dropped_pipeline_is_opened_after_the_question() {
    open();
    const QString other = writeFile(*folder_, "other.lbp", QByteArray(kPipeline).replace("blur", "soft"));
    window_->document().setParam("blur", "sigma", 1.0);
    {
      Answer answer([&](QWidget* dialog) { press(dialog, "Cancel"); });
      drop(window_.get(), {other});
      QVERIFY(answer.given());
      QVERIFY(window_->document().graph().find("blur"));
    }
    Answer answer([&](QWidget* dialog) { press(dialog, QString::fromUtf8("Don’t save")); });
    drop(window_.get(), {other});
    QVERIFY(answer.given());
    QVERIFY(window_->document().graph().find("soft"));
  }

  void what_is_no_picture_is_refused_in_words() {
    open();
    const QString text = writeFile(*folder_, "notes.txt", "hello");
    drop(window_.get(), {text});
    QVERIFY2(window_->messages().text().contains("notes.txt"), qPrintable(window_->messages().text()));
    QCOMPARE(window_->document().graph().nodes.size(), size_t{3});
    QVERIFY(!window_->isWindowModified());
  }

  void broken_files_are_told_and_change_nothing_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    QTest::newRow("truncated") << QByteArray(kPipeline).left(100) << "line";
    QTest::newRow("not a pipeline") << QByteArray("{}") << "lightbench.pipeline";
    QTest::newRow("empty") << QByteArray() << "bad.lbp";
  }
  void broken_files_are_told_and_change_nothing() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    open();
    const QString bad = writeFile(*folder_, "bad.lbp", bytes);
    QVERIFY(!window_->files().open(bad));
    QVERIFY(window_->messages().isShown());
    QVERIFY(window_->messages().kind() == MessageKind::kError);
    QVERIFY2(window_->messages().text().contains(words), qPrintable(window_->messages().text()));
    QVERIFY(window_->messages().text().contains("bad.lbp"));
    QCOMPARE(window_->document().path(), pipeline_);
    QTest::keyClick(window_.get(), Qt::Key_Escape);
    QVERIFY(!window_->messages().isShown());
  }

  void a_graph_with_mistakes_opens_and_says_which() {
    const QString path = writeFile(*folder_, "odd.lbp", QByteArray(kPipeline).replace("gaussian_blur", "gausian_blur"));
    QVERIFY(window_->files().open(path));
    QVERIFY2(window_->messages().text().contains("gaussian_blur"), qPrintable(window_->messages().text()));
    QVERIFY(window_->bridge().waitIdle(20000));
    window_->bridge().setViewedNode(ViewSide::A, "pattern");
    QVERIFY(window_->bridge().waitIdle(20000));
    QVERIFY(window_->bridge().picture("pattern"));  // the rest is alive
  }

  void newer_files_are_read_only() {
    const QByteArray newer = QByteArray(kPipeline).replace("\"version\": 1", "\"version\": 7");
    const QString path = writeFile(*folder_, "newer.lbp", newer);
    QVERIFY(window_->files().open(path));
    QVERIFY(window_->messages().text().contains("newer version"));
    QVERIFY(window_->windowTitle().contains("read-only"));
    window_->document().setParam("blur", "sigma", 1.0);
    const QString copy = folder_->filePath("mine.lbp");
    Answer answer([&](QWidget* dialog) { typeFileName(dialog, copy); });
    QTest::keyClick(window_.get(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(answer.given());
    QCOMPARE(contents(path), newer);
    QVERIFY(QFileInfo::exists(copy));
    QVERIFY(!window_->windowTitle().contains("read-only"));
  }

  void unwritable_targets_are_told() {
    open();
    window_->document().setParam("result", "path", std::string("/nonexistent/out.png"));
    QSignalSpy finished(&window_->bridge(), &EngineBridge::exportFinished);
    QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(window_->messages().text().contains("/nonexistent"), qPrintable(window_->messages().text()));
  }

  void outputs_are_exported() {
    open();
    QSignalSpy finished(&window_->bridge(), &EngineBridge::exportFinished);
    QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(QImage(folder_->filePath("out.png")).size(), QSize(64, 48));
    QVERIFY(window_->messages().text().contains("out.png"));
  }

  void commands_are_found_by_name() {
    open();
    QTest::keyClick(window_.get(), Qt::Key_F3);
    CommandPalette& palette = window_->commandPalette();
    QTRY_VERIFY(palette.isVisible());
    QVERIFY(palette.shownCount() > 40);
    auto* search = palette.findChild<QLineEdit*>("commandSearch");
    QTest::keyClicks(search, "theme light");
    QCOMPARE(palette.shownTitle(0), QString("Light"));
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(!palette.isVisible());
    QVERIFY(!Theme::instance().isDark());
    QTest::keyClick(window_.get(), Qt::Key_1, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(Theme::instance().isDark());
    QTest::mouseClick(window_->findChild<CommandButton*>(), Qt::LeftButton);
    QTRY_VERIFY(palette.isVisible());
    QTest::keyClicks(search, "zzzz");
    QCOMPARE(palette.shownCount(), 0);
    QTest::keyClick(search, Qt::Key_Escape);
    QTest::keyClick(search, Qt::Key_Escape);
    QTRY_VERIFY(!palette.isVisible());
  }

  void every_command_has_a_tooltip_and_keys_do_not_clash() {
    open();
    QMap<QString, QString> taken;
    for (const Command& command : commandsOf(window_->menus())) {
      QVERIFY2(!command.title.isEmpty(), qPrintable(command.menu));
      QVERIFY2(!command.action->toolTip().isEmpty(), qPrintable(command.title));
      if (command.action->shortcutContext() != Qt::WindowShortcut) continue;
      for (const QKeySequence& key : command.action->shortcuts()) {
        QVERIFY2(!taken.contains(key.toString()),
                 qPrintable(key.toString() + ": " + command.title + ", " + taken.value(key.toString())));
        taken[key.toString()] = command.title;
      }
    }
    // No panel takes a key from the window without being in front of it.
    for (const char* key : {"F3", "Ctrl+K", "F5", "Shift+F5", "Ctrl+S", "Ctrl+Z", "Ctrl+Shift+Z", "F1"}) {
      QVERIFY2(taken.contains(key), key);
    }
  }

  void choices_in_the_tool_bar_are_edits() {
    open();
    auto* precision = window_->findChild<ComboButton*>("precisionCombo");
    QCOMPARE(precision->currentText(), QString("f32"));
    precision->menu()->actions()[2]->trigger();
    QVERIFY(window_->document().graph().settings.precision == Precision::kU8);
    QCOMPARE(window_->document().undoStack()->count(), 1);
    window_->document().undoStack()->undo();
    QCOMPARE(precision->currentText(), QString("f32"));
    auto* budget = window_->findChild<ComboButton*>("budgetCombo");
    budget->menu()->actions()[0]->trigger();
    QCOMPARE(window_->bridge().latencyBudget(), 16.0);
    QCOMPARE(window_->document().undoStack()->index(), 0);
  }

  void the_device_of_the_pipeline_is_an_edit() {
    open();
    auto* device = window_->findChild<ComboButton*>("deviceCombo");
    QCOMPARE(device->count(), 3);
    device->setFocus();
    QTest::keyClick(device, Qt::Key_Down);
    QTRY_VERIFY(device->menu()->isVisible());
    QTest::keyClick(device->menu(), Qt::Key_Down);
    QTest::keyClick(device->menu(), Qt::Key_Down);
    QTest::keyClick(device->menu(), Qt::Key_Return);
    QVERIFY(!device->menu()->isVisible());
    QCOMPARE(device->currentText(), QString("Vulkan"));
    QVERIFY(window_->document().graph().settings.backend == Backend::kVulkan);
    QVERIFY(window_->bridge().waitIdle(60000));
    const std::shared_ptr<const RunReport> report = window_->bridge().report();
    QVERIFY(report);
    // Whatever the machine has, no node leaves open where it ran and why.
    for (const NodeReport& node : report->nodes) {
      const OperatorDef* def = home_.registry.find(node.type);
      if (node.state != NodeState::kComputed || def->category == lightbench::Category::kInOut) continue;
      QVERIFY2((node.backend == "vulkan") == node.fallback.empty(), node.id.c_str());
    }
    QAction* chosen = window_->findChild<QAction*>("deviceVulkan");
    QVERIFY(chosen->isChecked());
    QVERIFY(chosen->toolTip().contains("graphics card"));
    QCOMPARE(window_->document().undoStack()->count(), 1);
    window_->document().undoStack()->undo();
    QCOMPARE(device->currentText(), QString("Auto"));
    QVERIFY(window_->document().graph().settings.backend == Backend::kAuto);
  }

  void p_goes_round_the_overlays() {
    open();
    NodeEditor& editor = window_->editor();
    QCOMPARE(static_cast<int>(editor.overlay()), static_cast<int>(Overlay::kTime));
    for (int step = 1; step <= kOverlayCount; ++step) {
      QTest::keyClick(editor.view(), Qt::Key_P);
      const int expected = (static_cast<int>(Overlay::kTime) + step) % kOverlayCount;
      QCOMPARE(static_cast<int>(editor.overlay()), expected);
      QCOMPARE(editor.header()->segments()->currentIndex(), expected);
      QCOMPARE(window_->actions().overlays->checkedAction()->data().toInt(), expected);
    }
    // Shift+P is kept for recording.
    QTest::keyClick(editor.view(), Qt::Key_P, Qt::ShiftModifier);
    QCOMPARE(static_cast<int>(editor.overlay()), static_cast<int>(Overlay::kTime));
  }

  void overlays_are_chosen_by_mouse_and_menu() {
    open();
    NodeEditor& editor = window_->editor();
    QCOMPARE(editor.header()->segments()->count(), kOverlayCount);
    for (int i = 0; i < kOverlayCount; ++i) {
      QTest::mouseClick(editor.header()->segments()->segment(i), Qt::LeftButton);
      QCOMPARE(static_cast<int>(editor.overlay()), i);
    }
    auto* menu = window_->findChild<QMenu*>("profileMenu");
    QVERIFY(menu != nullptr);
    QVERIFY(menu->actions().contains(window_->actions().pinBaseline));
    for (QAction* choice : window_->actions().overlays->actions()) {
      choice->trigger();
      QCOMPARE(static_cast<int>(editor.overlay()), choice->data().toInt());
    }
  }

  void a_baseline_is_pinned_by_key() {
    open();
    QVERIFY(!window_->actions().unpinBaseline->isEnabled());
    QTest::keyClick(window_->editor().view(), Qt::Key_B, Qt::ControlModifier);
    QVERIFY(window_->messages().text().contains("nothing to pin"));
    for (int i = 0; i <= kFewestSamples; ++i) {  // the first may be the cold one
      QTest::keyClick(window_->editor().view(), Qt::Key_F5);
      QVERIFY(window_->bridge().waitIdle(20000));
    }
    QTest::keyClick(window_->editor().view(), Qt::Key_B, Qt::ControlModifier);
    QVERIFY2(window_->messages().text().startsWith("Baseline pinned"), qPrintable(window_->messages().text()));
    QVERIFY(window_->bridge().profile().baseline() != nullptr);
    QVERIFY(window_->actions().unpinBaseline->isEnabled());
    window_->editor().setOverlay(Overlay::kDelta);
    const NodeFace& blur = window_->editor().scene()->item("blur")->face();
    QVERIFY2(blur.reading == "no difference", qPrintable(blur.reading + blur.note));  // held against itself
    QTest::keyClick(window_->editor().view(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(window_->bridge().profile().baseline() == nullptr);
    QCOMPARE(window_->editor().scene()->item("blur")->face().reading, QString("no baseline"));
  }

  void the_status_line_knows_card_and_profiler() {
    open();
    StatusLine& status = window_->status();
    QVERIFY2(status.facts().front().startsWith("GPU "), qPrintable(status.facts().front()));
    QVERIFY(!status.tipOf(0).isEmpty());  // driver, or why there is none, or when it is opened
    const qsizetype profiler = status.facts().indexOf("profiler not measured");
    QVERIFY(profiler > 0);
    QVERIFY(status.tipOf(profiler).contains("at rest"));
    // With a measure of this machine at hand it is a number.
    MachineSpeed speed;
    speed.machine = machine_text(home_.engine->workers.threads());
    speed.copy_gb_per_s = speed.gflop_per_s = speed.dispatch_ns = 1;
    speed.profiler = {1e9, 1e9, 1e9};
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(write_machine_speed((folder + "/machine.json").toStdString(), speed));
    window_->bridge().profile().meter().want();
    QVERIFY2(status.facts()[profiler].startsWith("profiler +"), qPrintable(status.facts()[profiler]));
    QVERIFY(status.tipOf(profiler).contains("steps"));
    QVERIFY(QFile::remove(folder + "/machine.json"));
    // Pointed at, it tells more.
    const QPoint at(status.width() - 14, status.height() / 2);
    QHelpEvent help(QEvent::ToolTip, at, status.mapToGlobal(at));
    QVERIFY(QApplication::sendEvent(&status, &help));
  }

  void live_can_be_switched_off() {
    open();
    QTest::keyClick(window_.get(), Qt::Key_L, Qt::ControlModifier);
    QVERIFY(!window_->bridge().isLive());
    QVERIFY(window_->status().stateText().contains("F5"));
    const QByteArray before = pixels("result");
    window_->document().setParam("blur", "sigma", 8.0);
    QVERIFY(window_->bridge().waitIdle(20000));
    QCOMPARE(pixels("result"), before);
    QTest::keyClick(window_.get(), Qt::Key_F5);
    QVERIFY(window_->bridge().waitIdle(20000));
    QVERIFY(pixels("result") != before);
  }

  void the_window_comes_back_where_it_was() {
    open();
    window_->resize(1111, 777);
    QDockWidget* inspector = window_->findChild<QDockWidget*>("inspectorDock");
    QVERIFY(inspector);
    QTest::keyClick(window_.get(), Qt::Key_F9);
    QVERIFY(!inspector->isVisible());
    QVERIFY(window_->close());
    window_.reset();
    makeWindow();
    QCOMPARE(window_->size(), QSize(1111, 777));
    QVERIFY(!window_->findChild<QDockWidget*>("inspectorDock")->isVisible());
    QTest::keyClick(window_.get(), Qt::Key_F9, Qt::ShiftModifier);
    QVERIFY(window_->findChild<QDockWidget*>("inspectorDock")->isVisible());
  }

  void a_missing_file_on_the_command_line_is_told() {
    window_->start(folder_->filePath("gone.lbp"));
    QVERIFY2(window_->messages().text().contains("gone.lbp"), qPrintable(window_->messages().text()));
  }

  void the_first_start_opens_the_sample_already_run() {
    window_->start({});
    QVERIFY(window_->bridge().waitIdle(60000));
    QCOMPARE(window_->document().displayName(), QString("Still life"));
    QVERIFY(!window_->isWindowModified());
    QVERIFY(window_->bridge().picture(window_->bridge().viewedNode(ViewSide::A)));
    QVERIFY(window_->bridge().report()->trace.wall_ns() > 0);
    QVERIFY(!window_->document().currentNode().empty());
    // The next start opens what was open last.
    open();
    window_.reset();
    makeWindow();
    window_->start({});
    QCOMPARE(window_->document().path(), pipeline_);
  }

  void a_pipeline_is_kept_as_a_preset() {
    window_->files().openSample();
    QVERIFY(window_->bridge().waitIdle(60000));
    Answer answer([&](QWidget* dialog) {
      auto* preset = qobject_cast<SavePresetDialog*>(dialog);
      QVERIFY(preset);
      preset->setName("Evening");
      preset->accept();
      if (preset->isVisible()) preset->reject();  // refused: the check below says so
    });
    QTest::keyClick(window_.get(), Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(answer.given());
    QVERIFY2(window_->library().store().findOwn("Evening"), qPrintable(window_->messages().text()));
  }

  void help_lists_the_keys() {
    QTest::keyClick(window_.get(), Qt::Key_F1);
    auto* tree = window_->findChild<QTreeWidget*>("keysList");
    QVERIFY(tree);
    QVERIFY(!tree->findItems("Save", Qt::MatchExactly | Qt::MatchRecursive).isEmpty());
  }

 private:
  void makeWindow() {
    window_ = std::make_unique<MainWindow>(*home_.engine);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  void open() {
    QVERIFY(window_->files().open(pipeline_));
    QVERIFY(window_->bridge().waitIdle(20000));
  }

  void addByPalette(const QString& name) {
    GraphView* view = window_->editor().view();
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Tab);
    SearchPopup* popup = window_->editor().palette();
    QTRY_VERIFY(popup->isVisible());
    QTest::keyClicks(popup->field(), name);
    QTest::keyClick(popup->field(), Qt::Key_Return);
    QTRY_VERIFY(!popup->isVisible());
  }

  QByteArray pixels(const NodeId& id) {
    const auto picture = window_->bridge().picture(id);
    if (!picture || picture->level != 0) return {};
    QByteArray bytes;
    const ImageSpec& spec = picture->image.spec();
    for (int channel = 0; channel < spec.channels; ++channel) {
      for (int y = 0; y < spec.height; ++y) {
        bytes.append(reinterpret_cast<const char*>(picture->image.row_data(channel, y)),
                     spec.width * static_cast<int>(sample_bytes(spec.format)));
      }
    }
    return bytes;
  }

  WindowHome home_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<MainWindow> window_;
  QString pipeline_;
};

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
