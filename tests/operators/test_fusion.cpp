// Passes over several nodes against the same graph node by node: formats, branches, masks, fan-out, borders, strips,
// sections, threads, and what is kept, counted and rounded on the way.
#include <QtTest>

#include <map>

#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/fusion.h"
#include "tests/operators/sample_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

ParamValue text(const char* value) { return std::string(value); }

const ParamValue kKernel = NumberTable{3, 5, {1, 2, 0, -1, 1, 0, 3, 4, 0, -2, 2, 0, 1, 0, 1}};

// Each ends in "last".
std::map<std::string, Graph> graphs() {
  std::map<std::string, Graph> all;
  all["pixels"] = photo_chain({node("a", "exposure", {{"stops", 0.4}}), node("b", "saturation", {{"amount", 1.4}}),
                               node("c", "vignette"), node("last", "invert")});
  all["windows"] =
      photo_chain({node("a", "sobel"), node("b", "brightness_contrast", {{"contrast", -0.3}}),
                   node("c", "gaussian_blur", {{"sigma", 2.0}}), node("last", "unsharp_mask", {{"sigma", 1.2}})});
  all["window at the end, small at the start"] =
      photo_chain({node("a", "laplacian"), node("last", "box_blur", {{"radius", int64_t{5}}})});
  all["borders"] =
      photo_chain({node("a", "convolve", {{"kernel", kKernel}, {"border", text("zero")}}), node("b", "invert"),
                   node("c", "convolve", {{"kernel", kKernel}, {"border", text("replicate")}}),
                   node("last", "convolve", {{"kernel", kKernel}})});
  Graph blend = photo_chain({node("a", "srgb_to_linear"), node("blur", "gaussian_blur", {{"sigma", 1.5}}),
                             node("last", "blend", {{"opacity", 0.7}})});
  blend.connect({"photo", "image"}, {"last", "b"});
  all["with the original"] = blend;
  Graph masked = photo_chain({node("a", "exposure", {{"stops", -0.5}}), node("blur", "gaussian_blur", {{"sigma", 3.0}}),
                              node("gray", "grayscale"), node("mask", "threshold", {{"level", 0.3}})});
  masked.nodes.push_back(node("last", "blend"));
  masked.connect({"a", "image"}, {"last", "a"});
  masked.connect({"blur", "image"}, {"last", "b"});
  masked.connect({"mask", "image"}, {"last", "mask"});
  all["mask and fan-out"] = masked;
  // One picture read by windows of different borders, which cannot share its rows.
  Graph two = photo_chain(
      {node("a", "gamma", {{"gamma", 1.2}}), node("b", "convolve", {{"kernel", kKernel}, {"border", text("zero")}})});
  two.nodes.push_back(node("c", "convolve", {{"kernel", kKernel}}));
  two.connect({"a", "image"}, {"c", "image"});
  two.nodes.push_back(node("last", "blend", {{"mode", text("difference")}}));
  two.connect({"b", "image"}, {"last", "a"});
  two.connect({"c", "image"}, {"last", "b"});
  all["two borders of one picture"] = two;
  // A whole-picture node in the middle: what is before must not join what is behind, though both read the photo.
  Graph split = photo_chain({node("a", "exposure", {{"stops", 0.2}}), node("flip", "flip"), node("b", "invert")});
  split.nodes.push_back(node("last", "blend", {{"opacity", 0.5}}));
  split.connect({"b", "image"}, {"last", "a"});
  split.connect({"a", "image"}, {"last", "b"});
  all["around a whole picture"] = split;
  Graph bypassed = photo_chain(
      {node("a", "exposure", {{"stops", 0.4}}), node("b", "invert"), node("last", "gamma", {{"gamma", 1.3}})});
  bypassed.find("b")->bypass = true;
  all["over a bypassed node"] = bypassed;
  return all;
}

}  // namespace

class TestFusion : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { register_builtin(registry_); }

  void fused_is_unfused_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("precision");
    for (const auto& [name, graph] : graphs()) {
      for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF32}) {
        for (Precision precision : {Precision::kF32, Precision::kF16, Precision::kU8}) {
          QTest::addRow("%s, %s, precision %d", name.c_str(), std::string(name_of(format)).c_str(),
                        static_cast<int>(precision))
              << QString::fromStdString(name) << static_cast<int>(format) << static_cast<int>(precision);
        }
      }
    }
  }
  void fused_is_unfused() {
    QFETCH(QString, name);
    QFETCH(int, format);
    QFETCH(int, precision);
    Graph graph = graphs().at(name.toStdString());
    graph.settings.precision = static_cast<Precision>(precision);
    for (const Size size : {Size{1, 1}, Size{7, 5}, Size{127, 69}, Size{1, 33}, Size{640, 3}}) {
      for (int channels : {3, 4}) {
        const ImageSpec spec{size.width, size.height, channels, static_cast<SampleFormat>(format)};
        for (int threads : {1, 3}) {
          Engine engine(registry_, {threads, 64 << 20});
          const Image fused = run(graph, engine, spec, true);
          const Image apart = run(graph, engine, spec, false);
          QVERIFY(fused && apart);
          // u8 rounds at every node when unfused; the fused picture is the one closer to f32.
          if (static_cast<Precision>(precision) == Precision::kU8) {
            if (size.width < 100 || graph_is_split(graph, engine))
              continue;  // too few samples; roundings between passes
            Graph exact = graph;
            exact.settings.precision = Precision::kF32;
            const FloatPicture truth = float_picture(run(exact, engine, spec, false));
            QVERIFY2(distance(fused, truth) <= distance(apart, truth) + 1e-6, "unfused is closer to f32");
            continue;
          }
          const double tolerance = static_cast<Precision>(precision) == Precision::kF32 ? 2e-6 : 1.0 / 255;
          if (has_jumps(graph)) continue;  // a threshold next to its level may fall either way under f16
          const auto text = difference(fused, float_picture(apart), tolerance);
          QVERIFY2(!text, (describe(spec) + ": " + text.value_or("")).c_str());
        }
      }
    }
  }

  // The bits of a pass do not depend on how it is cut up.
  void strips_and_sections_data() {
    QTest::addColumn<QString>("name");
    for (const auto& [name, graph] : graphs()) QTest::addRow("%s", name.c_str()) << QString::fromStdString(name);
  }
  void strips_and_sections() {
    QFETCH(QString, name);
    const Graph graph = graphs().at(name.toStdString());
    Engine engine(registry_, {1, 64 << 20});
    const ImageSpec spec{301, 83, 3, SampleFormat::kU8};
    std::map<NodeId, NodeResult> given{{"photo", {{sample_picture(spec, 1, engine.buffers)}, {}, 0}}};
    PlanRequest request{graph, {"last"}, 0, false};
    request.given = &given;
    const ExecutionPlan plan = make_plan(request, engine, nullptr);
    int islands = 0;
    for (const PlanIsland& island : plan.islands) {
      const IslandLayout layout = lay_out(plan, island);
      if (island.steps.size() < 2) continue;
      ++islands;
      // Any picture of the size will do for what comes from elsewhere.
      const std::vector<Image> inputs(layout.inputs.size(), given["photo"].outputs[0]);
      const std::vector<Image> expected = pass(plan, layout, inputs, engine, engine.workers, {}, 0);
      for (int threads : {1, 3, 8}) {
        WorkerPool workers(threads);
        for (int side : {16, 64, 257, 1024}) {
          for (const Rect region : {Rect{}, Rect{37, 11, 150, 50}}) {
            const std::vector<Image> actual = pass(plan, layout, inputs, engine, workers, region, side);
            for (size_t i = 0; i < expected.size(); ++i) {
              const auto text = bit_difference(actual[i], expected[i], region.empty() ? spec.bounds() : region);
              QVERIFY2(!text, ("strip " + std::to_string(side) + ", " + std::to_string(threads) +
                               " threads: " + text.value_or(""))
                                  .c_str());
            }
          }
        }
      }
    }
    QVERIFY2(islands > 0, "nothing was fused");
  }

  void what_is_fused() {
    const auto groups = [&](const std::string& name) {
      Engine engine(registry_, {1, 64 << 20});
      return islands_of(plan_of(graphs().at(name), engine));
    };
    QCOMPARE(groups("pixels"), (std::vector<std::string>{"a b c last"}));
    QCOMPARE(groups("windows"), (std::vector<std::string>{"a b c last"}));
    QCOMPARE(groups("with the original"), (std::vector<std::string>{"a blur last"}));
    QCOMPARE(groups("mask and fan-out"), (std::vector<std::string>{"a blur gray mask last"}));
    QCOMPARE(groups("around a whole picture"), (std::vector<std::string>{"a", "b last"}));
    QCOMPARE(groups("over a bypassed node"), (std::vector<std::string>{"a last"}));
    Engine engine(registry_, {1, 64 << 20});
    const Graph pixels = graphs().at("pixels");
    PlanRequest apart{pixels, {"last"}, 0, false};
    apart.fuse = false;
    std::map<NodeId, NodeResult> given = photo(engine, {64, 64, 3, SampleFormat::kU8});
    apart.given = &given;
    QCOMPARE(islands_of(make_plan(apart, engine, nullptr)), (std::vector<std::string>{"a", "b", "c", "last"}));
  }

  void explains_what_it_does() {
    Engine engine(registry_, {1, 64 << 20});
    const std::string pixels = plan_of(graphs().at("pixels"), engine).explain();
    QVERIFY2(pixels.find("one pass over 4 nodes") != std::string::npos, pixels.c_str());
    QVERIFY2(pixels.find("stays in cache as f32") != std::string::npos, pixels.c_str());
    QVERIFY2(pixels.find("predicted: reads") != std::string::npos, pixels.c_str());
    const std::string around = plan_of(graphs().at("around a whole picture"), engine).explain();
    QVERIFY2(around.find("not in one pass with flip: it works on whole pictures") != std::string::npos, around.c_str());
    const std::string borders = plan_of(graphs().at("two borders of one picture"), engine).explain();
    QVERIFY2(borders.find("another border rule") != std::string::npos, borders.c_str());
  }

  void counts_what_it_predicted_data() { strips_and_sections_data(); }
  void counts_what_it_predicted() {
    QFETCH(QString, name);
    Engine engine(registry_, {2, 64 << 20});
    const ExecutionPlan plan = plan_of(graphs().at(name.toStdString()), engine);
    ExecuteOptions options;
    options.store_results = false;
    const ExecutionOutcome outcome = execute(plan, engine, options, CancelToken());
    int64_t read = 0;
    int64_t written = 0;
    for (const StepOutcome& step : outcome.steps) {
      QVERIFY(!step.error);
      read += step.bytes_read;
      written += step.bytes_written;
    }
    QCOMPARE(read, plan.predicted.bytes_read);
    QCOMPARE(written, plan.predicted.bytes_written);
    QVERIFY(plan.predicted.peak_bytes > 0);
  }

  void writes_over_what_only_it_reads_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("fuse");
    QTest::addColumn<int>("format");
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
      const std::string suffix(name_of(format));
      QTest::addRow("node by node, %s", suffix.c_str()) << "pixels" << false << static_cast<int>(format);
      QTest::addRow("after a flip, %s", suffix.c_str()) << "around a whole picture" << true << static_cast<int>(format);
    }
  }
  void writes_over_what_only_it_reads() {
    QFETCH(QString, name);
    QFETCH(bool, fuse);
    QFETCH(int, format);
    Engine engine(registry_, {3, 64 << 20});
    Graph graph = graphs().at(name.toStdString());
    if (static_cast<SampleFormat>(format) == SampleFormat::kU8) graph.settings.precision = Precision::kU8;
    // Wider than a batch, and no multiple of a vector.
    given_ = photo(engine, {1201, 67, 3, SampleFormat::kU8});
    const ExecutionPlan plain = reusing(graph, engine, {"last"}, fuse, false);
    const ExecutionPlan plan = reusing(graph, engine, {"last"}, fuse, true);
    QVERIFY(plain.explain().find("writes over") == std::string::npos);
    QVERIFY2(plan.explain().find("writes over") != std::string::npos, plan.explain().c_str());
    QVERIFY(plan.predicted.peak_bytes < plain.predicted.peak_bytes);
    QCOMPARE(plan.predicted.bytes_written, plain.predicted.bytes_written);
    ExecuteOptions options;
    options.store_results = false;
    const int64_t plain_peak = execute(plain, engine, options, CancelToken()).peak_buffer_bytes;
    QVERIFY(execute(plan, engine, options, CancelToken()).peak_buffer_bytes < plain_peak);
    const ExecutionOutcome apart = execute(plain, engine, options, CancelToken());
    const Image expected = apart.results.at("last").outputs[0];
    const ExecutionOutcome over = execute(plan, engine, options, CancelToken());
    const Image actual = over.results.at("last").outputs[0];
    const auto text = bit_difference(actual, expected, expected.spec().bounds());
    QVERIFY2(!text, text.value_or("").c_str());
  }

  // Targets, second readers, the result cache and watchers keep their pictures.
  void never_writes_over_what_is_held() {
    Engine engine(registry_, {2, 64 << 20});
    Graph graph = graphs().at("pixels");
    graph.nodes.push_back(node("other", "gamma", {{"gamma", 1.7}}));
    graph.connect({"a", "image"}, {"other", "image"});
    given_ = photo(engine, {300, 40, 3, SampleFormat::kU8});
    const std::vector<NodeId> all{"a", "b", "c", "last", "other"};
    ExecuteOptions options;
    options.store_results = false;
    const ExecutionOutcome truth = execute(reusing(graph, engine, all, false, false), engine, options, CancelToken());
    const auto same = [&](const NodeId& id, const Image& image) {
      const Image& expected = truth.results.at(id).outputs[0];
      const auto text = bit_difference(image, expected, expected.spec().bounds());
      QVERIFY2(!text, (id + ": " + text.value_or("")).c_str());
    };
    for (const std::vector<NodeId>& targets :
         {std::vector<NodeId>{"last", "other"}, std::vector<NodeId>{"b", "last"}, all}) {
      for (const bool stores : {false, true}) {
        std::map<NodeId, Image> watched;
        options.store_results = stores;
        if (stores) {
          options.step_finished = [&](const PlanStep& step, const NodeResult& result) {
            watched[step.node] = result.outputs.at(0);
          };
        } else {
          options.step_finished = {};
        }
        const ExecutionPlan plan = reusing(graph, engine, targets, false, true);
        const ExecutionOutcome outcome = execute(plan, engine, options, CancelToken());
        for (const NodeId& target : targets) same(target, outcome.results.at(target).outputs[0]);
        watched.erase("photo");
        for (const auto& [id, image] : watched) same(id, image);
        for (const PlanStep& step : plan.steps) {
          if (!stores || step.action != StepAction::kCompute || !step.demanded) continue;
          const std::optional<NodeResult> held = engine.cache.find(step.key);
          QVERIFY(held);
          same(step.node, held->outputs[0]);
        }
      }
    }
  }

  void a_warm_round_allocates_nothing() {
    Engine engine(registry_, {2, 64 << 20});
    const ExecutionPlan plan = plan_of(graphs().at("mask and fan-out"), engine);
    ExecuteOptions options;
    options.store_results = false;
    QVERIFY(execute(plan, engine, options, CancelToken()).allocations > 0);
    QCOMPARE(execute(plan, engine, options, CancelToken()).allocations, int64_t{0});
  }

  // The shares of a pass are its time, and every node has one.
  void shares_sum_to_the_pass() {
    Engine engine(registry_, {2, 64 << 20});
    const ExecutionPlan plan = plan_of(graphs().at("windows"), engine);
    const ExecutionOutcome outcome = execute(plan, engine, {}, CancelToken());
    int64_t sum = 0;
    for (size_t i = 0; i < plan.steps.size(); ++i) {
      if (plan.steps[i].action != StepAction::kCompute) continue;
      QCOMPARE(outcome.steps[i].island, 0);
      QVERIFY(outcome.steps[i].self_ns > 0);
      sum += outcome.steps[i].self_ns;
    }
    const auto fused = std::find_if(outcome.trace.steps.begin(), outcome.trace.steps.end(),
                                    [](const Span& span) { return span.kind == SpanKind::kFused; });
    QVERIFY(fused != outcome.trace.steps.end());
    QCOMPARE(sum, fused->duration_ns());
  }

  void files_are_rounded_once() {
    Engine engine(registry_, {1, 64 << 20});
    Graph graph = graphs().at("pixels");
    graph.nodes.push_back(node("out", "output", {{"path", text("out.png")}}));
    graph.connect({"last", "image"}, {"out", "image"});
    const auto format = [&](const char* path, std::vector<NodeId> targets, bool round) {
      graph.find("out")->params["path"] = std::string(path);
      const std::map<NodeId, NodeResult> given = photo(engine, {64, 64, 3, SampleFormat::kU8});
      PlanRequest request{graph, std::move(targets), 0, false};
      request.given = &given;
      request.round_for_files = round;
      const ExecutionPlan plan = make_plan(request, engine, nullptr);
      return plan.steps[static_cast<size_t>(plan.step_of.at("last"))].outputs[0].format;
    };
    QCOMPARE(format("out.png", {"out"}, true), SampleFormat::kU8);
    QCOMPARE(format("out.exr", {"out"}, true), SampleFormat::kF16);          // what an EXR of 8-bit origin stores
    QCOMPARE(format("out.png", {"out", "last"}, true), SampleFormat::kF32);  // somebody looks at the node itself
    QCOMPARE(format("out.png", {"out"}, false), SampleFormat::kF32);
  }

  void keeps_what_is_asked_for() {
    Engine engine(registry_, {1, 64 << 20});
    const Graph graph = graphs().at("pixels");
    const std::map<NodeId, NodeResult> given = photo(engine, {64, 64, 3, SampleFormat::kU8});
    PlanRequest request{graph, {"last"}, 0, false};
    request.given = &given;
    request.keep = {"b"};
    const auto stored = [&] {
      const ExecutionPlan plan = make_plan(request, engine, nullptr);
      std::string names;
      for (const PlanStep& step : plan.steps) {
        if (step.action == StepAction::kCompute && step.stored) names += step.node + " ";
      }
      return names;
    };
    QCOMPARE(stored(), std::string("b last "));
    request.keep_bytes = int64_t{1} << 30;
    QCOMPARE(stored(), std::string("a b c last "));
    request.keep_bytes = 1000;
    QCOMPARE(stored(), std::string("b last "));
  }

  void a_failure_stops_only_what_reads_it() {
    Engine engine(registry_, {1, 64 << 20});
    Graph graph = graphs().at("with the original");
    graph.nodes.push_back(node("missing", "input", {{"path", text("/no/such/picture.png")}}));
    graph.nodes.push_back(node("other", "invert"));
    graph.connect({"missing", "image"}, {"other", "image"});
    const std::map<NodeId, NodeResult> given = photo(engine, {64, 64, 3, SampleFormat::kU8});
    PlanRequest request{graph, {"last", "other"}, 0, false};
    request.given = &given;
    const ExecutionOutcome outcome = execute(make_plan(request, engine, nullptr), engine, {}, CancelToken());
    QCOMPARE(outcome.results.count("last"), size_t{1});
    QCOMPARE(outcome.results.count("other"), size_t{0});
  }

 private:
  static std::map<NodeId, NodeResult> photo(Engine& engine, const ImageSpec& spec) {
    return {{"photo", {{sample_picture(spec, 1, engine.buffers)}, {}, 0}}};
  }

  ExecutionPlan plan_of(const Graph& graph, Engine& engine) {
    given_ = photo(engine, {320, 200, 3, SampleFormat::kU8});
    PlanRequest request{graph, {"last"}, 0, false};
    request.given = &given_;
    return make_plan(request, engine, nullptr);
  }

  // Of given_ as the photo.
  ExecutionPlan reusing(const Graph& graph, Engine& engine, std::vector<NodeId> targets, bool fuse, bool reuse) {
    PlanRequest request{graph, std::move(targets), 0, false};
    request.given = &given_;
    request.fuse = fuse;
    request.reuse_memory = reuse;
    return make_plan(request, engine, nullptr);
  }

  static std::vector<std::string> islands_of(const ExecutionPlan& plan) {
    std::vector<std::string> groups;
    for (const PlanIsland& island : plan.islands) {
      std::string names;
      for (int step : island.steps) names += (names.empty() ? "" : " ") + plan.steps[static_cast<size_t>(step)].node;
      groups.push_back(names);
    }
    return groups;
  }

  static Image run(const Graph& graph, Engine& engine, const ImageSpec& spec, bool fuse) {
    const std::map<NodeId, NodeResult> given = photo(engine, spec);
    PlanRequest request{graph, {"last"}, 0, false};
    request.given = &given;
    request.fuse = fuse;
    ExecuteOptions options;
    options.store_results = false;
    const ExecutionOutcome outcome = execute(make_plan(request, engine, nullptr), engine, options, CancelToken());
    const auto result = outcome.results.find("last");
    return result == outcome.results.end() ? Image() : result->second.outputs[0];
  }

  static std::vector<Image> pass(const ExecutionPlan& plan, const IslandLayout& layout, std::span<const Image> inputs,
                                 Engine& engine, WorkerPool& workers, const Rect& region, int side) {
    std::vector<Image> outputs;
    for (const StepInput& output : layout.outputs) {
      const ImageSpec& spec = plan.steps[static_cast<size_t>(output.step)].outputs[static_cast<size_t>(output.output)];
      outputs.push_back(Image::allocate(spec, engine.buffers).value());
    }
    const Status status = run_island(
        {layout.nodes, inputs, outputs, workers, engine.buffers, CancelToken(), [](double) {}, region, side});
    return status.ok() ? outputs : std::vector<Image>();
  }

  bool graph_is_split(const Graph& graph, Engine& engine) { return plan_of(graph, engine).islands.size() > 1; }

  static bool has_jumps(const Graph& graph) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                       [](const Node& each) { return each.type == "threshold"; });
  }

  static double distance(const Image& image, const FloatPicture& truth) {
    const FloatPicture picture = float_picture(image);
    double sum = 0;
    for (size_t i = 0; i < picture.samples.size(); ++i) {
      const double off =
          static_cast<double>(picture.samples[i]) - std::clamp(static_cast<double>(truth.samples[i]), 0.0, 1.0);
      sum += off * off;
    }
    return std::sqrt(sum / static_cast<double>(picture.samples.size()));
  }

  OperatorRegistry registry_;
  std::map<NodeId, NodeResult> given_;
};

QTEST_APPLESS_MAIN(TestFusion)
#include "test_fusion.moc"
