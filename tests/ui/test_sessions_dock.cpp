// Recording from the window and the panel of recorded sessions, by mouse and keys.
#include <QtTest>
#include <QtWidgets>

#include "tests/engine/sample_session.h"
#include "tests/ui/window_home.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/search_field.h"
#include "ui/controls/segments.h"
#include "ui/profile/compare_panel.h"
#include "ui/profile/session_details.h"
#include "ui/profile/sessions_model.h"
#include "ui/profile/sessions_panel.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/record_dialog.h"
#include "ui/window/session_commands.h"
#include "ui/window/settings.h"
#include "ui/window/status_line.h"
#include "ui/window/window_actions.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

constexpr const char* kPipeline = R"json({
  "format": "lightbench.pipeline", "version": 1,
  "nodes": [
    {"id": "pattern", "type": "test_pattern", "params": {"width": 160, "height": 120}, "position": [0, 0]},
    {"id": "blur", "type": "gaussian_blur", "params": {"sigma": 2}, "position": [220, 0]},
    {"id": "result", "type": "output", "params": {"path": "out.png"}, "position": [440, 0]}
  ],
  "links": [{"from": "pattern.image", "to": "blur.image"}, {"from": "blur.image", "to": "result.image"}]
})json";

// Runs with the next dialogue, once it is open.
class DialogAnswer : public QObject {
 public:
  explicit DialogAnswer(std::function<void(QWidget*)> answer) {
    connect(&poll_, &QTimer::timeout, this, [this, answer = std::move(answer)] {
      QWidget* dialog = QApplication::activeModalWidget();
      if (dialog == nullptr || !dialog->isVisible()) return;
      poll_.stop();
      answer(dialog);
    });
    poll_.start(20);
  }

 private:
  QTimer poll_;
};

void press(QWidget* dialog, const QString& text) {
  for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
    if (button->text().remove('&') == text) return QTest::mouseClick(button, Qt::LeftButton);
  }
  QFAIL(qPrintable("no button " + text));
}

void choose(ComboButton* combo, const QVariant& value) {
  const int index = combo->findData(value);
  QVERIFY(index >= 0);
  combo->setCurrentIndex(index);
  Q_EMIT combo->activated(index);
}

}  // namespace

class TestSessionsDock : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { home_.prepare(); }

  void init() {
    home_.forgetSettings();
    folder_ = std::make_unique<QTemporaryDir>();
    qputenv("XDG_DATA_HOME", folder_->filePath("data").toUtf8());
    Settings().setRecorded(4, 1, {});
    window_ = std::make_unique<MainWindow>(*home_.engine);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    const QString path = folder_->filePath("three.lbp");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(kPipeline) > 0);
    file.close();
    QVERIFY(window_->files().open(path));
    QVERIFY(window_->bridge().waitIdle(30000));
  }
  void cleanup() { window_.reset(); }

  void shift_p_records_and_the_list_has_it() {
    if (!canRecord()) QSKIP("a build without optimisation does not record");
    QTest::keyClick(window_.get(), Qt::Key_P, Qt::ShiftModifier);
    QVERIFY(commands().isRecording());
    QVERIFY(window_->status().stateText().startsWith("Recording"));
    QVERIFY(!window_->actions().exportOutputs->isEnabled());
    waitRecorded();
    QCOMPARE(store().sessions().size(), size_t{1});
    const QString words = window_->messages().text();
    QVERIFY2(words.startsWith("Recorded three: median"), qPrintable(words));
    QVERIFY2(words.contains("rounds 4") && words.contains("MAD"), qPrintable(words));
    QVERIFY(window_->actions().exportOutputs->isEnabled());
    QTest::mouseClick(window_->messages().findChild<QPushButton*>(), Qt::LeftButton);
    QTRY_VERIFY(isOnTop(docks().sessionsDock));
    QTRY_VERIFY(view().hasFocus());
    QCOMPARE(panel().chosen(), store().sessions().front().path);
    QCOMPARE(cell(0, SessionColumn::kPipeline), QString("three"));
    QCOMPARE(cell(0, SessionColumn::kRounds), QString("4"));
    QVERIFY(!cell(0, SessionColumn::kMachine).startsWith("another"));
    savePictures("recorded");
  }

  void the_button_records_and_stops() {
    if (!canRecord()) QSKIP("a build without optimisation does not record");
    Settings().setRecorded(10000, 1, {});
    window_.reset();
    window_ = std::make_unique<MainWindow>(*home_.engine);
    window_->show();
    QVERIFY(window_->files().open(folder_->filePath("three.lbp")));
    QVERIFY(window_->bridge().waitIdle(30000));
    auto* button = window_->findChild<QToolButton*>("recordButton");
    QCOMPARE(button->text(), QString("Record"));
    const int width = button->width();
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(commands().isRecording() && button->isChecked());
    QTRY_VERIFY_WITH_TIMEOUT(button->text().contains("of 10000"), 30000);
    QCOMPARE(button->width(), width);
    QVERIFY(window_->status().stateText().contains("of 10000"));
    savePictures("recording");
    window_->document().setParam("blur", "sigma", 3.0);  // waits
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!commands().isRecording(), 30000);
    QVERIFY(!button->isChecked());
    QCOMPARE(button->text(), QString("Record"));
    QVERIFY(window_->messages().text().contains("stopped"));
    QVERIFY(store().sessions().empty());
    QVERIFY(window_->bridge().waitIdle(30000));
    QVERIFY(window_->bridge().report()->find("blur")->state == NodeState::kComputed);
    // Escape does the same.
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(commands().isRecording());
    QTest::keyClick(window_.get(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!commands().isRecording(), 30000);
  }

  void the_dialog_has_the_edits_against_the_saved_file() {
    if (!canRecord()) QSKIP("a build without optimisation does not record");
    window_->document().setParam("blur", "sigma", 6.0);
    QString explanation;
    DialogAnswer answer([&](QWidget* dialog) {
      choose(dialog->findChild<ComboButton*>("againstCombo"), static_cast<int>(Against::kSavedFile));
      explanation = dialog->findChild<QLabel*>("explanation")->text();
      QTest::keyClicks(dialog->findChild<QLineEdit*>("tagsEdit"), "before, after");
      QTest::keyClicks(dialog->findChild<QPlainTextEdit*>("notesEdit"), "wider");
      savePicture(dialog, "dialog");
      press(dialog, "Record");
    });
    QTest::keyClick(window_.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY2(explanation.contains("A: the saved file. B: the pipeline as it is now"), qPrintable(explanation));
    QVERIFY(explanation.contains("9 rounds"));
    waitRecorded();
    const ProfileSession& session = store().sessions().front().loaded->session;
    QCOMPARE(session.tags, (std::vector<std::string>{"before", "after"}));
    QCOMPARE(session.notes, std::string("wider"));
    QCOMPARE(session.variants.size(), size_t{2});
    QVERIFY2(window_->messages().text().contains("A against B"), qPrintable(window_->messages().text()));
    // The next one with the same settings, but for the notes.
    activate();
    QTest::keyClick(window_.get(), Qt::Key_P, Qt::ShiftModifier);
    waitRecorded();
    QCOMPARE(store().sessions().size(), size_t{2});
    int withNotes = 0;
    for (const StoredSession& stored : store().sessions()) {
      QCOMPARE(stored.loaded->session.variants.size(), size_t{2});
      withNotes += !stored.loaded->session.notes.empty();
    }
    QCOMPARE(withNotes, 1);
    QCOMPARE(Settings().recordedTags(), (QStringList{"before", "after"}));
    // Refused at once, it does not look as if it had begun.
    QVERIFY(QFile::remove(folder_->filePath("three.lbp")));
    QTest::keyClick(window_.get(), Qt::Key_P, Qt::ShiftModifier);
    QVERIFY(!commands().isRecording() && !window_->actions().record->isChecked());
    QCOMPARE(window_->messages().kind(), MessageKind::kError);
    // Comparing it means its two variants.
    showSessions();
    QSignalSpy compared(&panel(), &SessionsPanel::compareRequested);
    QTest::keyClick(&view(), Qt::Key_Return);
    QCOMPARE(compared.count(), 1);
    QCOMPARE(compared.first().at(0).toString(), panel().chosen());
    QCOMPARE(compared.first().at(1).toString(), panel().chosen());
  }

  void the_dialog_says_what_cannot_be() {
    DialogAnswer answer([&](QWidget* dialog) {
      auto* record = qobject_cast<RecordDialog*>(dialog);
      auto* against = dialog->findChild<ComboButton*>("againstCombo");
      QVERIFY(record->problem().isEmpty());
      for (QAction* action : against->menu()->actions()) {
        const bool cannot = action->text() == "The saved file" || action->text().startsWith("A recorded session");
        QCOMPARE(action->isEnabled(), !cannot);  // no edits, nothing recorded
      }
      choose(against, static_cast<int>(Against::kPipeline));
      QVERIFY(!record->problem().isEmpty());
      QVERIFY(dialog->findChild<QLabel*>("explanation")->text().contains("Choose a pipeline file"));
      choose(against, static_cast<int>(Against::kIsa));
      QCOMPARE(record->settings().isa, std::string("scalar"));
      press(dialog, "Cancel");
    });
    window_->actions().recordWith->trigger();
    QVERIFY(!commands().isRecording());
  }

  void what_cannot_be_recorded_is_told() {
    window_->document().edit("break", GraphChange::Structure, [](Graph& graph) { graph.links.clear(); });
    window_->actions().record->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!commands().isRecording(), 30000);
    QCOMPARE(window_->messages().kind(), MessageKind::kError);
    if (canRecord()) return;
    QVERIFY(window_->messages().text().contains("records nothing"));
  }

  void sorted_and_filtered() {
    add("2026-11-28T07:15:00Z", 9'000'000, {"slow"});
    add("2026-11-30T07:15:00Z", 1'000'000, {"quick"}, folder_->filePath("three.lbp"));
    add("2026-11-29T07:15:00Z", 5'000'000, {"middling"});
    writeBroken();
    showSessions();
    QCOMPARE(view().model()->rowCount(), 4);
    const auto tags = [this] {
      QStringList all;
      for (int row = 0; row < view().model()->rowCount(); ++row) all << cell(row, SessionColumn::kTags);
      return all;
    };
    QCOMPARE(tags(), (QStringList{"quick", "middling", "slow", ""}));  // newest first, unreadable last
    QHeaderView* head = view().horizontalHeader();
    const int median = static_cast<int>(SessionColumn::kMedian);
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, QPoint(head->sectionViewportPosition(median) + 20, 10));
    QCOMPARE(tags(), (QStringList{"quick", "middling", "slow", ""}));
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, QPoint(head->sectionViewportPosition(median) + 20, 10));
    QCOMPARE(tags(), (QStringList{"slow", "middling", "quick", ""}));
    QTest::keyClicks(&panel().filter(), "MIDD");
    QCOMPARE(tags(), QStringList{"middling"});
    QTest::keyClick(&panel().filter(), Qt::Key_Escape);
    auto* scope = panel().findChild<Segments*>("sessionScope");
    QTest::mouseClick(scope->segment(0), Qt::LeftButton);
    QCOMPARE(tags(), (QStringList{"quick", ""}));
    // One that is asked for is shown in spite of it.
    const QString hidden = store().sessions()[2].path;
    panel().choose(hidden);
    QCOMPARE(panel().chosen(), hidden);
    QCOMPARE(view().model()->rowCount(), 4);
    savePictures("sessions");
  }

  void what_is_wrong_is_said() {
    add("2026-11-28T07:15:00Z", 9'000'000, {});
    QFile newer(store().folder() + "/newer.json");
    QVERIFY(newer.open(QIODevice::WriteOnly));
    newer.write(
        QByteArray::fromStdString(serialize_session(sample_session())).replace("\"version\": 1,", "\"version\": 2,"));
    newer.close();
    writeBroken();
    showSessions();
    panel().choose(store().folder() + "/broken.json");
    QVERIFY2(facts().contains("cannot be read") && facts().contains("ends early"), qPrintable(facts()));
    QVERIFY(!command("compareSession")->isEnabled() && command("removeSession")->isEnabled());
    QVERIFY(!panel().details().findChild<QLineEdit*>("sessionTags")->isVisible());
    const int row = view().currentIndex().row();
    QVERIFY(view().model()->index(row, 0).data(Qt::AccessibleTextRole).toString().contains("cannot be read"));
    QVERIFY(cell(row, SessionColumn::kNotes).contains("ends early"));
    QCOMPARE(cell(row, SessionColumn::kMedian), QString(QChar(0x2013)));
    panel().choose(newer.fileName());
    QVERIFY2(facts().contains("newer version"), qPrintable(facts()));
    QVERIFY(!panel().details().findChild<QLineEdit*>("sessionTags")->isEnabled());
    QVERIFY(command("compareSession")->isEnabled() && !command("editTags")->isEnabled());
    QVERIFY(cell(view().currentIndex().row(), SessionColumn::kMachine).startsWith("another: Some processor"));
    savePictures("bad");
  }

  void tags_and_notes_are_changed_by_keys() {
    const QString path = add("2026-11-28T07:15:00Z", 9'000'000, {"old"});
    showSessions();
    panel().choose(path);
    QTest::keyClick(&view(), Qt::Key_F2);
    auto* tags = panel().details().findChild<QLineEdit*>("sessionTags");
    QTRY_VERIFY(tags->hasFocus());
    QTest::keyClicks(tags, "new, tags");
    QTest::keyClick(tags, Qt::Key_Return);
    QTRY_VERIFY(view().hasFocus());
    QCOMPARE(store().find(path)->loaded->session.tags, (std::vector<std::string>{"new", "tags"}));
    QCOMPARE(cell(0, SessionColumn::kTags), QString("new, tags"));
    QTest::keyClick(&view(), Qt::Key_F2, Qt::ShiftModifier);
    auto* notes = panel().details().findChild<QPlainTextEdit*>("sessionNotes");
    QTRY_VERIFY(notes->hasFocus());
    notes->selectAll();
    QTest::keyClicks(notes, "what it was");
    QTest::keyClick(notes, Qt::Key_Tab);
    QCOMPARE(store().find(path)->loaded->session.notes, std::string("what it was"));
    // What was typed is not lost when another session comes to the fore.
    tags->setText("kept");
    const QString other = add("2026-11-30T07:15:00Z", 1'000'000, {"its own"});
    panel().choose(other);
    QCOMPARE(tags->text(), QString("its own"));
    QCOMPARE(store().find(path)->loaded->session.tags, std::vector<std::string>{"kept"});
    QVERIFY(store().setTags(path, {"new", "tags"}));
    panel().choose(path);
    // Escape takes back what was typed.
    view().setFocus();
    QTest::keyClick(&view(), Qt::Key_F2);
    QTest::keyClicks(tags, "no");
    QTest::keyClick(tags, Qt::Key_Escape);
    QCOMPARE(tags->text(), QString("new, tags"));
    QCOMPARE(store().find(path)->loaded->session.tags, (std::vector<std::string>{"new", "tags"}));
  }

  void chosen_for_comparing() {
    const QString first = add("2026-11-28T07:15:00Z", 9'000'000, {});
    showSessions();
    QSignalSpy compared(&panel(), &SessionsPanel::compareRequested);
    QTest::keyClick(&view(), Qt::Key_Return);
    QCOMPARE(compared.count(), 0);
    QVERIFY(window_->messages().text().contains("nothing to hold this session against"));
    const QString second = add("2026-11-29T07:15:00Z", 5'000'000, {});
    panel().choose(second);
    const QModelIndex index = view().currentIndex();
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, view().visualRect(index).center());
    QTest::mouseDClick(view().viewport(), Qt::LeftButton, {}, view().visualRect(index).center());
    QCOMPARE(compared.count(), 1);
    QCOMPARE(compared.first().at(0).toString(), first);  // the one before it
    QCOMPARE(compared.first().at(1).toString(), second);
    QTRY_VERIFY(window_->profile().compare->outcome());  // in front now
    showSessions();
    QSignalSpy base(&panel(), &SessionsPanel::baseChosen);
    QSignalSpy current(&panel(), &SessionsPanel::currentChosen);
    QTest::keyClick(&view(), Qt::Key_1, Qt::ControlModifier);
    QTest::keyClick(&view(), Qt::Key_Up);
    QTest::keyClick(&view(), Qt::Key_Down);
    QTest::keyClick(&view(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(base.first().first().toString(), second);
    QCOMPARE(current.first().first().toString(), first);
    QTest::keyClick(window_.get(), Qt::Key_F6, Qt::ShiftModifier);
    QTRY_VERIFY(window_->profile().compare->outcome());
    QCOMPARE(window_->profile().compare->outcome()->diff.verdict, Verdict::kSlower);
  }

  void a_session_is_the_baseline() {
    const QString path = add("2026-11-28T07:15:00Z", 9'000'000, {}, folder_->filePath("three.lbp"));
    const QString other = add("2026-11-29T07:15:00Z", 5'000'000, {}, folder_->filePath("three.lbp"));
    showSessions();
    panel().choose(path);
    QTest::keyClick(&view(), Qt::Key_B);
    const Baseline* baseline = window_->bridge().profile().baseline();
    QVERIFY(baseline != nullptr);
    QCOMPARE(baseline->session, path.toStdString());
    QVERIFY(window_->messages().text().contains("another machine"));
    const int row = view().currentIndex().row();
    QVERIFY(view().model()->index(row, 0).data(Qt::AccessibleTextRole).toString().contains("the baseline"));
    // Other sessions are then compared with it.
    QSignalSpy compared(&panel(), &SessionsPanel::compareRequested);
    panel().choose(other);
    QTest::keyClick(&view(), Qt::Key_Enter);
    QCOMPARE(compared.first().at(0).toString(), path);
    // The combo in the tool bar knows it, and changes it.
    auto* combo = window_->findChild<ComboButton*>("baselineCombo");
    QVERIFY(combo->accessibleName().contains("2026-11-28"));
    Q_EMIT combo->menu()->aboutToShow();
    QCOMPARE(combo->currentData().toString(), path);
    choose(combo, other);
    QCOMPARE(window_->bridge().profile().baseline()->session, other.toStdString());
    Q_EMIT combo->menu()->aboutToShow();
    choose(combo, QString());
    QVERIFY(window_->bridge().profile().baseline() == nullptr);
    savePictures("baseline");
  }

  // What was recorded here is under the same conditions as what runs here, but for the last node: a session rounds its
  // result for the file, and that is said.
  void runs_are_held_against_a_recorded_session() {
    if (!canRecord()) QSKIP("a build without optimisation does not record");
    QTest::keyClick(window_.get(), Qt::Key_P, Qt::ShiftModifier);
    waitRecorded();
    commands().pin(store().sessions().front().path);
    const ProfileKeeper& profile = window_->bridge().profile();
    QVERIFY2(profile.isBaselineOfThisMachine(), profile.baseline()->machine.c_str());
    for (int run = 0; run < 4; ++run) {
      window_->bridge().run();
      QVERIFY(window_->bridge().waitIdle(30000));
    }
    const auto change = [&](const char* id) { return change_of(*profile.baseline(), id, profile.records().find(id)); };
    QCOMPARE(QString::fromStdString(change("pattern").unlike), QString());
    QVERIFY(change("pattern").then_ms > 0 && change("pattern").now_ms > 0);
    QCOMPARE(change("pattern").runs_then, 4);
    QCOMPARE(QString::fromStdString(change("blur").unlike), QString("another precision"));
  }

  void deleted_when_answered_so() {
    const QString path = add("2026-11-28T07:15:00Z", 9'000'000, {});
    add("2026-11-29T07:15:00Z", 5'000'000, {});
    showSessions();
    panel().choose(path);
    {
      DialogAnswer answer([](QWidget* dialog) { QTest::keyClick(dialog, Qt::Key_Escape); });
      QTest::keyClick(&view(), Qt::Key_Delete);
    }
    QVERIFY(QFile::exists(path));
    activate();
    DialogAnswer answer([](QWidget* dialog) { press(dialog, "Delete"); });
    QTest::keyClick(&view(), Qt::Key_Delete);
    QVERIFY(!QFile::exists(path));
    QCOMPARE(view().model()->rowCount(), 1);
    QVERIFY(!panel().chosen().isEmpty());
  }

  void imported_and_refused() {
    const QString file = folder_->filePath("elsewhere.json");
    QVERIFY(save_session(sample_session(), file.toStdString()));
    showSessions();
    DialogAnswer answer([&](QWidget* dialog) {
      auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
      name->setText(file);
      QTest::keyClick(name, Qt::Key_Return);
    });
    panel().findChild<QAbstractButton*>("importSessionButton")->click();
    QCOMPARE(panel().chosen(), store().folder() + "/elsewhere.json");
    commands().import(folder_->filePath("three.lbp"));
    QVERIFY(window_->messages().text().contains("not a session"));
    QCOMPARE(view().model()->rowCount(), 1);
  }

 private:
  static bool canRecord() { return check_measurable(describe_build()).ok(); }
  ProfileDocks& docks() { return window_->profile(); }
  SessionsPanel& panel() { return *docks().sessions; }
  QTableView& view() { return panel().view(); }
  SessionCommands& commands() { return window_->sessions(); }
  SessionStore& store() { return commands().store(); }
  QString facts() { return panel().findChild<QLabel*>("sessionFacts")->text(); }
  QAction* command(const char* name) { return panel().findChild<QAction*>(name); }
  static bool isOnTop(const QWidget* dock) { return !dock->visibleRegion().isEmpty(); }

  QString cell(int row, SessionColumn column) {
    return view().model()->index(row, static_cast<int>(column)).data().toString();
  }

  // After a dialogue: keys go to the active window.
  void activate() {
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }

  void showSessions() {
    QTest::keyClick(window_.get(), Qt::Key_F4, Qt::ShiftModifier);
    QTRY_VERIFY(isOnTop(docks().sessionsDock));
    QTRY_VERIFY(view().hasFocus());
  }

  void waitRecorded() {
    QTRY_VERIFY_WITH_TIMEOUT(!commands().isRecording(), 60000);
    QVERIFY2(!store().sessions().empty(), qPrintable(window_->messages().text()));
  }

  QString add(const char* recorded, int64_t blur_ns, const std::vector<std::string>& tags,
              const QString& pipeline = "/pipelines/soft.lbp") {
    ProfileSession session = sample_session(blur_ns);
    session.recorded = recorded;
    session.tags = tags;
    session.variants[0].pipeline_path = pipeline.toStdString();
    const Result<QString> path = store().add(session);
    return path ? *path : QString();
  }

  void writeBroken() {
    QVERIFY(QDir().mkpath(store().folder()));
    QFile file(store().folder() + "/broken.json");
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(serialize_session(sample_session())).left(500));
    file.close();
    store().refresh();
  }

  static void savePicture(QWidget* widget, const QString& name) {
    const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY");
    if (!folder.isEmpty()) widget->grab().save(folder + "/" + name + ".png");
  }

  void savePictures(const QString& name) {
    if (qEnvironmentVariable("LIGHTBENCH_GALLERY").isEmpty()) return;
    for (const ThemeMode mode : {ThemeMode::kLight, ThemeMode::kDark}) {
      Theme::instance().setMode(mode);
      QTest::qWait(50);
      savePicture(window_.get(), name + (mode == ThemeMode::kDark ? "_dark" : "_light"));
    }
  }

  WindowHome home_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestSessionsDock)
#include "test_sessions_dock.moc"
