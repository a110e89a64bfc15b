// The profiler tested on itself: nodes of known length are planted among others, and its figures have to find them.
#include <QtTest>

#include "engine/operators/builtin.h"
#include "engine/runtime/executor.h"
#include "tests/engine/busy_operators.h"
#include "tests/engine/gpu_fixture.h"
#include "tests/engine/runtime_fixture.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

RunReport run(const Graph& graph, Engine& engine, const NodeId& target) {
  const PlanRequest request{graph, {target}, 0, false};
  const ExecutionPlan plan = make_plan(request, engine, nullptr);
  return make_report(graph, plan, execute(plan, engine, {}, CancelToken()), engine, 1);
}

NodeId slowest(const RunReport& report) {
  const auto most = std::max_element(report.nodes.begin(), report.nodes.end(), [](const auto& a, const auto& b) {
    return a.self_ns.value_or(0) < b.self_ns.value_or(0);
  });
  return most->id;
}

// Of the lines of the report, not of the trace: what a person adds up.
int64_t sum_of_nodes(const RunReport& report) {
  int64_t sum = 0;
  for (const NodeReport& node : report.nodes) sum += node.self_ns.value_or(0);
  return sum;
}

int64_t of_no_node(const RunReport& report) {
  int64_t sum = 0;
  for (const Span& span : report.trace.steps) {
    const bool node = span.kind == SpanKind::kKernel || span.kind == SpanKind::kFused ||
                      span.kind == SpanKind::kDecode || span.kind == SpanKind::kModel;
    if (!node) sum += span.duration_ns();
  }
  return sum;
}

}  // namespace

class TestProfiler : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void a_planted_node_is_found_first_data() {
    QTest::addColumn<QString>("type");
    QTest::newRow("a whole picture") << "busy_picture";
    QTest::newRow("a member of a pass") << "busy_rows";
  }
  void a_planted_node_is_found_first() {
    QFETCH(QString, type);
    Engine engine(busy_registry(), {2, 64 << 20});
    // Somewhere else each time.
    for (int place = 0; place < 20; ++place) {
      std::vector<std::string> types(5, "add");
      types[static_cast<size_t>(place % 5)] = type.toStdString();
      const RunReport report = run(chain(types, 128), engine, "n5");
      QCOMPARE(slowest(report), "n" + std::to_string(place % 5 + 1));
    }
  }

  void a_planted_length_is_not_made_shorter() {
    Engine engine(busy_registry(), {2, 64 << 20});
    Graph graph = chain({"add", "busy_picture", "busy_picture", "add"});
    graph.find("n2")->params["ms"] = 20.0;
    graph.find("n3")->params["ms"] = 5.0;
    const RunReport report = run(graph, engine, "n4");
    QVERIFY(*report.find("n2")->self_ns >= 20'000'000);
    QVERIFY(*report.find("n3")->self_ns >= 5'000'000);
    QVERIFY(report.trace.wall_ns() >= 25'000'000);
    QCOMPARE(slowest(report), NodeId("n2"));
  }

  void nodes_and_unattributed_are_the_wall_data() {
    QTest::addColumn<QStringList>("types");
    QTest::newRow("one by one") << QStringList{"busy_picture", "busy_picture", "busy_picture"};
    QTest::newRow("one pass") << QStringList{"add", "busy_rows", "add", "add"};
    QTest::newRow("passes around a picture") << QStringList{"add", "add", "busy_picture", "busy_rows", "add"};
  }
  void nodes_and_unattributed_are_the_wall() {
    QFETCH(QStringList, types);
    Engine engine(busy_registry(), {2, 64 << 20});
    std::vector<std::string> names;
    for (const QString& type : types) names.push_back(type.toStdString());
    const RunReport report = run(chain(names), engine, "n" + std::to_string(types.size()));
    const int64_t sum = sum_of_nodes(report) + of_no_node(report) + report.trace.unattributed_ns();
    QVERIFY(report.trace.unattributed_ns() >= 0);
    QVERIFY2(std::llabs(sum - report.trace.wall_ns()) * 1000 <= 5 * report.trace.wall_ns(),
             qPrintable(QString("%1 of %2 ns").arg(sum).arg(report.trace.wall_ns())));
  }

  void readings_of_the_clock_are_counted() {
    Engine engine(busy_registry(), {2, 64 << 20});
    QCOMPARE(run(chain({"busy_picture"}), engine, "n1").trace.clock_readings, int64_t{0});
    QVERIFY(run(chain({"add", "add"}, 256), engine, "n2").trace.clock_readings > 0);
  }

  // A card has no operator that waits by the clock; one that sums some hundred times as much stands in.
  void the_heaviest_node_of_the_card_is_found_first() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    OperatorRegistry builtin;
    register_builtin(builtin);
    Engine engine(builtin, {2, 64 << 20});
    for (int place = 0; place < 3; ++place) {
      Graph graph;
      graph.settings.backend = Backend::kVulkan;
      graph.nodes = {node("source", "test_pattern", {{"width", int64_t{192}}, {"height", int64_t{128}}})};
      for (int i = 0; i < 3; ++i) {
        const NodeId id = "n" + std::to_string(i + 1);
        graph.nodes.push_back(i == place ? node(id, "nlm_denoise") : node(id, "invert"));
        graph.connect({graph.nodes[static_cast<size_t>(i)].id, "image"}, {id, "image"});
      }
      const RunReport report = run(graph, engine, "n3");
      QCOMPARE(report.find("n" + std::to_string(place + 1))->backend, std::string("vulkan"));
      QCOMPARE(slowest(report), "n" + std::to_string(place + 1));
      const int64_t sum = sum_of_nodes(report) + of_no_node(report) + report.trace.unattributed_ns();
      QVERIFY(std::llabs(sum - report.trace.wall_ns()) * 1000 <= 5 * report.trace.wall_ns());
    }
  }
};

QTEST_GUILESS_MAIN(TestProfiler)
#include "test_profiler.moc"
