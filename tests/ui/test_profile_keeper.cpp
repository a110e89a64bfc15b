// The baseline of a pipeline from pinning to opening it again, and the measure of the machine in the background.
#include <QtTest>
#include <QtWidgets>

#include "engine/operators/builtin.h"
#include "tests/engine/sample_session.h"
#include "ui/core/engine_bridge.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

Graph pattern() {
  Graph graph;
  graph.nodes.resize(2);
  graph.nodes[0].id = "pattern";
  graph.nodes[0].type = "test_pattern";
  graph.nodes[0].params = {{"width", int64_t{64}}, {"height", int64_t{48}}};
  graph.nodes[1].id = "blur";
  graph.nodes[1].type = "gaussian_blur";
  graph.connect({"pattern", "image"}, {"blur", "image"});
  return graph;
}

}  // namespace

class TestProfileKeeper : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { register_builtin(registry_); }

  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    qputenv("XDG_DATA_HOME", folder_->filePath("data").toUtf8());
    start();
  }

  void cleanup() { stop(); }

  void nothing_can_be_pinned_before_a_warm_run() {
    document_->adopt(pattern());
    QVERIFY(!bridge_->profile().pinBaseline());
    QVERIFY(bridge_->waitIdle(20000));
    const Status cold = bridge_->profile().pinBaseline();
    QVERIFY(!cold);
    QVERIFY(QString::fromStdString(cold.error().message()).contains("cold"));
    QVERIFY(bridge_->profile().baseline() == nullptr);
    QCOMPARE(bridge_->profile().baselineName(), QString());
  }

  void a_baseline_is_there_when_the_pipeline_is_opened_again() {
    const QString path = savedAndPinned();
    QVERIFY(bridge_->profile().isBaselineOfThisMachine());
    const QString name = bridge_->profile().baselineName();
    QVERIFY(!name.isEmpty() && !name.contains("another machine"));
    // Nothing is written where the pipeline lies.
    QCOMPARE(QDir(QFileInfo(path).path()).entryList(QDir::Files), QStringList{"two.lbp"});
    stop();
    start();
    QVERIFY(bridge_->profile().baseline() == nullptr);
    QVERIFY(document_->open(path));
    QVERIFY(bridge_->profile().baseline() != nullptr);
    QCOMPARE(bridge_->profile().baselineName(), name);
    QCOMPARE(bridge_->profile().baseline()->find("blur")->self_ns.size(), size_t{3});
    // Another pipeline has none.
    document_->adopt(pattern());
    QVERIFY(bridge_->profile().baseline() == nullptr);
  }

  void a_pipeline_saved_after_pinning_keeps_its_baseline() {
    runSome();
    QVERIFY(bridge_->profile().pinBaseline());
    QVERIFY(document_->save(folder_->filePath("later.lbp")));
    stop();
    start();
    QVERIFY(document_->open(folder_->filePath("later.lbp")));
    QVERIFY(bridge_->profile().baseline() != nullptr);
  }

  void a_recorded_session_is_pinned_and_remembered() {
    runSome();
    const RunConditions conditions = bridge_->profile().records().find("blur")->conditions();
    ProfileSession session = testing::sample_session();
    SessionNode& blur = session.variants[0].pictures[0].nodes[1];
    blur.width = conditions.width;
    blur.height = conditions.height;
    blur.channels = conditions.channels;
    blur.format = conditions.format;
    blur.isa = conditions.device;
    session.recorded = "2026-11-29T12:15:00Z";
    const QString path = folder_->filePath("pipelines/two.lbp");
    QVERIFY(QDir().mkpath(folder_->filePath("pipelines")) && document_->save(path));
    QVERIFY(bridge_->profile().pinSession(session, "/sessions/one.json"));
    stop();
    start();
    QVERIFY(document_->open(path));
    const Baseline* baseline = bridge_->profile().baseline();
    QVERIFY(baseline != nullptr);
    QCOMPARE(baseline->session, std::string("/sessions/one.json"));
    QVERIFY(bridge_->profile().baselineName().startsWith("2026-11-29 "));
    QVERIFY(bridge_->profile().baselineName().endsWith("another machine"));  // "Some processor"
    QVERIFY(bridge_->waitIdle(20000));
    for (int i = 0; i < 3; ++i) {
      bridge_->run();
      QVERIFY(bridge_->waitIdle(20000));
    }
    const NodeChange change = change_of(*baseline, "blur", bridge_->profile().records().find("blur"));
    QCOMPARE(QString::fromStdString(change.unlike), QString());
    QCOMPARE(change.then_ms, 8.002);
    QCOMPARE(change.runs_then, 5);
    QVERIFY(change.now_ms > 0);
    // Pinning the runs of now forgets the session.
    QVERIFY(bridge_->profile().pinBaseline());
    QCOMPARE(bridge_->profile().baseline()->session, std::string());
  }

  void unpinned_it_is_gone() {
    const QString path = savedAndPinned();
    QSignalSpy changed(&bridge_->profile(), &ProfileKeeper::baselineChanged);
    bridge_->profile().unpinBaseline();
    QCOMPARE(changed.count(), 1);
    QVERIFY(bridge_->profile().baseline() == nullptr);
    stop();
    start();
    QVERIFY(document_->open(path));
    QVERIFY(bridge_->profile().baseline() == nullptr);
  }

  void a_damaged_or_foreign_baseline_does_no_harm() {
    const QString path = savedAndPinned();
    const QDir kept(folder_->filePath("data") + "/" + QCoreApplication::applicationName() + "/baselines");
    QCOMPARE(kept.entryList(QDir::Files).size(), 1);
    const QString file = kept.filePath(kept.entryList(QDir::Files).front());
    Result<Baseline> read = read_baseline(file.toStdString());
    QVERIFY(read);
    read->machine = "a faster one";
    QVERIFY(write_baseline(file.toStdString(), *read));
    QVERIFY(document_->open(path));
    QVERIFY(!bridge_->profile().isBaselineOfThisMachine());
    QVERIFY(bridge_->profile().baselineName().endsWith("another machine"));
    QFile broken(file);
    QVERIFY(broken.resize(broken.size() / 2));
    QVERIFY(document_->open(path));
    QVERIFY(bridge_->profile().baseline() == nullptr);
  }

  void another_document_starts_its_records_anew() {
    runSome();
    QVERIFY(bridge_->profile().records().find("blur")->statistics());
    document_->adopt(pattern());
    QVERIFY(bridge_->profile().records().find("blur") == nullptr);
  }

  // Measured once at rest, read the next time.
  void the_machine_is_measured_at_rest() {
    const QString file = folder_->filePath("kept/machine.json");
    SpeedMeter meter(1, file);
    meter.setRestMilliseconds(1);
    QSignalSpy measured(&meter, &SpeedMeter::measured);
    meter.setBusy(true);
    meter.want();
    QTest::qWait(50);
    QVERIFY(!meter.speed() && !meter.problem().isEmpty());
    QVERIFY(!QFile::exists(file));
    // As any machine might, this one may be too busy to be measured; then nothing is kept.
    meter.setBusy(false);
    QTRY_VERIFY_WITH_TIMEOUT(meter.speed() || meter.problem().startsWith("not to be had"), 60000);
    QCOMPARE(QFile::exists(file), meter.speed().has_value());
    QCOMPARE(measured.count(), meter.speed() ? 1 : 0);
  }

  void a_kept_measure_is_taken_at_once_if_it_is_of_this_machine() {
    const QString file = folder_->filePath("machine.json");
    MachineSpeed kept;
    kept.machine = machine_text(1);
    kept.copy_gb_per_s = 12;
    kept.gflop_per_s = 100;
    kept.dispatch_ns = 10000;
    QVERIFY(write_machine_speed(file.toStdString(), kept));
    SpeedMeter meter(1, file);
    QVERIFY(!meter.speed());  // nobody asked
    meter.want();
    QVERIFY(meter.speed());
    QCOMPARE(meter.speed()->copy_gb_per_s, 12.0);
    QVERIFY(meter.problem().isEmpty());
    SpeedMeter wider(2, file);  // the figures are those of another number of threads
    wider.want();
    QVERIFY(!wider.speed());
  }

  // Destroyed, or disturbed by a run, in the middle of measuring: nothing is left behind, and nothing waits for ever.
  void a_measure_can_be_stopped() {
    const QString file = folder_->filePath("machine.json");
    {
      SpeedMeter meter(1, file);
      meter.setRestMilliseconds(0);
      meter.want();
      QTest::qWait(20);
      meter.setBusy(true);
    }
    QVERIFY(!QFile::exists(file));
  }

 private:
  void start() {
    engine_ = std::make_unique<Engine>(registry_, EngineOptions{1, 64 << 20});
    document_ = std::make_unique<Document>(registry_);
    bridge_ = std::make_unique<EngineBridge>(*engine_, *document_);
  }
  void stop() {
    bridge_.reset();
    document_.reset();
    engine_.reset();
  }
  void runSome() {
    document_->adopt(pattern());
    QVERIFY(bridge_->waitIdle(20000));
    for (int i = 0; i < 3; ++i) {
      bridge_->run();
      QVERIFY(bridge_->waitIdle(20000));
    }
  }
  QString savedAndPinned() {
    runSome();
    const QString path = folder_->filePath("pipelines/two.lbp");
    QDir().mkpath(folder_->filePath("pipelines"));
    if (!document_->save(path) || !bridge_->profile().pinBaseline()) return {};
    return path;
  }

  OperatorRegistry registry_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<EngineBridge> bridge_;
};

QTEST_MAIN(TestProfileKeeper)
#include "test_profile_keeper.moc"
