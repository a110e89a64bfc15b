// Automatic placement: the cheapest way to part a graph, what is remembered of costs, and what a plan makes of them.
#include <QTemporaryDir>
#include <QtTest>

#include <condition_variable>
#include <mutex>

#include "engine/base/atomic_file.h"
#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/runtime/calibration.h"
#include "engine/runtime/card_peaks.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/min_cut.h"
#include "engine/runtime/placement.h"
#include "engine/runtime/session.h"
#include "tests/engine/gpu_fixture.h"
#include "tests/engine/uncached_run.h"
#include "tests/operators/sample_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr ImageSpec kPhoto{640, 480, 3, SampleFormat::kU8};

Work work(const std::string& place, const std::string& what, double units, const std::string& formats = {},
          int params = 0) {
  return {place, what, formats, Hasher().integer(params).finish(), units};
}

// photo → exposure → gaussian_blur → color_matrix.
Graph open_chain() {
  Graph graph = photo_chain(
      {node("light", "exposure", {{"stops", 0.5}}), node("blur", "gaussian_blur"), node("invert", "invert")});
  graph.settings.backend = Backend::kAuto;
  return graph;
}

struct Listener : SessionListener {
  std::mutex mutex;
  std::condition_variable changed;
  int operators = 0, runs = 0;
  bool ended = false;
  void run_started(uint64_t, int) override {}
  void node_progress(const NodeId&, double, int, int) override {}
  void image_ready(const NodeId&, const Image&, int, uint64_t) override {}
  void run_finished(const RunReport&) override {
    note([this] { ++runs; });
  }
  void measuring_devices(int done, int total, const std::optional<Error>& error) override {
    note([&] { (done == total && !error ? static_cast<void>(ended = true) : static_cast<void>(++operators)); });
  }
  template <typename Change>
  void note(Change change) {
    std::lock_guard lock(mutex);
    change();
    changed.notify_all();
  }
  bool wait(const std::function<bool()>& reached) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(60), reached);
  }
};

}  // namespace

class TestPlacement : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { register_builtin(registry_); }

  // The network of Cormen et al., Introduction to Algorithms, 3rd ed., figure 26.6: maximum flow 23, through the cut
  // {s, v1, v2, v4} | {v3, t}.
  void min_cut_of_a_known_network() {
    MinCut network;
    const int v1 = network.add_node(), v2 = network.add_node(), v3 = network.add_node(), v4 = network.add_node();
    network.add_edge(MinCut::kSource, v1, 16);
    network.add_edge(MinCut::kSource, v2, 13);
    network.add_edge(v1, v3, 12);
    network.add_edge(v2, v1, 4);
    network.add_edge(v2, v4, 14);
    network.add_edge(v3, v2, 9);
    network.add_edge(v3, MinCut::kSink, 20);
    network.add_edge(v4, v3, 7);
    network.add_edge(v4, MinCut::kSink, 4);
    const std::vector<bool> side = network.sink_side();
    QVERIFY(!side[MinCut::kSource] && !side[static_cast<size_t>(v1)] && !side[static_cast<size_t>(v2)]);
    QVERIFY(!side[static_cast<size_t>(v4)] && side[static_cast<size_t>(v3)] && side[MinCut::kSink]);
  }

  void min_cut_leaves_ties_with_the_source() {
    MinCut network;
    const int v = network.add_node();
    network.add_edge(MinCut::kSource, v, 5);
    network.add_edge(v, MinCut::kSink, 5);
    QVERIFY(!network.sink_side()[static_cast<size_t>(v)]);
  }

  void costs_answer_from_the_nearest_that_is_known() {
    CostModel costs{{}};
    QVERIFY(!costs.expected_ns(work("cpu", "blur", 1000)));
    costs.observe(work("cpu", "blur", 1000, "u8", 1), 4000);
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 1000, "u8", 1)), 4000.0);
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 2000, "u8", 2)), 8000.0);   // other parameters
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 1000, "f32", 1)), 4000.0);  // other formats
    QVERIFY(!costs.expected_ns(work("gpu", "blur", 1000, "u8", 1)));
    costs.observe(work("cpu", "blur", 1e6, "u8", 1), 1'000'000);
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 1000, "u8", 1)), 4000.0);  // each size has its rate
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 2e6, "u8", 1)), 2e6);
    costs.observe(work("cpu", "blur", 1000, "u8", 3), 8000);
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 1000, "u8", 3)), 8000.0);
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 1000, "u8", 1)), 4000.0);
  }

  // Runs differ; what is placed by them must not change each time.
  void costs_hold_still() {
    CostModel costs{{}};
    const Work blur = work("cpu", "blur", 1000);
    costs.observe(blur, 1000);
    for (int ns : {1100, 950, 1190, 900}) {
      costs.observe(blur, ns);
      QCOMPARE(*costs.expected_ns(blur), 1000.0);
    }
    costs.observe(blur, 500);
    QCOMPARE(*costs.expected_ns(blur), 500.0);
    for (int i = 0; i < 4; ++i) costs.observe(blur, 3000);
    QCOMPARE(*costs.expected_ns(blur), 500.0);
    costs.observe(blur, 3000);  // the last five agree
    QCOMPARE(*costs.expected_ns(blur), 3000.0);
  }

  void costs_are_kept_in_a_file() {
    QTemporaryDir folder;
    const std::string file = folder.filePath("made/costs.json").toStdString();
    {
      CostModel costs{file};
      costs.observe(work("cpu", "blur", 1000), 1000);
      QVERIFY(costs.save());
      QVERIFY(!QFile::exists(QString::fromStdString(file)));  // without a graphics card nobody asks
      costs.set_device("card");
      QVERIFY(costs.save());
    }
    CostModel costs{file};
    QCOMPARE(costs.device(), std::string("card"));
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 1000)), 1000.0);
    for (const char* broken :
         {"", "{", "[]", "{\"format\":\"lightbench.costs\",\"version\":2}",
          "{\"format\":\"lightbench.costs\",\"version\":1,\"device\":\"d\",\"rates\":[[\"a\",0,-1]]}",
          "{\"format\":\"lightbench.costs\",\"version\":1,\"device\":3,\"rates\":[]}"}) {
      QVERIFY(write_file_atomically(file, broken));
      CostModel none{file};
      QCOMPARE(none.device(), std::string());
      QVERIFY(!none.expected_ns(work("cpu", "blur", 1000)));
    }
  }

  void many_parameters_are_forgotten_again() {
    CostModel costs{{}};
    for (int i = 0; i < 6000; ++i) costs.observe(work("cpu", "blur", 1000, "u8", i), 1000 + i);
    QCOMPARE(*costs.expected_ns(work("cpu", "blur", 1000, "u8", 5999)), 6999.0);
    QVERIFY(*costs.expected_ns(work("cpu", "blur", 1000, "u8", 1)) != 1001.0);
  }

  void without_measurements_auto_stays_on_the_processor() {
    Engine engine(registry_, options());
    const Graph graph = open_chain();
    const ExecutionPlan plan = planned(engine, graph, {"invert"});
    for (const PlanStep& step : plan.steps) QVERIFY(!step.program);
    QVERIFY2(plan.placement.find("no graphics card was measured") != std::string::npos, plan.placement.c_str());
    QVERIFY(!engine.gpu.is_open());
  }

  void auto_takes_the_card_where_it_is_faster() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Engine engine(registry_, options());
    const Graph graph = open_chain();
    pretend(engine, kFastCard, 1);
    const Ran ran = run(engine, graph, {"invert"});
    for (const char* id : {"light", "blur", "invert"}) {
      QCOMPARE(ran.report(id).backend, std::string("vulkan"));
      QVERIFY2(ran.report(id).placement.find("expected") == 0, ran.report(id).placement.c_str());
      QCOMPARE(ran.report(id).fallback, std::string());
    }
    QCOMPARE(ran.report("photo").placement, std::string());
  }

  void transfers_count() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Engine engine(registry_, options());
    const Graph graph = open_chain();
    pretend(engine, kFastCard, 10e9);
    const ExecutionPlan plan = planned(engine, graph, {"invert"});
    for (const PlanStep& step : plan.steps) QVERIFY(!step.program);
    QVERIFY2(plan.placement.find("next to nothing") != std::string::npos, plan.placement.c_str());
  }

  // What is a little slower there goes there all the same, rather than have the picture come and go.
  void a_slow_node_between_fast_ones_follows_them() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Engine engine(registry_, options());
    const Graph graph =
        photo_chain({node("light", "gaussian_blur"), node("invert", "invert"), node("blur", "box_blur")});
    pretend(engine, {{"gaussian_blur", 100e6, 1e3}, {"invert", 1e6, 20e6}, {"box_blur", 100e6, 1e3}}, 10e6);
    const ExecutionPlan plan = planned(engine, graph, {"blur"});
    const PlanStep& invert = plan.steps[static_cast<size_t>(plan.step_of.at("invert"))];
    QVERIFY2(invert.program, plan.explain().c_str());
    QVERIFY2(invert.placement.find("neighbours") != std::string::npos, invert.placement.c_str());
  }

  // A single quick run does not open the card; many do.
  void opening_has_to_pay() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    QTemporaryDir folder;
    EngineOptions kept = options();
    kept.gpu.cache_folder = folder.path().toStdString();
    const Graph graph = open_chain();
    {
      Engine engine(registry_, kept);
      pretend(engine, kFastCard, 1);
      const std::string card = engine.costs.device();
      for (int i = 0; i < 5; ++i) engine.costs.observe({card, "opening", {}, {}, 1}, 60'000'000'000);
      QVERIFY(engine.costs.save());
    }
    Engine engine(registry_, kept);
    const ExecutionPlan once = planned(engine, graph, {"invert"});
    QVERIFY2(once.placement.find("opening") != std::string::npos, once.placement.c_str());
    QVERIFY(!engine.gpu.is_open());
    const ExecutionPlan often = planned(engine, graph, {"invert"}, 1e6);
    QVERIFY2(often.placement.empty(), often.placement.c_str());
    QVERIFY(often.steps[static_cast<size_t>(often.step_of.at("blur"))].program);
  }

  // The card that was measured has failed, or is another one now.
  void a_card_that_is_gone() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    const Graph graph = open_chain();
    Engine engine(registry_, options());
    pretend(engine, kFastCard, 1);
    engine.costs.set_device("another card");
    QVERIFY(!planned(engine, graph, {"invert"}).steps[1].program);
    engine.costs.set_device(card_place(engine.gpu.get().value()->device()));
    engine.gpu.give_up(failed("the card fell over", "", ""));
    const ExecutionPlan plan = planned(engine, graph, {"invert"});
    QCOMPARE(plan.placement, std::string("the card fell over"));
    for (const PlanStep& step : plan.steps) QVERIFY(!step.program);
  }

  void asked_nodes_stay_where_they_are_asked() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Engine engine(registry_, options());
    Graph graph = open_chain();
    pretend(engine, kFastCard, 1);
    graph.find("blur")->backend = Backend::kCpu;
    const Ran ran = run(engine, graph, {"invert"});
    QCOMPARE(ran.report("blur").backend, std::string("cpu"));
    QCOMPARE(ran.report("blur").placement, std::string());
  }

  // Every operator that runs on both devices gets numbers, those whose defaults change nothing as well.
  void calibration_measures_both_devices() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    OperatorRegistry few;
    for (const char* id : {"input", "exposure", "merge_channels", "resize", "lut3d"}) few.add(*registry_.find(id));
    QTemporaryDir folder;
    EngineOptions kept = options();
    kept.gpu.cache_folder = folder.path().toStdString();
    Engine engine(few, kept);
    Result<Calibration> calibration = Calibration::start(engine);
    QVERIFY(calibration);
    QCOMPARE(calibration->total(), 4);
    CancelToken cancelled_token;
    cancelled_token.cancel();
    QVERIFY(calibration->run_next(cancelled_token).error().kind == ErrorKind::kCancelled);
    while (!calibration->is_finished()) QVERIFY(calibration->run_next(CancelToken()));
    QCOMPARE(calibration->times().size(), size_t{3});  // the table of lut3d is a file that a user has to give
    for (const OperatorTimes& each : calibration->times()) QVERIFY(each.card_ms > 0 && each.processor_ms > 0);
    QVERIFY(QFile::exists(folder.filePath("costs.json")));
    Engine later(few, kept);
    QCOMPARE(later.costs.device(), engine.costs.device());
    const std::optional<DevicePeaks> peaks = card_peaks(later.costs, *engine.gpu.device());
    QVERIFY(peaks && peaks->copy_gb_per_s > 0 && peaks->gflop_per_s > 0 && peaks->dispatch_ns > 0);
    const Graph graph = photo_chain({node("light", "exposure", {{"stops", 0.5}})});
    const ExecutionPlan plan = planned(later, graph, {"light"});
    QVERIFY2(plan.placement.find("measured") == std::string::npos, plan.placement.c_str());
  }

  // As they were measured, a card each; one that does better than remembered counts.
  void peaks_are_kept_with_the_costs() {
    GpuDeviceInfo card;
    card.name = "card";
    card.driver = "1";
    CostModel costs{std::string()};
    QVERIFY(!card_peaks(costs, card));
    keep_card_peaks(costs, card, {800, 12'000, 4'000});
    const std::optional<DevicePeaks> peaks = card_peaks(costs, card);
    QVERIFY(peaks);
    const auto is_about = [](double value, double expected) { return std::abs(value / expected - 1) < 1e-4; };
    QVERIFY(is_about(peaks->copy_gb_per_s, 800));
    QVERIFY(is_about(peaks->gflop_per_s, 12'000));
    QVERIFY(is_about(peaks->dispatch_ns, 4'000));
    card.driver = "2";
    QVERIFY(!card_peaks(costs, card));
  }

  // In the pauses of a session: an edit comes first, and measuring goes on after it.
  void a_session_measures_in_its_pauses() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Listener listener;
    OperatorRegistry few;
    for (const char* id : {"input", "test_pattern", "exposure", "invert", "box_blur"}) few.add(*registry_.find(id));
    Engine engine(few, options());
    Graph graph;
    graph.nodes = {node("photo", "test_pattern"), node("light", "exposure", {{"stops", 0.5}})};
    graph.connect({"photo", "image"}, {"light", "image"});
    Session session(engine, listener);
    session.set_targets({"light"});
    session.measure_devices(Session::Measure::kIfNew);  // the card of tests is the processor in disguise
    session.measure_devices(Session::Measure::kAlways);
    QVERIFY(listener.wait([&] { return listener.operators > 0; }));
    session.apply(graph);
    QVERIFY(listener.wait([&] { return listener.runs > 0; }));
    QVERIFY(listener.wait([&] { return listener.ended; }));
    QVERIFY(!engine.costs.device().empty());
  }

  void calibration_needs_a_card() {
    const std::optional<QByteArray> before =
        qEnvironmentVariableIsSet("VK_DRIVER_FILES") ? std::optional(qgetenv("VK_DRIVER_FILES")) : std::nullopt;
    qputenv("VK_DRIVER_FILES", "/nonexistent.json");
    Engine engine(registry_, options());
    QVERIFY(!Calibration::start(engine));
    before ? qputenv("VK_DRIVER_FILES", *before) : qunsetenv("VK_DRIVER_FILES");
  }

 private:
  struct Ran {
    RunReport all;
    const NodeReport& report(const NodeId& id) const { return *all.find(id); }
  };

  EngineOptions options() const {
    EngineOptions options{2, 64 << 20};
    options.gpu = test_options();
    return options;
  }

  PlanRequest request(const Graph& graph, Engine& engine, std::vector<NodeId> targets) {
    given_ = {{"photo", NodeResult{{sample_picture(kPhoto, 1, engine.buffers)}, {}, 0}}};
    PlanRequest request{graph, std::move(targets), 0, false};
    request.given = &given_;
    return request;
  }

  ExecutionPlan planned(Engine& engine, const Graph& graph, std::vector<NodeId> targets, double runs = 1) {
    PlanRequest wanted = request(graph, engine, std::move(targets));
    wanted.runs = runs;
    return make_plan(wanted, engine, nullptr);
  }

  Ran run(Engine& engine, const Graph& graph, std::vector<NodeId> targets) {
    const PlannedRun ran = run_uncached(request(graph, engine, std::move(targets)), engine);
    return {make_report(graph, ran.plan, ran.outcome, engine, 0)};
  }

  // What nodes take on the test's picture, roughly, and a transfer of it: as if it had been measured.
  struct Pretended {
    std::string op;
    double processor_ns;
    double card_ns;
  };
  const std::vector<Pretended> kFastCard = {{"exposure", 1e6, 1e3}, {"gaussian_blur", 1e6, 1e3}, {"invert", 1e6, 1e3}};

  void pretend(Engine& engine, const std::vector<Pretended>& nodes, double transfer_ns) {
    const std::string card = card_place(engine.gpu.get().value()->device());
    engine.costs.set_device(card);
    const double units = static_cast<double>(kPhoto.pixels());
    for (const Pretended& each : nodes) {
      const std::string what = each.op + " " + std::to_string(registry_.find(each.op)->version);
      engine.costs.observe({processor_place(engine), what, {}, {}, units}, static_cast<int64_t>(each.processor_ns));
      engine.costs.observe({card, what, {}, {}, units}, static_cast<int64_t>(each.card_ns));
    }
    for (const char* way : {"upload", "download"}) {
      engine.costs.observe({card, way, {}, {}, units}, static_cast<int64_t>(transfer_ns));
    }
    engine.costs.observe({card, "handing over", {}, {}, 1}, 1);
  }

  OperatorRegistry registry_;
  std::map<NodeId, NodeResult> given_;
};

QTEST_GUILESS_MAIN(TestPlacement)
#include "test_placement.moc"
