#include <QtTest>

#include "engine/profile/chrome_trace.h"
#include "engine/runtime/executor.h"
#include "tests/engine/runtime_fixture.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestRuntime : public QObject {
  Q_OBJECT

  static ExecutionOutcome run(const Graph& graph, Engine& engine, std::vector<NodeId> targets, int level = 0,
                              bool use_cache = true, RunHistory* history = nullptr, RunReport* report = nullptr) {
    PlanRequest request{graph, std::move(targets), level, use_cache};
    request.keep_bytes = int64_t{64} << 20;  // everything is kept, so that the cache can be watched
    const ExecutionPlan plan = make_plan(request, engine, history);
    ExecutionOutcome outcome = execute(plan, engine, {}, CancelToken());
    if (report != nullptr) *report = make_report(graph, plan, outcome, engine, 1);
    return outcome;
  }

 private Q_SLOTS:
  void chain_computes() {
    Engine engine(registry(), {2, 64 << 20});
    RunReport report;
    const auto outcome = run(chain({"add", "add"}), engine, {"n2"}, 0, true, nullptr, &report);
    QCOMPARE(first_sample(outcome.results.at("n2").outputs[0]), 1.25f);
    QCOMPARE(report.find("n2")->state, NodeState::kComputed);
    QVERIFY(report.find("n2")->self_ns.has_value());
    QCOMPARE(report.find("n2")->bytes_written, int64_t{64 * 64 * 3 * 4});
  }

  void trace_adds_up() {
    Engine engine(registry(), {2, 64 << 20});
    RunReport report;
    run(chain({"slow_add", "add"}), engine, {"n2"}, 0, true, nullptr, &report);
    QCOMPARE(report.trace.attributed_ns() + report.trace.unattributed_ns(), report.trace.wall_ns());
    QVERIFY(report.trace.unattributed_ns() >= 0);
    QVERIFY(!report.trace.workers.empty());
    for (const WorkerSpan& span : report.trace.workers) {
      const Span& step = report.trace.steps.at(span.step);
      QVERIFY(span.start_ns >= step.start_ns && span.end_ns <= step.end_ns);
    }
    int64_t most = 0;
    int64_t reached = report.trace.start_ns;
    for (const MemorySample& sample : report.trace.memory) {
      QVERIFY(sample.at_ns >= reached && sample.at_ns <= report.trace.end_ns);
      reached = sample.at_ns;
      most = std::max(most, sample.bytes);
    }
    QVERIFY(most >= 2 * 64 * 64 * 3 * 4);  // the source and a result, at the same time
    QVERIFY(most <= report.peak_buffer_bytes);
    const QByteArray json = QByteArray::fromStdString(chrome_trace_json({report.trace}));
    QVERIFY(!QJsonDocument::fromJson(json).isNull());
  }

  void unwanted_nodes_do_not_run() {
    Engine engine(registry(), {1, 64 << 20});
    Graph graph = chain({"add"});
    graph.nodes.push_back(node("side", "add"));
    graph.connect({"source", "image"}, {"side", "image"});
    RunReport report;
    run(graph, engine, {"n1"}, 0, true, nullptr, &report);
    QCOMPARE(report.find("side")->state, NodeState::kNotAsked);
    QVERIFY(!report.find("side")->self_ns.has_value());
  }

  void cache_answers_the_second_time() {
    Engine engine(registry(), {1, 64 << 20});
    const Graph graph = chain({"add", "add"});
    run(graph, engine, {"n2"});
    const int before = runs;
    RunReport report;
    const auto outcome = run(graph, engine, {"n2"}, 0, true, nullptr, &report);
    QCOMPARE(runs.load(), before);
    QCOMPARE(report.find("n2")->state, NodeState::kCached);
    QCOMPARE(first_sample(outcome.results.at("n2").outputs[0]), 1.25f);
    QCOMPARE(report.find("n1")->state, NodeState::kNotAsked);
  }

  void a_changed_parameter_runs_only_what_follows() {
    Engine engine(registry(), {1, 64 << 20});
    Graph graph = chain({"add", "add"});
    RunHistory history;
    run(graph, engine, {"n2"}, 0, true, &history);
    graph.find("n2")->params["amount"] = 1.0;
    RunReport report;
    const auto outcome = run(graph, engine, {"n2"}, 0, true, &history, &report);
    QCOMPARE(first_sample(outcome.results.at("n2").outputs[0]), 1.75f);
    QCOMPARE(report.find("n1")->state, NodeState::kCached);
    QCOMPARE(QString::fromStdString(report.find("n2")->reason), QString("amount changed"));
    graph.find("n1")->params["amount"] = 1.0;
    run(graph, engine, {"n2"}, 0, true, &history, &report);
    QCOMPARE(QString::fromStdString(report.find("n2")->reason), QString("input changed: n1"));
  }

  void bypass_and_identity_pass_the_picture_on() {
    Engine engine(registry(), {1, 64 << 20});
    Graph graph = chain({"add", "add"});
    graph.find("n1")->bypass = true;
    graph.find("n2")->params["amount"] = 0.0;
    RunReport report;
    const auto outcome = run(graph, engine, {"source", "n2"}, 0, true, nullptr, &report);
    QVERIFY(outcome.results.at("n2").outputs[0].shares_memory_with(outcome.results.at("source").outputs[0]));
    QCOMPARE(report.find("n1")->state, NodeState::kPassed);
    QVERIFY(!report.find("n2")->self_ns.has_value());
  }

  void failure_blocks_only_its_readers() {
    Engine engine(registry(), {1, 64 << 20});
    Graph graph = chain({"broken", "add"});
    graph.nodes.push_back(node("side", "add"));
    graph.connect({"source", "image"}, {"side", "image"});
    RunReport report;
    const auto outcome = run(graph, engine, {"n2", "side"}, 0, true, nullptr, &report);
    QCOMPARE(report.find("n1")->state, NodeState::kFailed);
    QVERIFY(report.find("n1")->error->message().find("no luck") != std::string::npos);
    QCOMPARE(report.find("n2")->state, NodeState::kBlocked);
    QCOMPARE(report.find("side")->state, NodeState::kComputed);
    QCOMPARE(outcome.results.count("side"), size_t{1});
  }

  void unknown_types_and_cycles_block_only_their_part() {
    Engine engine(registry(), {1, 64 << 20});
    Graph graph = chain({"add"});
    graph.nodes.push_back(node("odd", "no_such_type"));
    graph.nodes.push_back(node("a", "add"));
    graph.nodes.push_back(node("b", "add"));
    graph.connect({"a", "image"}, {"b", "image"});
    graph.links.push_back({{"b", "image"}, {"a", "image"}});
    RunReport report;
    const auto outcome = run(graph, engine, {"n1", "odd", "b"}, 0, true, nullptr, &report);
    QCOMPARE(outcome.results.size(), size_t{1});
    QCOMPARE(report.find("odd")->state, NodeState::kFailed);
    QVERIFY(report.find("a")->state == NodeState::kFailed || report.find("a")->state == NodeState::kBlocked);
  }

  void exceptions_become_errors() {
    Engine engine(registry(), {2, 64 << 20});
    RunReport report;
    run(chain({"throwing"}, 600), engine, {"n1"}, 0, true, nullptr, &report);
    QCOMPARE(report.find("n1")->state, NodeState::kFailed);
    QVERIFY(report.find("n1")->error->message().find("memory") != std::string::npos);
  }

  void proxies_are_smaller_and_agree() {
    Engine engine(registry(), {1, 64 << 20});
    const Graph graph = chain({"add"}, 101);
    const auto outcome = run(graph, engine, {"n1"}, 2);
    QCOMPARE(outcome.results.at("n1").outputs[0].width(), 26);
    QCOMPARE(first_sample(outcome.results.at("n1").outputs[0]), 0.75f);
  }

  void precision_decides_the_format_and_rounds() {
    for (const auto& [precision, format] :
         {std::pair{Precision::kF16, SampleFormat::kF16}, {Precision::kU8, SampleFormat::kU8}}) {
      Engine engine(registry(), {1, 64 << 20});
      Graph graph = chain({"add"});
      graph.settings.precision = precision;
      const auto outcome = run(graph, engine, {"n1"});
      QCOMPARE(outcome.results.at("n1").outputs[0].format(), format);
    }
  }

  void scalar_runs_the_reference() {
    Engine engine(registry(), {1, 64 << 20});
    const Graph graph = chain({"add"});
    PlanRequest scalar{graph, {"n1"}};
    scalar.scalar = true;
    const ExecutionPlan plan = make_plan(scalar, engine, nullptr);
    const ExecutionOutcome outcome = execute(plan, engine, {}, CancelToken());
    QCOMPARE(first_sample(outcome.results.at("n1").outputs[0]), 0.75f);
    QCOMPARE(make_report(graph, plan, outcome, engine, 1).find("n1")->isa, std::string("scalar"));
  }

  void results_are_dropped_after_their_last_reader() {
    Engine engine(registry(), {1, 1});  // a cache that holds nothing
    const Graph graph = chain({"add", "add", "add", "add", "add", "add"}, 512);
    const ExecutionPlan plan = make_plan({graph, {"n6"}, 0, false}, engine, nullptr);
    ExecuteOptions options;
    options.store_results = false;
    execute(plan, engine, options, CancelToken());
    const size_t one = 512 * 512 * 3 * 4;
    QVERIFY2(engine.buffers.statistics().peak_live_bytes < 3 * one,
             qPrintable(QString::number(engine.buffers.statistics().peak_live_bytes)));
  }

  void second_round_allocates_nothing() {
    Engine engine(registry(), {1, 1});
    const Graph graph = chain({"add", "add"}, 256);
    ExecuteOptions options;
    options.store_results = false;
    for (int round = 0; round < 3; ++round) {
      const int64_t before = engine.buffers.statistics().allocations;
      execute(make_plan({graph, {"n2"}, 0, false}, engine, nullptr), engine, options, CancelToken());
      if (round > 0) QCOMPARE(engine.buffers.statistics().allocations, before);
    }
  }

  void cache_keeps_its_budget_and_its_pins() {
    BufferPool pool;
    ResultCache cache(3 << 20);
    const auto key = [](int i) { return Hasher().integer(i).finish(); };
    const auto result = [&] {
      return NodeResult{{Image::allocate({512, 512, 1, SampleFormat::kF32}, pool).value()}, {}, 1000};
    };
    cache.set_pins({key(0)});
    for (int i = 0; i < 10; ++i) cache.insert(key(i), result());
    QVERIFY(cache.bytes() <= cache.budget_bytes());
    QVERIFY(cache.contains(key(0)));
    QVERIFY(cache.contains(key(9)));
    QVERIFY(!cache.contains(key(3)));
    QVERIFY(cache.was_evicted(key(3)));
  }

  void eviction_prefers_what_is_cheap_to_recompute() {
    BufferPool pool;
    ResultCache cache(5 << 19);
    const auto key = [](int i) { return Hasher().integer(i).finish(); };
    const auto insert = [&](int i, int64_t cost) {
      cache.insert(key(i), {{Image::allocate({512, 512, 1, SampleFormat::kF32}, pool).value()}, {}, cost});
    };
    insert(1, 1'000'000'000);
    insert(2, 1000);
    insert(3, 1'000'000'000);
    QVERIFY(cache.contains(key(1)));
    QVERIFY(!cache.contains(key(2)));
  }
};

QTEST_GUILESS_MAIN(TestRuntime)
#include "test_runtime.moc"
