// Formulas that follow each other on the graphics card: one dispatch of a generated shader gives what they give one by
// one, takes over when it is compiled, and divides its time as it was measured.
#include <atomic>

#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/gpu_units.h"
#include "engine/vulkan/shader_compiler.h"
#include "tests/engine/gpu_fixture.h"
#include "tests/operators/sample_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

ParamValue word(const char* text) { return std::string(text); }

// Pipelines of formulas: in a row, branched with a mask and a picture that somebody else wants, gray, and broken by a
// window.
std::map<std::string, Graph> graphs() {
  std::map<std::string, Graph> made;
  const auto photo = [] {
    Graph graph;
    graph.settings.backend = Backend::kVulkan;
    graph.nodes = {node("photo", "input", {{"path", word("photo.png")}})};
    return graph;
  };
  const auto append = [](Graph& graph, Node next, const std::string& from) {
    const std::string id = next.id;
    graph.nodes.push_back(std::move(next));
    graph.connect({from, "image"}, {id, "image"});
  };
  Graph row = photo();
  append(row, node("a", "exposure", {{"stops", 0.4}}), "photo");
  append(row, node("b", "curve", {{"points", NumberTable{3, 2, {0, 0, 0.4, 0.55, 1, 1}}}}), "a");
  append(row, node("c", "saturation", {{"amount", 1.4}}), "b");
  append(row, node("d", "curve", {{"points", NumberTable{3, 2, {0, 0.1, 0.5, 0.4, 1, 0.9}}}}), "c");
  append(row, node("e", "vignette", {{"strength", 0.6}}), "d");
  append(row, node("last", "gamma", {{"gamma", 1.8}}), "e");
  made["row"] = row;

  Graph branches = photo();
  append(branches, node("a", "exposure", {{"stops", 1.0}}), "photo");
  append(branches, node("mask", "grayscale"), "photo");
  append(branches, node("b", "invert"), "a");
  branches.nodes.push_back(node("last", "blend", {{"mode", word("screen")}, {"opacity", 0.7}}));
  branches.connect({"a", "image"}, {"last", "a"});
  branches.connect({"b", "image"}, {"last", "b"});
  branches.connect({"mask", "image"}, {"last", "mask"});
  made["branches"] = branches;

  Graph windowed = photo();
  append(windowed, node("a", "exposure", {{"stops", 0.3}}), "photo");
  append(windowed, node("b", "invert"), "a");
  append(windowed, node("blur", "gaussian_blur", {{"sigma", 1.2}}), "b");
  append(windowed, node("c", "clamp", {{"low", 0.1}, {"high", 0.8}}), "blur");
  append(windowed, node("last", "threshold", {{"level", 0.5}}), "c");
  made["windowed"] = windowed;
  return made;
}

}  // namespace

class TestGpuFusion : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    register_builtin(registry_);
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
  }

  void gives_what_they_give_one_by_one_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("format");
    for (const char* name : {"row", "branches", "windowed"}) {
      for (const int channels : {1, 2, 3, 4}) {
        for (const SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
          QTest::addRow("%s, %d channels, %s", name, channels, std::string(name_of(format)).c_str())
              << name << channels << static_cast<int>(format);
        }
      }
    }
  }
  void gives_what_they_give_one_by_one() {
    QFETCH(QString, name);
    QFETCH(int, channels);
    QFETCH(int, format);
    const Graph graph = graphs().at(name.toStdString());
    const ImageSpec spec{131, 67, channels, static_cast<SampleFormat>(format), static_cast<SampleFormat>(format)};
    Engine engine(registry_, options());
    const PlannedRun alone = run_on(engine, graph, spec, {"last"}, false);
    const Image expected = alone.outcome.results.at("last").outputs[0];
    warm(engine, graph, spec, {"last"});
    const int64_t before = engine.gpu.get().value()->statistics().dispatches;
    const PlannedRun fused = run_on(engine, graph, spec, {"last"}, true);
    const Image actual = fused.outcome.results.at("last").outputs[0];
    const auto text = difference(actual, float_picture(expected), 1e-6);
    QVERIFY2(!text, text ? text->c_str() : "");
    const int64_t dispatches = engine.gpu.get().value()->statistics().dispatches - before;
    QCOMPARE(dispatches, int64_t{name == "windowed" ? 4 : 1});  // the blur takes two
    VERIFY_SILENT(*engine.gpu.get().value());
  }

  // In 8 bits every node rounds when it runs alone; together they round once, which is closer to f32.
  void rounds_once() {
    Graph graph = graphs().at("row");
    const ImageSpec spec{131, 67, 3, SampleFormat::kU8};
    Engine engine(registry_, options());
    const auto distance = [&](bool fuse, const FloatPicture& truth) {
      Graph bytes = graph;
      bytes.settings.precision = Precision::kU8;
      if (fuse) warm(engine, bytes, spec, {"last"});
      const PlannedRun run = run_on(engine, bytes, spec, {"last"}, fuse);
      const FloatPicture picture = float_picture(run.outcome.results.at("last").outputs[0]);
      double sum = 0;
      for (size_t i = 0; i < picture.samples.size(); ++i) {
        sum += std::abs(static_cast<double>(picture.samples[i]) - std::clamp<double>(truth.samples[i], 0, 1));
      }
      return sum / static_cast<double>(picture.samples.size());
    };
    const PlannedRun exact = run_on(engine, graph, spec, {"last"}, false);
    const FloatPicture truth = float_picture(exact.outcome.results.at("last").outputs[0]);
    const double fused = distance(true, truth);
    QVERIFY(fused <= 0.5 / 255);
    QVERIFY(fused < distance(false, truth));
  }

  void a_picture_that_is_wanted_on_the_way_is_stored() {
    const Graph graph = graphs().at("row");
    const ImageSpec spec{131, 67, 3, SampleFormat::kU8};
    Engine engine(registry_, options());
    const PlannedRun alone = run_on(engine, graph, spec, {"c", "last"}, false);
    warm(engine, graph, spec, {"c", "last"});
    const PlannedRun fused = run_on(engine, graph, spec, {"c", "last"}, true);
    for (const char* id : {"c", "last"}) {
      const auto text = difference(fused.outcome.results.at(id).outputs[0],
                                   float_picture(alone.outcome.results.at(id).outputs[0]), 1e-6);
      QVERIFY2(!text, text ? text->c_str() : "");
    }
  }

  // One span with its one true time; the nodes' shares sum to it and are marked as shares.
  void shares_sum_to_the_dispatch() {
    const Graph graph = graphs().at("row");
    const ImageSpec spec{700, 500, 3, SampleFormat::kU8};
    Engine engine(registry_, options());
    warm(engine, graph, spec, {"last"});
    const PlannedRun run = run_on(engine, graph, spec, {"last"}, true);
    const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
    int64_t sum = 0;
    for (const char* id : {"a", "b", "c", "d", "e", "last"}) {
      QVERIFY(report.find(id)->self_ns && *report.find(id)->self_ns > 0);
      QCOMPARE(report.find(id)->fused_group, report.find("a")->fused_group);
      sum += *report.find(id)->self_ns;
    }
    QVERIFY(report.find("a")->fused_group >= 0);
    const auto span = std::find_if(report.trace.steps.begin(), report.trace.steps.end(),
                                   [](const Span& each) { return each.kind == SpanKind::kFused && each.on_gpu; });
    QVERIFY(span != report.trace.steps.end());
    QCOMPARE(sum, span->duration_ns());
    QCOMPARE(report.find("a")->bytes_read, spec.sample_data_bytes());
    QCOMPARE(report.find("b")->bytes_read, int64_t{0});
  }

  void the_plan_shows_the_shader() {
    const Graph graph = graphs().at("windowed");
    Engine engine(registry_, options());
    const PlannedRun run = run_on(engine, graph, {64, 48, 3, SampleFormat::kU8}, {"last"}, true);
    const std::string text = run.plan.explain();
    for (const char* part : {"one dispatch, once its shader is compiled: a b\n", "exposure_parameters p0;",
                             "= clamp_range(", "store_four_1("}) {
      QVERIFY2(text.find(part) != std::string::npos, text.c_str());
    }
  }

  // Compiled once, whatever the parameters; found on disk by the next process; made again where the file is damaged.
  void shaders_are_kept() {
    QTemporaryDir folder;
    EngineOptions kept = options();
    kept.gpu.cache_folder = folder.path().toStdString();
    Graph graph = graphs().at("row");
    const ImageSpec spec{64, 48, 3, SampleFormat::kU8};
    const auto compiled = [&](const EngineOptions& with) {
      Engine engine(registry_, with);
      warm(engine, graph, spec, {"last"});
      graph.find("a")->params["stops"] = 0.7;
      warm(engine, graph, spec, {"last"});
      return engine.gpu.get().value()->statistics().compiled_shaders;
    };
    QCOMPARE(compiled(kept), int64_t{1});
    QCOMPARE(compiled(kept), int64_t{0});
    const QStringList files = QDir(folder.path()).entryList({"fused-*.spv"});
    QCOMPARE(files.size(), 1);
    QFile file(folder.filePath(files[0]));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(200);
    file.write("damaged");
    file.close();
    QCOMPARE(compiled(kept), int64_t{1});
  }

  // A driver that refuses the generated shader: the formulas go on one by one, and it is not asked again and again.
  void a_refused_shader_changes_nothing() {
    const Graph graph = graphs().at("row");
    const ImageSpec spec{64, 48, 3, SampleFormat::kU8};
    std::atomic<int> refused = 0;
    EngineOptions failing = options();
    const std::thread::id here = std::this_thread::get_id();
    failing.gpu.fails = [&](GpuFaultPoint at, int) {
      const bool background = at == GpuFaultPoint::kPipeline && std::this_thread::get_id() != here;
      refused += background ? 1 : 0;
      return background;
    };
    Engine engine(registry_, failing);
    for (int round = 0; round < 3; ++round) {
      const PlannedRun run = run_on(engine, graph, spec, {"last"}, true);
      QVERIFY(!run.outcome.gpu_failure);
      QVERIFY(run.outcome.results.count("last") == 1);
      engine.gpu.get().value()->wait_until_ready();
    }
    QCOMPARE(refused.load(), 1);
  }

  void the_compiler_names_the_line() {
    const Result<std::vector<uint32_t>> words = vulkan::compile_shader(
        "#version 460\n#extension GL_GOOGLE_include_directive : require\n#include \"lightbench.glsl\"\nvoid main() {\n "
        " nonsense();\n}\n");
    QVERIFY(!words.ok());
    QVERIFY2(words.error().what.find("nonsense") != std::string::npos, words.error().what.c_str());
  }

 private:
  EngineOptions options() const {
    EngineOptions made{2, 64 << 20};
    made.gpu = test_options();
    return made;
  }

  PlannedRun run_on(Engine& engine, const Graph& graph, const ImageSpec& spec, std::vector<NodeId> targets, bool fuse) {
    const std::map<NodeId, NodeResult> given{{"photo", NodeResult{{sample_picture(spec, 1, engine.buffers)}, {}, 0}}};
    PlanRequest request{graph, std::move(targets), 0, false};
    request.given = &given;
    request.fuse = fuse;
    return run_plan(
        request, engine, nullptr,
        [](const ExecutionPlan&) {
          ExecuteOptions made;
          made.store_results = false;
          return made;
        },
        CancelToken());
  }

  // Until the generated shaders are there and every formula has been timed.
  void warm(Engine& engine, const Graph& graph, const ImageSpec& spec, const std::vector<NodeId>& targets) {
    run_on(engine, graph, spec, targets, true);
    engine.gpu.get().value()->wait_until_ready();
  }

  OperatorRegistry registry_;
};

QTEST_GUILESS_MAIN(TestGpuFusion)
#include "test_gpu_fusion.moc"
