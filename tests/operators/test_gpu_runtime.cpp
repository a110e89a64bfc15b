// Pipelines on the graphics card: what runs there, what moves, what is told, and what happens when it fails.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>

#include "engine/base/clock.h"
#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/profile/chrome_trace.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/session.h"
#include "tests/engine/gpu_fixture.h"
#include "tests/engine/uncached_run.h"
#include "tests/operators/sample_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

// An operator that has no Vulkan form.
OperatorDef processor_only() {
  class Copy final : public RowKernel {
    void run(const RowArgs& args) const override {
      for (size_t c = 0; c < kMaxChannels; ++c) {
        if (args.out[0][c] != nullptr) std::copy_n(args.in[0][c], args.count, args.out[0][c]);
      }
    }
  };
  OperatorDef def;
  def.id = def.label = "processor_only";
  def.prepare = [](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<Copy>()); };
  return def;
}

// photo → exposure → color_matrix → gaussian_blur → exposure, all of them on `backend`.
Graph chain_on(Backend backend, const std::string& middle = "color_matrix") {
  Graph graph;
  graph.settings.backend = backend;
  graph.nodes = {node("photo", "input", {{"path", std::string("photo.png")}}),
                 node("first", "exposure", {{"stops", 0.5}}), node("middle", middle),
                 node("blur", "gaussian_blur", {{"sigma", 1.5}}), node("last", "exposure", {{"stops", -0.25}})};
  if (middle == "color_matrix") {
    graph.nodes[2].params["matrix"] = NumberTable{3, 4, {.9, .1, 0, 0, 0, 1, .05, 0, .1, 0, .8, .02}};
  }
  for (size_t i = 1; i < graph.nodes.size(); ++i) {
    graph.connect({graph.nodes[i - 1].id, "image"}, {graph.nodes[i].id, "image"});
  }
  return graph;
}

struct Listener : SessionListener {
  std::mutex mutex;
  std::vector<RunReport> reports;
  std::map<NodeId, Image> images;
  void run_started(uint64_t, int) override {}
  void node_progress(const NodeId&, double, int, int) override {}
  void image_ready(const NodeId& id, const Image& image, int, uint64_t) override {
    std::lock_guard lock(mutex);
    images[id] = image;
  }
  void run_finished(const RunReport& report) override {
    std::lock_guard lock(mutex);
    reports.push_back(report);
  }
};

}  // namespace

class TestGpuRuntime : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    register_builtin(registry_);
    registry_.add(processor_only());
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
  }

  void init() {
    source_ = {211, 97, 3, SampleFormat::kU8};
    fuse_ = true;
  }

  void a_chain_stays_on_the_card() {
    Engine engine(registry_, options());
    const Graph graph = chain_on(Backend::kVulkan);
    const PlannedRun run = run_on(engine, graph, {"last"});
    QVERIFY(!run.outcome.gpu_failure);
    same_as_on_the_processor(graph, run.outcome.results.at("last").outputs[0]);
    const std::shared_ptr<GpuBackend> backend = engine.gpu.get().value();
    QCOMPARE(backend->statistics().uploads, int64_t{1});
    QCOMPARE(backend->statistics().downloads, int64_t{1});
    const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
    for (const char* id : {"first", "middle", "blur", "last"}) {
      const NodeReport& node = *report.find(id);
      QCOMPARE(node.backend, std::string("vulkan"));
      QCOMPARE(node.isa, std::string());
      QCOMPARE(node.fallback, std::string());
      QVERIFY(node.self_ns && *node.self_ns > 0);
    }
    QVERIFY(report.find("photo")->backend != "vulkan");
    QCOMPARE(report.gpu, backend->device().name);
    const Graph elsewhere = chain_on(Backend::kCpu);
    const PlannedRun without = run_on(engine, elsewhere, {"last"});
    QCOMPARE(make_report(elsewhere, without.plan, without.outcome, engine, 0).gpu, std::string());
    VERIFY_SILENT(*backend);
  }

  // Uploads and downloads are in the trace, with what they moved; and no span outlasts the run.
  void transfers_are_told() {
    Engine engine(registry_, options());
    const PlannedRun run = run_on(engine, chain_on(Backend::kVulkan), {"last"});
    const Trace& trace = run.outcome.trace;
    for (const SpanKind kind : {SpanKind::kUpload, SpanKind::kDownload}) {
      const auto span =
          std::find_if(trace.steps.begin(), trace.steps.end(), [&](const Span& s) { return s.kind == kind; });
      QVERIFY(span != trace.steps.end());
      QCOMPARE(span->node, std::string(kind == SpanKind::kUpload ? "photo" : "last"));
      QCOMPARE(span->bytes_read, int64_t{kind == SpanKind::kUpload ? 1 : 4} * 211 * 97 * 3);
      QVERIFY(span->duration_ns() > 0);
    }
    QCOMPARE(std::count_if(trace.steps.begin(), trace.steps.end(), [](const Span& span) { return span.on_gpu; }),
             std::ptrdiff_t{4});
    QVERIFY(trace.unattributed_ns() >= 0);
    const std::string json = chrome_trace_json({trace});
    for (const char* lane : {"\"GPU\"", "\"copies\"", "\"shader compiler\""}) {
      QVERIFY2(json.find(lane) != std::string::npos, lane);
    }
  }

  // Where card and host share memory a large picture is used where it lies: there is no transfer to tell of.
  void what_did_not_move_is_not_told() {
    Engine engine(registry_, options());
    const Graph graph = chain_on(Backend::kVulkan);
    source_ = {907, 501, 3, SampleFormat::kU8};
    const PlannedRun run = run_on(engine, graph, {"last"});
    same_as_on_the_processor(graph, run.outcome.results.at("last").outputs[0]);
    for (const Span& span : run.outcome.trace.steps) {
      QVERIFY(span.kind != SpanKind::kUpload && span.kind != SpanKind::kDownload);
    }
    const GpuBackend::Statistics moved = engine.gpu.get().value()->statistics();
    QCOMPARE(moved.imports, int64_t{2});
    QCOMPARE(moved.uploads + moved.downloads, int64_t{0});
    VERIFY_SILENT(*engine.gpu.get().value());
  }

  // Nodes one by one: each result's memory serves a later one once the node that reads it is recorded.
  void a_long_chain_needs_few_pictures() {
    Engine engine(registry_, discrete_options());
    Graph graph = chain_on(Backend::kVulkan);
    for (int i = 0; i < 20; ++i) {
      const NodeId before = graph.nodes.back().id;
      graph.nodes.push_back(node("more" + std::to_string(i), i % 2 == 0 ? "invert" : "gaussian_blur"));
      graph.connect({before, "image"}, {graph.nodes.back().id, "image"});
    }
    fuse_ = false;
    const NodeId last = graph.nodes.back().id;
    const PlannedRun run = run_on(engine, graph, {last});
    const Image& picture = run.outcome.results.at(last).outputs[0];
    const auto text = difference(picture, float_picture(on_the_processor(graph, last)), 1e-5);
    QVERIFY2(!text, text ? text->c_str() : "");
    QCOMPARE(std::count_if(run.outcome.trace.steps.begin(), run.outcome.trace.steps.end(),
                           [](const Span& span) { return span.on_gpu; }),
             std::ptrdiff_t{24});
    // What a blur reads, writes and has between its two passes.
    const size_t few = 6 * picture_bytes(picture.spec());
    QVERIFY2(engine.gpu.get().value()->statistics().peak_bytes < few,
             qPrintable(QString::number(engine.gpu.get().value()->statistics().peak_bytes)));
  }

  void what_has_no_form_runs_on_the_processor() {
    Engine engine(registry_, options());
    const Graph graph = chain_on(Backend::kVulkan, "processor_only");
    const PlannedRun run = run_on(engine, graph, {"last"});
    same_as_on_the_processor(graph, run.outcome.results.at("last").outputs[0]);
    const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
    QCOMPARE(report.find("middle")->backend, std::string("cpu"));
    QVERIFY2(report.find("middle")->fallback.find("no Vulkan form") != std::string::npos,
             report.find("middle")->fallback.c_str());
    QCOMPARE(report.find("blur")->backend, std::string("vulkan"));
    const GpuBackend::Statistics moved = engine.gpu.get().value()->statistics();
    QCOMPARE(moved.uploads, int64_t{2});
    QCOMPARE(moved.downloads, int64_t{2});
  }

  void a_bypassed_node_keeps_the_picture_there() {
    Engine engine(registry_, options());
    Graph graph = chain_on(Backend::kVulkan);
    graph.find("middle")->bypass = true;
    const PlannedRun run = run_on(engine, graph, {"last"});
    same_as_on_the_processor(graph, run.outcome.results.at("last").outputs[0]);
    QCOMPARE(engine.gpu.get().value()->statistics().downloads, int64_t{1});
  }

  // A picture that is asked for half-way comes down as well, and is not brought up again.
  void a_target_in_the_middle() {
    Engine engine(registry_, options());
    const Graph graph = chain_on(Backend::kVulkan);
    const PlannedRun run = run_on(engine, graph, {"middle", "last"});
    same_as_on_the_processor(graph, run.outcome.results.at("last").outputs[0]);
    QVERIFY(run.outcome.results.count("middle") == 1);
    const GpuBackend::Statistics moved = engine.gpu.get().value()->statistics();
    QCOMPARE(moved.uploads, int64_t{1});
    QCOMPARE(moved.downloads, int64_t{2});
  }

  // The card fails at its n-th call of each sort: the pipeline is done by the processor, with the processor's bits, and
  // every node says why.
  void failures_end_on_the_processor_data() {
    QTest::addColumn<int>("point");
    QTest::addRow("allocation") << static_cast<int>(GpuFaultPoint::kAllocate);
    QTest::addRow("pipeline") << static_cast<int>(GpuFaultPoint::kPipeline);
    QTest::addRow("submit") << static_cast<int>(GpuFaultPoint::kSubmit);
    QTest::addRow("wait") << static_cast<int>(GpuFaultPoint::kWait);
  }
  void failures_end_on_the_processor() {
    QFETCH(int, point);
    const Graph graph = chain_on(Backend::kVulkan);
    int struck = 0;
    for (int nth = 0; nth < 100; ++nth) {
      std::atomic<bool> strikes = false;
      EngineOptions failing = options();
      failing.gpu.pretend_discrete = true;
      failing.gpu.fails = [&](GpuFaultPoint at, int count) {
        const bool here = static_cast<int>(at) == point && count == nth;
        if (here) strikes = true;
        return here;
      };
      Engine engine(registry_, failing);
      const PlannedRun run = run_on(engine, graph, {"last"});
      const Image& picture = run.outcome.results.at("last").outputs[0];
      if (!strikes) {
        QVERIFY(struck > 0);
        QVERIFY(engine.gpu.get().ok());
        return;
      }
      ++struck;
      if (static_cast<GpuFaultPoint>(point) == GpuFaultPoint::kPipeline && engine.gpu.get().ok()) {
        same_as_on_the_processor(graph, picture);  // it was the one in the background: the formulas run one by one
        continue;
      }
      const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
      for (const char* id : {"first", "middle", "blur", "last"}) {
        const NodeReport& node = *report.find(id);
        QCOMPARE(node.backend, std::string("cpu"));
        QVERIFY2(node.fallback.find("VK_ERROR") != std::string::npos, node.fallback.c_str());
        QVERIFY(node.state == NodeState::kComputed);
      }
      const auto text = bit_difference(picture, on_the_processor(graph), picture.spec().bounds());
      QVERIFY2(!text, text ? text->c_str() : "");
      QVERIFY(!engine.gpu.get().ok());  // given up for good
    }
    QFAIL("a hundred calls and no end");
  }

  void a_machine_without_a_driver() {
    const std::optional<QByteArray> before =
        qEnvironmentVariableIsSet("VK_DRIVER_FILES") ? std::optional(qgetenv("VK_DRIVER_FILES")) : std::nullopt;
    qputenv("VK_DRIVER_FILES", "/nonexistent.json");
    {
      Engine engine(registry_, options());
      const Graph graph = chain_on(Backend::kVulkan);
      const PlannedRun run = run_on(engine, graph, {"last"});
      const Image& picture = run.outcome.results.at("last").outputs[0];
      QVERIFY(!bit_difference(picture, on_the_processor(graph), picture.spec().bounds()));
      const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
      QVERIFY2(report.find("blur")->fallback.find("no Vulkan driver") != std::string::npos,
               report.find("blur")->fallback.c_str());
      QVERIFY(report.find("photo")->fallback.empty());
    }
    before ? qputenv("VK_DRIVER_FILES", *before) : qunsetenv("VK_DRIVER_FILES");
  }

  void one_node_may_ask_for_the_card_alone() {
    Engine engine(registry_, options());
    Graph graph = chain_on(Backend::kCpu);
    graph.find("blur")->backend = Backend::kVulkan;
    const PlannedRun run = run_on(engine, graph, {"last"});
    const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
    QCOMPARE(report.find("blur")->backend, std::string("vulkan"));
    QCOMPARE(report.find("first")->backend, std::string("cpu"));
    same_as_on_the_processor(graph, run.outcome.results.at("last").outputs[0]);
  }

  // What is made from a formula is made there, and joined with what follows; only the result comes down.
  void a_source_on_the_card() {
    Engine engine(registry_, options());
    const Graph graph = behind_a_pattern();
    const std::shared_ptr<GpuBackend> backend = engine.gpu.get().value();
    for (int round = 0; round < 2; ++round) {
      const int64_t before = backend->statistics().dispatches;
      const PlannedRun run = run_on(engine, graph, {"last"});
      same_as_on_the_processor(graph, run.outcome.results.at("last").outputs[0]);
      const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
      QCOMPARE(report.find("made")->backend, std::string("vulkan"));
      QCOMPARE(report.find("made")->fallback, std::string());
      QCOMPARE(backend->statistics().dispatches - before, int64_t{round == 0 ? 2 : 1});
      backend->wait_until_ready();
    }
    QCOMPARE(backend->statistics().uploads, int64_t{0});
    QCOMPARE(backend->statistics().downloads, int64_t{2});
    VERIFY_SILENT(*backend);
  }

  // A proxy is reduced from the whole picture, by the processor; what reads it runs on the card all the same.
  void a_proxy_of_a_source() {
    Engine engine(registry_, options());
    const Graph graph = behind_a_pattern();
    PlanRequest proxy = request(graph, engine, {"last"});
    proxy.level = 1;
    const PlannedRun run = run_plan(
        proxy, engine, nullptr, [](const ExecutionPlan&) { return ExecuteOptions(); }, CancelToken());
    QCOMPARE(run.outcome.results.at("last").outputs[0].width(), 75);
    const RunReport report = make_report(graph, run.plan, run.outcome, engine, 0);
    QCOMPARE(report.find("last")->backend, std::string("vulkan"));
    const bool told = std::any_of(run.plan.steps.begin(), run.plan.steps.end(), [](const PlanStep& step) {
      return step.node == "made" && !step.program && step.fallback.find("proxy") != std::string::npos;
    });
    QVERIFY(told);
  }

  // Where it runs is part of what a result depends on.
  void another_backend_is_another_key() {
    Engine engine(registry_, options());
    const auto key = [&](Backend backend) {
      const Graph graph = chain_on(backend);
      const ExecutionPlan plan = make_plan(request(graph, engine, {"last"}), engine, nullptr);
      return plan.steps[static_cast<size_t>(plan.step_of.at("last"))].key;
    };
    QVERIFY(key(Backend::kVulkan) == key(Backend::kVulkan));
    QVERIFY(!(key(Backend::kVulkan) == key(Backend::kCpu)));
  }

  // The window's way of running: results are cached, an edit runs again what it has to.
  void a_session_on_the_card() {
    Engine engine(registry_, options());
    Listener listener;
    QTemporaryDir folder;
    Graph graph = session_graph();
    {
      Session session(engine, listener);
      session.set_targets({"last"});
      session.apply(graph);
      QVERIFY(session.wait_idle(20000));
      QVERIFY(listener.images.count("last") == 1);
      graph.find("last")->params["stops"] = 1.0;
      session.apply(graph);
      QVERIFY(session.wait_idle(20000));
      QCOMPARE(listener.reports.back().find("last")->backend, std::string("vulkan"));
      QCOMPARE(listener.reports.back().find("last")->reason, std::string("stops changed"));
      session.apply(graph);
      QVERIFY(session.wait_idle(20000));
    }
    const RunReport& report = listener.reports.back();
    QVERIFY(report.find("last")->state == NodeState::kCached);
  }

  // A slider behind a picture that is on the card brings nothing up: neither the source nor a result that was made
  // there.
  void pictures_stay_from_run_to_run() {
    Engine engine(registry_, discrete_options());
    Listener listener;
    Session session(engine, listener);
    session.set_targets({"last"});
    Graph graph = session_graph();
    const auto uploads_of = [&](const NodeId& edited, double value) {
      graph.find(edited)->params[edited == "blur" ? "sigma" : "stops"] = value;
      const int64_t before = uploads(engine);
      session.apply(graph);
      return session.wait_idle(20000) ? uploads(engine) - before : -1;
    };
    QCOMPARE(uploads_of("last", 0.5), int64_t{1});
    QCOMPARE(uploads_of("last", 1.0), int64_t{0});    // reads the blur's result
    QCOMPARE(uploads_of("first", 0.25), int64_t{0});  // reads the source
    QCOMPARE(uploads_of("blur", 2.0), int64_t{0});
    QVERIFY(engine.gpu.pictures().statistics().hits >= 3);
    same_as_on_the_processor(graph, listener.images.at("last"));
    // Asked to compute all again it takes nothing for granted.
    const int64_t before = uploads(engine);
    session.run();
    QVERIFY(session.wait_idle(20000));
    QCOMPARE(uploads(engine) - before, int64_t{1});
    VERIFY_SILENT(*engine.gpu.get().value());
  }

  // What was brought up before a run was cancelled is not brought up again.
  void uploads_outlive_a_cancelled_run() {
    EngineOptions cut = discrete_options();
    cut.gpu.submit_budget_ns = 1;
    Engine engine(registry_, cut);
    const Graph graph = chain_on(Backend::kVulkan);
    CancelToken token;
    ExecuteOptions execute;
    execute.progress = [&](const NodeId&, double fraction, int, int) {
      if (fraction > 0) token.cancel();
    };
    const auto run = [&] {
      return run_plan(
          request(graph, engine, {"last"}), engine, nullptr, [&](const ExecutionPlan&) { return execute; }, token);
    };
    QVERIFY(run().outcome.cancelled);
    QCOMPARE(uploads(engine), int64_t{1});
    QCOMPARE(engine.gpu.pictures().statistics().bytes, picture_bytes(source_));
    token = CancelToken();
    execute.progress = {};
    same_as_on_the_processor(graph, run().outcome.results.at("last").outputs[0]);
    QCOMPARE(uploads(engine), int64_t{1});
  }

  // What is kept must not send a run to the processor for want of memory.
  void kept_pictures_give_way() {
    EngineOptions failing = discrete_options();
    std::atomic<bool> armed = false;
    failing.gpu.fails = [&](GpuFaultPoint at, int) { return at == GpuFaultPoint::kAllocate && armed.exchange(false); };
    Engine engine(registry_, failing);
    Listener listener;
    Session session(engine, listener);
    session.set_targets({"last"});
    Graph graph = session_graph();
    session.apply(graph);
    QVERIFY(session.wait_idle(20000));
    QVERIFY(engine.gpu.pictures().statistics().bytes > 0);
    graph.find("first")->params["stops"] = 0.75;
    armed = true;
    session.apply(graph);
    QVERIFY(session.wait_idle(20000));
    QVERIFY(!armed);
    QCOMPARE(listener.reports.back().find("last")->backend, std::string("vulkan"));
    same_as_on_the_processor(graph, listener.images.at("last"));
    // When the card is given up they go as well.
    QVERIFY(engine.gpu.pictures().statistics().bytes > 0);
    engine.gpu.give_up(failed("a test", "", ""));
    QCOMPARE(engine.gpu.pictures().statistics().bytes, size_t{0});
  }

  void kept_pictures_have_a_budget() {
    const std::shared_ptr<GpuBackend> backend = GpuBackend::open(test_options()).value();
    const ImageSpec spec{100, 100, 1, SampleFormat::kF32};
    const auto key = [](int output) { return DevicePictures::Key{Hash128{1, 2}, output}; };
    const auto picture = [&] { return backend->allocate(spec).value(); };
    DevicePictures pictures;
    pictures.insert(key(0), picture());
    QVERIFY(!pictures.find(key(0)));  // before there is a budget
    pictures.set_budget(2 * picture_bytes(spec));
    for (int i = 0; i < 2; ++i) pictures.insert(key(i), picture());
    QVERIFY(pictures.find(key(0)));
    pictures.insert(key(2), picture());
    QVERIFY(pictures.find(key(0)) && pictures.find(key(2)) && !pictures.find(key(1)));
    pictures.insert(key(2), picture());  // in place of the one before
    QCOMPARE(pictures.statistics().evictions, int64_t{1});
    QCOMPARE(pictures.statistics().bytes, 2 * picture_bytes(spec));
    QVERIFY(pictures.clear());
    QVERIFY(!pictures.clear());
  }

 private:
  static Graph session_graph() {
    Graph graph = chain_on(Backend::kVulkan);
    graph.nodes[0] = node("photo", "test_pattern", {{"width", int64_t{300}}, {"height", int64_t{200}}});
    graph.nodes[0].backend = Backend::kCpu;  // a source that has to be brought there
    return graph;
  }

  static int64_t uploads(Engine& engine) {
    const Result<std::shared_ptr<GpuBackend>> backend = engine.gpu.get();
    return backend ? (*backend)->statistics().uploads : 0;
  }

  EngineOptions discrete_options() const {
    EngineOptions discrete = options();
    discrete.gpu.pretend_discrete = true;
    return discrete;
  }

  EngineOptions options() const {
    EngineOptions options{2, 64 << 20};
    options.gpu = test_options();
    return options;
  }

  PlanRequest request(const Graph& graph, Engine& engine, std::vector<NodeId> targets) {
    given_ = {{"photo", NodeResult{{sample_picture(source_, 1, engine.buffers)}, {}, 0}}};
    PlanRequest request{graph, std::move(targets), 0, false};
    request.fuse = fuse_;
    const Node* photo = graph.find("photo");
    if (photo != nullptr && photo->type == "input") request.given = &given_;
    return request;
  }

  PlannedRun run_on(Engine& engine, const Graph& graph, std::vector<NodeId> targets) {
    return run_uncached(request(graph, engine, std::move(targets)), engine);
  }

  // A pattern of 150 × 90 pixels → exposure, on the card.
  static Graph behind_a_pattern() {
    Graph graph;
    graph.settings.backend = Backend::kVulkan;
    graph.nodes = {node("made", "test_pattern", {{"width", int64_t{150}}, {"height", int64_t{90}}}),
                   node("last", "exposure", {{"stops", 0.5}})};
    graph.connect({"made", "image"}, {"last", "image"});
    return graph;
  }

  Image on_the_processor(Graph graph, const NodeId& target = "last") {
    graph.settings.backend = Backend::kCpu;
    for (Node& each : graph.nodes) each.backend = Backend::kAuto;
    Engine engine(registry_, {2, 64 << 20});
    return run_on(engine, graph, {target}).outcome.results.at(target).outputs[0];
  }

  void same_as_on_the_processor(const Graph& graph, const Image& picture) {
    const auto text = difference(picture, float_picture(on_the_processor(graph)), 1e-5);
    QVERIFY2(!text, text ? text->c_str() : "");
  }

  OperatorRegistry registry_;
  std::map<NodeId, NodeResult> given_;
  ImageSpec source_;
  bool fuse_ = true;
};

QTEST_GUILESS_MAIN(TestGpuRuntime)
#include "test_gpu_runtime.moc"
