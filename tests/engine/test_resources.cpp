// The pipelines that ship: each has to be without a problem and to run on the sample picture, without a display.
#include <QtTest>

#include <QDir>

#include "engine/graph/pipeline_file.h"
#include "engine/image/codecs/codec.h"
#include "engine/operators/builtin.h"
#include "engine/runtime/pipeline_run.h"

using namespace lightbench;

namespace {

const QString kResources = QStringLiteral(LIGHTBENCH_SOURCE_DIR "/resources");

size_t countType(const Graph& graph, const char* type) {
  return static_cast<size_t>(
      std::count_if(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) { return node.type == type; }));
}

}  // namespace

class TestResources : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    register_builtin(registry_);
    engine_ = std::make_unique<Engine>(registry_, EngineOptions{2, size_t{64} << 20});
  }

  void every_pipeline_runs_on_the_sample_picture_data() {
    QTest::addColumn<QString>("path");
    QTest::newRow("sample") << kResources + "/sample/sample.lbp";
    const QDir presets(kResources + "/presets");
    for (const QString& name : presets.entryList({"*.lbp"}, QDir::Files)) {
      QTest::newRow(qPrintable(name)) << presets.absoluteFilePath(name);
    }
  }

  void every_pipeline_runs_on_the_sample_picture() {
    QFETCH(QString, path);
    Result<LoadedPipeline> loaded = load_pipeline(path.toStdString(), registry_);
    QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
    for (const Error& problem : loaded->problems) QVERIFY2(false, problem.message().c_str());
    Graph graph = loaded->graph;
    QVERIFY(!graph.name.empty());
    QVERIFY(!graph.description.empty());
    QCOMPARE(countType(graph, "input"), size_t{1});
    QCOMPARE(countType(graph, "output"), size_t{1});

    for (Node& node : graph.nodes) {
      QVERIFY2(node.position, node.id.c_str());
      if (node.type == "input") node.params["path"] = (kResources + "/sample/sample.png").toStdString();
    }
    PipelineRunOptions options;
    options.write_outputs = false;
    Result<PipelineRunResult> result = run_pipeline(graph, *engine_, options, CancelToken());
    QVERIFY2(result, result ? "" : result.error().message().c_str());
    for (const NodeMeasurement& node : result->nodes) QVERIFY2(!node.last.error, node.id.c_str());
    QCOMPARE(result->nodes.size(), graph.nodes.size());
  }

  // Saving them again changes nothing, so that a diff of a preset shows what somebody changed.
  void the_files_are_as_the_program_writes_them_data() { every_pipeline_runs_on_the_sample_picture_data(); }

  void the_files_are_as_the_program_writes_them() {
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string text = file.readAll().toStdString();
    Result<LoadedPipeline> loaded = parse_pipeline(text, path.toStdString(), registry_);
    QVERIFY(loaded);
    QCOMPARE(serialize_pipeline(loaded->graph), text);
  }

  void presets_bring_no_picture_of_their_own() {
    const QDir presets(kResources + "/presets");
    const QStringList names = presets.entryList({"*.lbp"}, QDir::Files);
    QVERIFY(names.size() >= 5);
    for (const QString& name : names) {
      Result<LoadedPipeline> loaded = load_pipeline(presets.absoluteFilePath(name).toStdString(), registry_);
      QVERIFY(loaded);
      for (const Node& node : loaded->graph.nodes) {
        if (node.type == "input") QVERIFY2(!node.params.contains("path"), qPrintable(name));
      }
    }
  }

  void the_sample_is_a_picture_of_fair_size() {
    const QString path = kResources + "/sample/sample.png";
    QVERIFY(QFileInfo(path).size() < 1536 * 1024);
    Result<ImageSpec> spec = probe_file(path.toStdString(), DecodeLimits{});
    QVERIFY(spec);
    QCOMPARE(spec->width, 1536);
    QCOMPARE(spec->height, 1024);
    QCOMPARE(spec->channels, 3);
    QVERIFY(spec->format == SampleFormat::kU8);
  }

 private:
  OperatorRegistry registry_;
  std::unique_ptr<Engine> engine_;
};

QTEST_GUILESS_MAIN(TestResources)
#include "test_resources.moc"
