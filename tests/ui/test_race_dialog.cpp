// The race of a node from the window: by the inspector's button and by keys, its table, and what comes of it. No time
// is asserted.
#include <QtTest>
#include <QtWidgets>

#include "engine/graph/chain.h"
#include "engine/profile/machine.h"
#include "engine/simd/isa.h"
#include "tests/ui/window_home.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/what_if_row.h"
#include "ui/profile/race_dialog.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"
#include "ui/window/profile_docks.h"
#include "ui/window/status_line.h"
#include "ui/window/window_actions.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

constexpr int64_t kMs = 1'000'000;

RaceEntry entryOf(Backend backend, const std::string& isa, Precision precision, int64_t ms, double ratio,
                  Verdict verdict) {
  RaceEntry entry;
  entry.backend = backend;
  entry.isa = isa;
  entry.precision = precision;
  entry.cold_ns = 3 * ms * kMs;
  entry.time_ns.assign(9, ms * kMs);
  entry.rounds_compared = 9;
  if (backend == Backend::kVulkan) entry.device_ns.assign(9, ms * kMs / 2);
  entry.ratio = Ratio{ratio, ratio * 0.9, ratio * 1.1};
  entry.verdict = verdict;
  entry.picture = ImageSpec{64, 48, 3, SampleFormat::kF32};
  QualityMetrics metrics;
  metrics.max_abs_diff = 0.25;
  metrics.mean_delta_e2000 = 1.5;
  metrics.psnr_db = 40.0;
  entry.from_reference = entry.from_current = metrics;
  return entry;
}

std::string best() { return std::string(name_of(supported_isas().back())); }

// The card needs 2 ms, the processor 8 as it does now, its definition 800.
RaceResult someRace() {
  RaceResult race;
  race.node = "blur";
  race.type = "gaussian_blur";
  race.rounds = 9;
  race.gpu = "Some card";
  race.entries = {entryOf(Backend::kVulkan, "", Precision::kF32, 2, 0.25, Verdict::kFaster),
                  entryOf(Backend::kVulkan, "", Precision::kF16, 3, 0.375, Verdict::kFaster),
                  entryOf(Backend::kCpu, best(), Precision::kF32, 8, 1, Verdict::kNoDifference),
                  entryOf(Backend::kCpu, "scalar", Precision::kF32, 800, 100, Verdict::kSlower),
                  entryOf(Backend::kCpu, "scalar", Precision::kU8, 800, 100, Verdict::kSlower)};
  race.entries[2].is_current = true;
  race.entries[2].ratio.reset();
  race.entries[3].is_reference = true;
  race.entries[3].from_reference->identical = true;
  race.entries[4].left_out = "no luck";
  return race;
}

}  // namespace

class TestRaceDialog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { home_.prepare(); }

  void init() {
    window_ = std::make_unique<MainWindow>(*home_.engine);
    window_->resize(1200, 800);
    Graph graph;
    graph.nodes = {node("pattern", "test_pattern", {{"width", int64_t{64}}, {"height", int64_t{48}}}),
                   node("blur", "gaussian_blur", {{"sigma", 1.5}}), node("result", "output", {{"path", "out.png"}})};
    graph.connect({"pattern", "image"}, {"blur", "image"});
    graph.connect({"blur", "image"}, {"result", "image"});
    window_->document().adopt(graph);
    window_->document().setSelection({"blur"}, "blur");
    window_->show();
    QVERIFY(window_->bridge().waitIdle(30000));
  }
  void cleanup() { window_.reset(); }

  void rows_in_words() {
    const std::vector<RaceRow> rows = raceRows(someRace());
    QCOMPARE(rows[0].name, QString("Vulkan, f32"));
    QVERIFY(rows[0].fastest && rows[0].on_card && !rows[0].now);
    QCOMPARE(rows[0].time, QString("2.0"));
    QCOMPARE(rows[0].ratio, QString("0.25× as long"));
    QCOMPARE(rows[0].difference, QString("0.25"));
    QCOMPARE(rows[0].delta_e, QString("1.5"));
    QVERIFY(rows[0].facts.contains("On the card 1.0 ms") && rows[0].facts.contains("PSNR 40.0 dB against CPU scalar"));
    QVERIFY(!rows[1].fastest);
    QVERIFY(rows[2].now && !rows[2].fastest);
    QCOMPARE(rows[2].ratio, QString("now"));
    QVERIFY(rows[3].reference && rows[3].cut);
    QCOMPARE(rows[3].difference, QString("none"));
    QCOMPARE(rows[3].ratio, QString("100× as long"));
    QCOMPARE(rows[4].left_out, QString("no luck"));
    QVERIFY(rows[4].time.isEmpty());
    // A full bar is what takes longest but no more than four times as long as now.
    QCOMPARE(rows[2].bar, 1.0);
    QCOMPARE(rows[0].bar, 0.25);
    QCOMPARE(raceVerdict(someRace()),
             QString("Vulkan, f32 is fastest: 2.0 ms, 75 % less than now; its picture is up to 0.25 off"));
    RaceResult alike = someRace();
    alike.entries[0].from_current->identical = true;
    QVERIFY(raceVerdict(alike).endsWith("less than now, and the same picture"));
    QVERIFY(raceBasis(someRace()).contains("Some card"));
  }

  void without_a_verdict_nothing_is_called_faster() {
    RaceResult race = someRace();
    for (RaceEntry& entry : race.entries) entry.verdict = Verdict::kTooNoisy;
    QVERIFY(raceVerdict(race).startsWith("Nothing is shown to be faster than now: CPU "));
    QCOMPARE(raceRows(race)[0].ratio, QString("0.25× as long, too noisy"));
    QVERIFY(!raceRows(race)[0].fastest);
    race.entries[0].rounds_compared = 2;
    QCOMPARE(raceRows(race)[0].ratio, QString("0.25× as long, too few rounds"));
  }

  void what_a_node_can_be_made_to_use() {
    const Graph& graph = window_->document().graph();
    const RaceResult race = someRace();
    QCOMPARE(useProblem(race.entries[0], graph, "blur"), QString());
    QVERIFY(useProblem(race.entries[1], graph, "blur").contains("precision"));
    QCOMPARE(useProblem(race.entries[2], graph, "blur"), QString());  // it asks for Auto
    QVERIFY(useProblem(race.entries[3], graph, "blur").contains("instruction set"));
    QVERIFY(useProblem(race.entries[4], graph, "blur").contains("did not run"));
    QVERIFY(useProblem(race.entries[0], graph, "gone").contains("gone"));
    window_->document().setBackend("blur", Backend::kVulkan);
    QVERIFY(useProblem(race.entries[0], graph, "blur").contains("already"));
  }

  void enter_makes_the_node_use_what_is_chosen() {
    showSome();
    QCOMPARE(dialog().table().currentIndex().row(), 0);
    QTRY_VERIFY(dialog().table().hasFocus());
    QTest::keyClick(&dialog().table(), Qt::Key_Down);
    QVERIFY(!use().isEnabled());
    QVERIFY(dialog().findChild<QLabel*>("raceUseNote")->text().contains("precision"));
    QTest::keyClick(&dialog().table(), Qt::Key_Return);
    QCOMPARE(backend(), Backend::kAuto);
    QTest::keyClick(&dialog().table(), Qt::Key_Up);
    QVERIFY(use().isEnabled());
    QTest::keyClick(&dialog().table(), Qt::Key_Return);
    QCOMPARE(backend(), Backend::kVulkan);
    QVERIFY(!use().isEnabled());
    window_->document().undoStack()->undo();
    QCOMPARE(backend(), Backend::kAuto);
    QVERIFY(use().isEnabled());
  }

  void the_mouse_does_the_same() {
    showSome();
    QTableView& table = dialog().table();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(2, 0)).center());
    QTest::mouseClick(&use(), Qt::LeftButton);
    QCOMPARE(backend(), Backend::kCpu);
    QTest::keyClick(&dialog(), Qt::Key_Escape);
    QVERIFY(dialog().isHidden());
  }

  void the_table_looks_right_in_both_themes() {
    showSome();
    for (const ThemeMode mode : {ThemeMode::kDark, ThemeMode::kLight}) {
      Theme::instance().setMode(mode);
      QCoreApplication::processEvents();  // palettes
      const QImage picture = dialog().grab().toImage();
      if (const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY"); !folder.isEmpty()) {
        picture.save(folder + (mode == ThemeMode::kDark ? "/race_dark.png" : "/race_light.png"));
        window_->grab().save(folder + (mode == ThemeMode::kDark ? "/window_dark.png" : "/window_light.png"));
      }
      bool accent = false;  // the chip of the winner
      for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) accent |= picture.pixelColor(x, y) == Theme::tokens().accent;
      }
      QVERIFY(accent);
    }
    Theme::instance().setMode(ThemeMode::kDark);
  }

  void a_race_that_cannot_begin_says_why() {
    window_->bridge().hold();
    dialog().raceNode("blur");
    QVERIFY2(dialog().verdict().contains("something is being measured already"), qPrintable(dialog().verdict()));
    QVERIFY(use().isHidden());
    window_->bridge().release();
  }

  void the_button_of_the_inspector_races() {
    if (!check_measurable(describe_build())) QSKIP("a build without optimisation does not race");
    QPushButton* button = window_->inspector().whatIf()->raceButton();
    QVERIFY(button->isEnabled());
    QSignalSpy ended(window_->profile().race.get(), &NodeRace::ended);
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(dialog().isVisible());
    QVERIFY(window_->bridge().isHeld());
    // What is edited meanwhile runs afterwards.
    window_->document().setParam("blur", "sigma", 2.5);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
    QVERIFY2(!dialog().rows().empty(), qPrintable(dialog().verdict()));
    QCOMPARE(dialog().rows().size(), (supported_isas().size() + 2) * 3);
    QCOMPARE(dialog().table().model()->rowCount(), static_cast<int>(dialog().rows().size()));
    QVERIFY(!window_->bridge().isHeld());
    QVERIFY(window_->bridge().waitIdle(30000));
    QCOMPARE(window_->bridge().report()->find("blur")->reason, std::string("sigma changed"));
    QCOMPARE(active_isa(), supported_isas().back());
    if (const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY"); !folder.isEmpty()) {
      dialog().grab().save(folder + "/race_measured.png");
    }
  }

  void keys_race_and_stop() {
    if (!check_measurable(describe_build())) QSKIP("a build without optimisation does not race");
    window_->document().setParam("pattern", "width", int64_t{1500});
    window_->document().setParam("pattern", "height", int64_t{1500});
    QVERIFY(window_->bridge().waitIdle(30000));
    QSignalSpy ended(window_->profile().race.get(), &NodeRace::ended);
    QTest::keyClick(window_.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(dialog().isVisible());
    QVERIFY(window_->profile().race->isRunning());
    QVERIFY2(window_->status().stateText().startsWith("Racing Gaussian blur"),
             qPrintable(window_->status().stateText()));
    QVERIFY(window_->actions().stop->isEnabled() && !window_->actions().exportOutputs->isEnabled());
    QCOMPARE(dialog().findChild<QPushButton*>("raceClose")->text(), QString("Stop"));
    QTest::keyClick(&dialog(), Qt::Key_Escape);
    QVERIFY(dialog().isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
    QVERIFY2(dialog().verdict().startsWith("Stopped"), qPrintable(dialog().verdict()));
    QVERIFY(!window_->bridge().isHeld());
    QTest::keyClick(&dialog(), Qt::Key_Escape);
    QVERIFY(dialog().isHidden());
  }

  void stop_of_the_window_stops_it_and_closing_does() {
    if (!check_measurable(describe_build())) QSKIP("a build without optimisation does not race");
    QSignalSpy ended(window_->profile().race.get(), &NodeRace::ended);
    dialog().raceNode("blur");
    QTest::keyClick(window_.get(), Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60000);
    QVERIFY2(dialog().verdict().startsWith("Stopped"), qPrintable(dialog().verdict()));
    QVERIFY(!window_->actions().stop->isEnabled());
    dialog().raceNode("blur");
    window_.reset();  // waits for the thread, and lets go of the live run
  }

  void what_cannot_be_raced_has_no_button_to_press() {
    QVERIFY(window_->actions().raceNode->isEnabled());
    window_->document().setBypass({"blur"}, true);
    QPushButton* button = window_->inspector().whatIf()->raceButton();
    QVERIFY(!button->isEnabled() && button->toolTip().contains("bypassed"));
    QVERIFY(!window_->actions().raceNode->isEnabled());
    window_->document().setSelection({"result"}, "result");
    QVERIFY(!button->isEnabled() && button->toolTip().contains("writes a file"));
    window_->document().setSelection({}, {});
    QVERIFY(!window_->actions().raceNode->isEnabled());
  }

 private:
  // As if it had been raced: what is held cannot begin.
  void showSome() {
    window_->bridge().hold();
    dialog().raceNode("blur");
    window_->bridge().release();
    Q_EMIT window_->profile().race->ended(someRace());
    QVERIFY(QTest::qWaitForWindowActive(&dialog()));
  }
  RaceDialog& dialog() { return *window_->profile().raceDialog; }
  QPushButton& use() { return *dialog().findChild<QPushButton*>("raceUse"); }
  Backend backend() { return window_->document().graph().find("blur")->backend; }

  WindowHome home_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestRaceDialog)
#include "test_race_dialog.moc"
