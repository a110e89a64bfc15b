// Sessions recorded from a document: what is measured, what stands still meanwhile, what comes of it.
#include <QtTest>
#include <QtWidgets>

#include "engine/base/clock.h"
#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/profile/session_diff.h"
#include "engine/simd/isa.h"
#include "tests/engine/sample_session.h"
#include "ui/core/session_recorder.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

Graph smallPipeline() {
  Graph graph;
  graph.nodes = {node("pattern", "test_pattern", {{"width", int64_t{64}}, {"height", int64_t{48}}}),
                 node("blur", "gaussian_blur", {{"sigma", 1.5}}), node("result", "output", {{"path", "out.png"}})};
  graph.connect({"pattern", "image"}, {"blur", "image"});
  graph.connect({"blur", "image"}, {"result", "image"});
  graph.name = "Small";
  return graph;
}

std::vector<NodeId> idsOf(const SessionVariant& variant) {
  std::vector<NodeId> ids;
  for (const SessionNode& node : variant.pictures.front().nodes) ids.push_back(node.id);
  return ids;
}

}  // namespace

class TestSessionRecorder : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    register_builtin(registry_);
    if (!check_measurable(describe_build())) QSKIP("a build without optimisation does not record");
  }

  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    engine_ = std::make_unique<Engine>(registry_, EngineOptions{2, 64 << 20});
    document_ = std::make_unique<Document>(registry_);
    bridge_ = std::make_unique<EngineBridge>(*engine_, *document_);
    store_ = std::make_unique<SessionStore>(folder_->filePath("sessions"));
    recorder_ = std::make_unique<SessionRecorder>(*engine_, *document_, *bridge_, *store_);
    ended_.reset();
    connect(recorder_.get(), &SessionRecorder::ended, this, [this](const Result<QString>& path) { ended_ = path; });
    Graph graph = smallPipeline();
    graph.base_folder = folder_->path().toStdString();
    document_->adopt(graph);
    QVERIFY(bridge_->waitIdle(20000));
  }

  void cleanup() {
    recorder_.reset();
    store_.reset();
    bridge_.reset();
    document_.reset();
    engine_.reset();
  }

  void the_document_as_it_is_now() {
    QVERIFY(document_->save(folder_->filePath("small.lbp")));
    document_->setParam("blur", "sigma", 2.0);
    RecordSettings settings = fewRounds();
    settings.tags = {"tag"};
    settings.notes = "some words";
    QSignalSpy progress(recorder_.get(), &SessionRecorder::progress);
    const ProfileSession session = recorded(settings);
    QVERIFY(progress.count() >= 2);  // not every one of short rounds
    QCOMPARE(progress.first().at(0).toInt(), 0);
    QVERIFY(progress.last().at(0).toInt() >= 1);
    QCOMPARE(progress.last().at(1).toInt(), 3);
    QCOMPARE(session.tags, std::vector<std::string>{"tag"});
    QCOMPARE(session.notes, std::string("some words"));
    QCOMPARE(session.threads, 2);
    QCOMPARE(session.variants.size(), size_t{1});
    const SessionVariant& variant = session.variants.front();
    QCOMPARE(variant.rounds(), size_t{3});
    QCOMPARE(variant.pipeline_hash, pipeline_hash(document_->graph()));
    QCOMPARE(QString::fromStdString(variant.pipeline_path), document_->path());
    QVERIFY(variant.build == describe_build());
    // The picture lies beside the session file.
    const SessionImage& output = variant.pictures.front().outputs.front();
    QCOMPARE(QFileInfo(QString::fromStdString(output.path)).path(), SessionStore::picturesFolder(ended_->value()));
    QCOMPARE(QImage(QString::fromStdString(output.path)).size(), QSize(64, 48));
  }

  void a_pipeline_that_was_never_saved_says_so() {
    const ProfileSession session = recorded(fewRounds());
    QVERIFY(session.variants.front().pipeline_path.empty());
    QCOMPARE(pipelineTitle(session.variants.front()), QString("Small"));
  }

  void the_live_run_stands_still_meanwhile() {
    RecordSettings settings = fewRounds();
    settings.rounds = 200;
    QSignalSpy runs(bridge_.get(), &EngineBridge::runStarted);
    QSignalSpy exported(bridge_.get(), &EngineBridge::exportFinished);
    QVERIFY(recorder_->record(settings));
    QVERIFY(recorder_->isRecording() && bridge_->isHeld());
    document_->setParam("blur", "sigma", 3.0);
    bridge_->run();
    bridge_->exportOutputs();
    QCOMPARE(exported.count(), 1);
    QVERIFY(!exported.first().first().toBool());
    QVERIFY(!recorder_->record(settings));
    qsizetype runsMeanwhile = -1;
    connect(recorder_.get(), &SessionRecorder::ended, this, [&] { runsMeanwhile = runs.count(); });
    QTRY_VERIFY_WITH_TIMEOUT(ended_, 60000);
    QVERIFY2(ended_->ok(), ended_->ok() ? "" : ended_->error().message().c_str());
    QCOMPARE(runsMeanwhile, qsizetype{0});
    QVERIFY(!recorder_->isRecording() && !bridge_->isHeld());
    QVERIFY(bridge_->waitIdle(20000));
    QVERIFY(runs.count() > 0);
    // What was recorded is what was there when it began.
    const ProfileSession& session = store_->find(ended_->value())->loaded->session;
    QVERIFY(session.variants.front().pipeline.find("1.5") != std::string::npos);
  }

  void stopped_it_leaves_nothing_and_the_live_run_goes_on() {
    RecordSettings settings = fewRounds();
    settings.rounds = 1000000;
    QVERIFY(recorder_->record(settings));
    QSignalSpy progress(recorder_.get(), &SessionRecorder::progress);
    QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 1, 20000);
    recorder_->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(ended_, 20000);
    QVERIFY(!ended_->ok());
    QCOMPARE(ended_->error().kind, ErrorKind::kCancelled);
    QVERIFY(QDir(store_->folder()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).isEmpty());
    document_->setParam("blur", "sigma", 3.0);
    QVERIFY(bridge_->waitIdle(20000));
    QVERIFY(bridge_->report()->find("blur")->state == NodeState::kComputed);
  }

  void closed_in_the_middle() {
    RecordSettings settings = fewRounds();
    settings.rounds = 1000000;
    QVERIFY(recorder_->record(settings));
    QTest::qWait(20);
    cleanup();
  }

  void what_cannot_run_is_said() {
    document_->edit("break", GraphChange::Structure, [](Graph& graph) { graph.links.clear(); });
    QVERIFY(recorder_->record(fewRounds()));
    QTRY_VERIFY_WITH_TIMEOUT(ended_, 20000);
    QVERIFY(!ended_->ok());
    QCOMPARE(ended_->error().kind, ErrorKind::kInvalid);
    QVERIFY(!bridge_->isHeld());
    document_->adopt(Graph());
    ended_.reset();
    QVERIFY(recorder_->record(fewRounds()));
    QTRY_VERIFY_WITH_TIMEOUT(ended_, 20000);
    QVERIFY(QString::fromStdString(ended_->error().message()).contains("no output"));
  }

  void unsaved_edits_against_the_saved_file() {
    RecordSettings settings = fewRounds();
    settings.against = Against::kSavedFile;
    const Status unsaved = recorder_->record(settings);
    QVERIFY(!unsaved);
    QVERIFY(unsaved.error().message().find("never saved") != std::string::npos);
    QVERIFY(!bridge_->isHeld());
    QVERIFY(document_->save(folder_->filePath("small.lbp")));
    document_->setParam("blur", "sigma", 4.0);
    const ProfileSession session = recorded(settings);
    const SessionDiff diff = compare_variants(session, kPracticalThreshold);
    QCOMPARE(QString::fromStdString(to_text(diff.changes.front())), QString("blur.sigma: 1.5 → 4.0"));
    QCOMPARE(diff.pairing, Pairing::kInterleaved);
    QCOMPARE(diff.outputs.size(), size_t{1});
    QVERIFY(diff.outputs.front().samples == OutputDifference::Samples::kDifferent);
    QVERIFY(diff.outputs.front().base_path != diff.outputs.front().current_path);
    for (const std::string& path : {diff.outputs.front().base_path, diff.outputs.front().current_path}) {
      QVERIFY(QFile::exists(QString::fromStdString(path)));
    }
  }

  void against_another_pipeline_over_the_same_picture() {
    const QString photo = folder_->filePath("photo.png");
    QImage picture(40, 30, QImage::Format_RGB888);
    picture.fill(Qt::darkGreen);
    QVERIFY(picture.save(photo));
    const auto reading = [](const Node& filter) {
      return photo_chain({filter, node("result", "output", {{"path", "out.png"}})});
    };
    const QString file = folder_->filePath("other.lbp");
    QVERIFY(save_pipeline(reading(node("gamma", "gamma", {{"gamma", 2.0}})), file.toStdString()));
    Graph graph = reading(node("invert", "invert", {}));
    graph.nodes[0].params["path"] = photo.toStdString();
    document_->adopt(graph);
    RecordSettings settings = fewRounds();
    settings.against = Against::kPipeline;
    settings.file = file;
    const ProfileSession session = recorded(settings);
    QCOMPARE(idsOf(session.variants[0])[1], NodeId("invert"));
    QCOMPARE(idsOf(session.variants[1])[1], NodeId("gamma"));
    QCOMPARE(session.variants[1].pipeline_path, file.toStdString());
    QCOMPARE(session.variants[0].pictures[0].inputs[0].hash, session.variants[1].pictures[0].inputs[0].hash);
    QCOMPARE(session.variants[1].pictures[0].inputs[0].width, 40);
  }

  void against_another_instruction_set_or_backend() {
    RecordSettings settings = fewRounds();
    settings.against = Against::kIsa;
    settings.isa = "scalar";
    const Isa before = active_isa();
    const ProfileSession scalar = recorded(settings);
    QCOMPARE(scalar.variants[0].isa, std::string("auto"));
    QCOMPARE(scalar.variants[1].isa, std::string("scalar"));
    QCOMPARE(active_isa(), before);
    ended_.reset();
    settings.against = Against::kBackend;
    settings.backend = Backend::kCpu;
    const ProfileSession cpu = recorded(settings);
    QVERIFY(cpu.variants[1].pipeline.find("\"cpu\"") != std::string::npos);
    QVERIFY(cpu.variants[0].pipeline.find("\"cpu\"") == std::string::npos);
  }

  void against_a_recorded_session() {
    const ProfileSession first = recorded(fewRounds());
    RecordSettings settings = fewRounds();
    settings.against = Against::kSession;
    settings.file = ended_->value();
    ended_.reset();
    document_->setParam("blur", "sigma", 4.0);
    const ProfileSession session = recorded(settings);
    QCOMPARE(session.variants[0].pipeline_hash, first.variants[0].pipeline_hash);
    QCOMPARE(session.variants[1].pipeline_hash, pipeline_hash(document_->graph()));
  }

  void bad_files_to_hold_it_against_are_said_at_once_data() {
    QTest::addColumn<Against>("against");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    ProfileSession session = testing::sample_session();
    std::string text = session.variants[0].pipeline;
    text.replace(text.find("unsharp_mask"), 12, "dream_machine");
    session.variants[0].pipeline = text;
    const QByteArray unknown = QByteArray::fromStdString(serialize_session(session));
    QTest::newRow("no such pipeline") << Against::kPipeline << QByteArray() << "cannot read";
    QTest::newRow("cut off pipeline") << Against::kPipeline << QByteArray("{\"format\":") << "not valid JSON";
    QTest::newRow("unknown nodes") << Against::kSession << unknown << "unknown node type dream_machine";
    QTest::newRow("cut off session") << Against::kSession << unknown.left(300) << "cannot be read";
  }
  void bad_files_to_hold_it_against_are_said_at_once() {
    QFETCH(Against, against);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    QVERIFY(QDir().mkpath(store_->folder()));
    RecordSettings settings = fewRounds();
    settings.against = against;
    settings.file = store_->folder() + "/bad.json";
    if (!bytes.isEmpty()) {
      QFile file(settings.file);
      QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    store_->refresh();
    const Status status = recorder_->record(settings);
    QVERIFY(!status);
    QVERIFY2(QString::fromStdString(status.error().message()).contains(words), status.error().message().c_str());
    QVERIFY(!recorder_->isRecording() && !bridge_->isHeld());
  }

 private:
  static RecordSettings fewRounds() {
    RecordSettings settings;
    settings.rounds = 3;
    settings.warmup = 1;
    return settings;
  }

  // Empty, and the test failed, when it could not be recorded.
  ProfileSession recorded(const RecordSettings& settings) {
    const Status status = recorder_->record(settings);
    if (status) {
      [this] { QTRY_VERIFY_WITH_TIMEOUT(ended_, 60000); }();
      if (ended_ && ended_->ok()) return store_->find(ended_->value())->loaded->session;
    }
    QTest::qFail(!status  ? status.error().message().c_str()
                 : ended_ ? ended_->error().message().c_str()
                          : "timeout",
                 __FILE__, __LINE__);
    return testing::sample_session();
  }

  OperatorRegistry registry_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<EngineBridge> bridge_;
  std::unique_ptr<SessionStore> store_;
  std::unique_ptr<SessionRecorder> recorder_;
  std::optional<Result<QString>> ended_;
};

QTEST_MAIN(TestSessionRecorder)
#include "test_session_recorder.moc"
