// Formulas that follow each other on the graphics card, and windows among them: one dispatch of a generated shader
// gives what they give one by one, takes over when it is compiled, and divides its time as it was measured.
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

Graph photo() {
  Graph graph;
  graph.settings.backend = Backend::kVulkan;
  graph.nodes = {node("photo", "input", {{"path", word("photo.png")}})};
  return graph;
}

void append(Graph& graph, Node next, const std::string& from) {
  const std::string id = next.id;
  graph.nodes.push_back(std::move(next));
  graph.connect({from, "image"}, {id, "image"});
}

// Pipelines of formulas: in a row, branched with a mask and a picture that somebody else wants, and with a window.
std::map<std::string, Graph> graphs() {
  std::map<std::string, Graph> made;
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

  // What is in front of the first window is read behind it too; the second begins anew.
  Graph glow = photo();
  append(glow, node("a", "exposure", {{"stops", 0.5}}), "photo");
  append(glow, node("mask", "grayscale"), "photo");
  append(glow, node("blur", "gaussian_blur", {{"sigma", 1.7}}), "a");
  glow.nodes.push_back(node("b", "blend", {{"mode", word("screen")}, {"opacity", 0.6}}));
  glow.connect({"a", "image"}, {"b", "a"});
  glow.connect({"blur", "image"}, {"b", "b"});
  glow.connect({"mask", "image"}, {"b", "mask"});
  append(glow, node("sharp", "unsharp_mask", {{"sigma", 0.8}, {"amount", 0.7}}), "b");
  append(glow, node("last", "gamma", {{"gamma", 1.3}}), "sharp");
  made["glow"] = glow;

  // A power takes too long to be computed again around every group.
  Graph costly = photo();
  append(costly, node("a", "gamma", {{"gamma", 1.6}}), "photo");
  append(costly, node("blur", "box_blur", {{"radius", int64_t{2}}}), "a");
  append(costly, node("last", "invert"), "blur");
  made["costly"] = costly;
  return made;
}

// Dispatches of each, once its shaders are there.
const std::map<std::string, int64_t> kDispatches{
    {"row", 1}, {"branches", 1}, {"windowed", 1}, {"glow", 3}, {"costly", 2}};

// Every operator that is a window there, between formulas that look at the place.
std::map<std::string, Node> windows() {
  const NumberTable sharpening{3, 3, {0, -1, 0, -1, 5, -1, 0, -1, 0}};
  const NumberTable column{7, 5, std::vector<double>(35, 0.02)};
  return {{"gaussian_blur", node("window", "gaussian_blur", {{"sigma", 2.0}})},
          {"unsharp_mask", node("window", "unsharp_mask", {{"sigma", 1.5}, {"amount", 1.2}, {"threshold", 0.02}})},
          {"box_blur", node("window", "box_blur", {{"radius", int64_t{5}}})},
          {"fast_blur", node("window", "fast_blur", {{"sigma", 1.0}})},
          {"sobel", node("window", "sobel")},
          {"laplacian", node("window", "laplacian")},
          {"convolve, zero", node("window", "convolve", {{"kernel", sharpening}, {"border", word("zero")}})},
          {"convolve, separable, replicate",
           node("window", "convolve", {{"kernel", column}, {"normalize", false}, {"border", word("replicate")}})}};
}

Graph around(const Node& window) {
  Graph graph = photo();
  append(graph, node("shade", "vignette", {{"strength", 0.7}}), "photo");
  append(graph, node("light", "exposure", {{"stops", 0.4}}), "shade");
  append(graph, window, "light");
  append(graph, node("last", "vignette", {{"strength", 0.3}}), "window");
  return graph;
}

// The chain of the bench (bench/rows.cpp).
Graph twelve_nodes() {
  const NumberTable matrix{3, 4, {1.1, -.05, -.05, 0, -.05, 1.1, -.05, 0, -.05, -.05, 1.1, 0}};
  Graph graph = photo();
  append(graph, node("linear", "srgb_to_linear"), "photo");
  append(graph, node("exposure", "exposure", {{"stops", 0.3}}), "linear");
  append(graph, node("matrix", "color_matrix", {{"matrix", matrix}}), "exposure");
  append(graph, node("clamp", "clamp"), "matrix");
  append(graph, node("curve", "curve", {{"points", NumberTable{3, 2, {0, 0, 0.4, 0.45, 1, 1}}}}), "clamp");
  append(graph, node("saturation", "saturation", {{"amount", 1.2}}), "curve");
  append(graph, node("blur", "gaussian_blur", {{"sigma", 2.0}}), "saturation");
  append(graph, node("sharpen", "unsharp_mask", {{"sigma", 1.5}, {"amount", 0.5}}), "blur");
  append(graph, node("vignette", "vignette", {{"strength", 0.3}}), "sharpen");
  append(graph, node("gamma", "gamma", {{"gamma", 2.2}}), "vignette");
  graph.nodes.push_back(node("mix", "blend", {{"opacity", 0.8}}));
  graph.connect({"photo", "image"}, {"mix", "a"});
  graph.connect({"gamma", "image"}, {"mix", "b"});
  append(graph, node("result", "output", {{"path", word("result.png")}}), "mix");
  return graph;
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
    for (const char* name : {"row", "branches", "windowed", "glow", "costly"}) {
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
    QCOMPARE(dispatches, kDispatches.at(name.toStdString()));
    VERIFY_SILENT(*engine.gpu.get().value());
  }

  void windows_join_what_is_around_them_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("channels");
    for (const auto& [name, window] : windows()) {
      for (const int channels : {1, 2, 3, 4})
        QTest::addRow("%s, %d channels", name.c_str(), channels) << QString::fromStdString(name) << channels;
    }
  }
  // Pictures of less than a window, of a group exactly and a little more; whole, and cut into as many pieces as can be.
  void windows_join_what_is_around_them() {
    QFETCH(QString, name);
    QFETCH(int, channels);
    const Graph graph = around(windows().at(name.toStdString()));
    EngineOptions cutting = options();
    cutting.gpu.submit_budget_ns = 1;
    Engine whole(registry_, options()), cut(registry_, cutting);
    for (const Size& size : {Size{1, 1}, {1, 9}, {7, 1}, {4, 5}, {64, 64}, {65, 67}, {130, 201}}) {
      const ImageSpec spec{size.width, size.height, channels, SampleFormat::kF32};
      const PlannedRun alone = run_on(whole, graph, spec, {"last"}, false);
      const FloatPicture expected = float_picture(alone.outcome.results.at("last").outputs[0]);
      for (Engine* engine : {&whole, &cut}) {
        warm(*engine, graph, spec, {"last"});
        const PlannedRun fused = run_on(*engine, graph, spec, {"last"}, true);
        QCOMPARE(fused_spans(fused), size_t{1});
        const auto text = difference(fused.outcome.results.at("last").outputs[0], expected, 1e-6);
        QVERIFY2(!text, text ? (std::to_string(size.width) + " wide: " + *text).c_str() : "");
        VERIFY_SILENT(*engine->gpu.get().value());
      }
    }
  }

  // In 8 bits as the scalar reference, in three dispatches: the power in front of the blur keeps the first six apart.
  void twelve_nodes_are_three_dispatches() {
    Graph graph = twelve_nodes();
    const ImageSpec spec{211, 150, 3, SampleFormat::kU8};
    Engine engine(registry_, options());
    warm(engine, graph, spec, {"result"});
    const int64_t before = engine.gpu.get().value()->statistics().dispatches;
    const PlannedRun fused = run_on(engine, graph, spec, {"result"}, true);
    QCOMPARE(engine.gpu.get().value()->statistics().dispatches - before, int64_t{3});
    const PlannedRun alone = run_on(engine, graph, spec, {"result"}, false);
    graph.settings.backend = Backend::kCpu;
    const PlannedRun scalar = run_on(engine, graph, spec, {"result"}, true, true);
    const Image actual = fused.outcome.results.at("result").outputs[0];
    QCOMPARE(actual.format(), SampleFormat::kU8);
    for (const PlannedRun* other : {&alone, &scalar}) {
      const auto text = difference(actual, float_picture(other->outcome.results.at("result").outputs[0]), 0);
      QVERIFY2(!text, text ? text->c_str() : "");
    }
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

  // A window's result is stored on the way; what is in front of it, where it is wanted, by a dispatch of its own.
  void a_picture_around_a_window_is_stored_data() {
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<int>("dispatches");
    QTest::addRow("in front") << "b" << 2;
    QTest::addRow("the window's") << "blur" << 1;
    QTest::addRow("behind") << "c" << 1;
  }
  void a_picture_around_a_window_is_stored() {
    QFETCH(QString, wanted);
    QFETCH(int, dispatches);
    const Graph graph = graphs().at("windowed");
    const std::vector<NodeId> targets{wanted.toStdString(), "last"};
    const ImageSpec spec{131, 67, 4, SampleFormat::kU8};
    Engine engine(registry_, options());
    const PlannedRun alone = run_on(engine, graph, spec, targets, false);
    warm(engine, graph, spec, targets);
    const int64_t before = engine.gpu.get().value()->statistics().dispatches;
    const PlannedRun fused = run_on(engine, graph, spec, targets, true);
    QCOMPARE(engine.gpu.get().value()->statistics().dispatches - before, int64_t{dispatches});
    for (const NodeId& id : targets) {
      const auto text = difference(fused.outcome.results.at(id).outputs[0],
                                   float_picture(alone.outcome.results.at(id).outputs[0]), 1e-6);
      QVERIFY2(!text, text ? text->c_str() : "");
    }
  }

  // What the plan says of a run whose shaders are there, and of one without them.
  void bytes_are_counted_as_predicted() {
    const Graph graph = graphs().at("glow");
    const ImageSpec spec{131, 67, 3, SampleFormat::kF32};
    Engine engine(registry_, options());
    warm(engine, graph, spec, {"last"});
    int64_t moved[2] = {};
    for (const bool fuse : {true, false}) {
      const PlannedRun run = run_on(engine, graph, spec, {"last"}, fuse);
      const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
      int64_t read = 0, written = 0;
      for (const char* id : {"a", "mask", "blur", "b", "sharp", "last"}) {
        read += report.find(id)->bytes_read;
        written += report.find(id)->bytes_written;
      }
      QCOMPARE(run.plan.predicted.bytes_read, read);
      QCOMPARE(run.plan.predicted.bytes_written, written);
      moved[fuse] = read + written;
    }
    QVERIFY(moved[true] < moved[false]);
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
    for (const char* part : {"one dispatch, once its shader is compiled: a b blur c last\n", "exposure_parameters p0;",
                             "#include \"windows/separable.glsl\"", "return n1;\n", "= threshold(", "store_four_1("}) {
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
    made.gpu.submit_budget_ns = int64_t{3600} * 1'000'000'000;  // no pass is cut, so that dispatches can be counted
    return made;
  }

  static size_t fused_spans(const PlannedRun& run) {
    const std::vector<Span>& spans = run.outcome.trace.steps;
    return static_cast<size_t>(
        std::count_if(spans.begin(), spans.end(), [](const Span& each) { return each.kind == SpanKind::kFused; }));
  }

  PlannedRun run_on(Engine& engine, const Graph& graph, const ImageSpec& spec, std::vector<NodeId> targets, bool fuse,
                    bool scalar = false) {
    const std::map<NodeId, NodeResult> given{{"photo", NodeResult{{sample_picture(spec, 1, engine.buffers)}, {}, 0}}};
    PlanRequest request{graph, std::move(targets), 0, false};
    request.given = &given;
    request.fuse = fuse;
    request.scalar = scalar;
    request.round_for_files = true;
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
