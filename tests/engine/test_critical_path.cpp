#include <QtTest>

#include "engine/graph/chain.h"
#include "engine/runtime/critical_path.h"

using namespace lightbench;

namespace {

constexpr int64_t kMs = 1'000'000;

// photo → a → mix.a, photo → b → c → mix.b, mix → result
Graph two_branches() {
  Graph graph;
  for (const char* id : {"photo", "a", "b", "c", "mix", "result"}) graph.nodes.push_back(node(id, "any"));
  const std::pair<PortRef, PortRef> links[] = {
      {{"photo", "image"}, {"a", "image"}}, {{"photo", "image"}, {"b", "image"}},
      {{"b", "image"}, {"c", "image"}},     {{"a", "image"}, {"mix", "a"}},
      {{"c", "image"}, {"mix", "b"}},       {{"mix", "image"}, {"result", "image"}}};
  for (const auto& [from, to] : links) graph.connect(from, to);
  return graph;
}

NodeReport line(const NodeId& id, NodeState state, int64_t self_ms = 0, int pass = -1) {
  NodeReport report;
  report.id = id;
  report.state = state;
  if (state == NodeState::kComputed) report.self_ns = self_ms * kMs;
  report.fused_group = pass;
  return report;
}

RunReport run() {
  RunReport report;
  report.nodes = {line("photo", NodeState::kComputed, 2), line("a", NodeState::kComputed, 5),
                  line("b", NodeState::kComputed, 4),     line("c", NodeState::kComputed, 3),
                  line("mix", NodeState::kComputed, 1),   line("result", NodeState::kPassed)};
  return report;
}

NodeReport& of(RunReport& report, const NodeId& id) { return const_cast<NodeReport&>(*report.find(id)); }

}  // namespace

class TestCriticalPath : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void the_longest_chain_decides() {
    const CriticalPath path = critical_path(two_branches(), run());
    const std::vector<NodeId> nodes = {"photo", "b", "c", "mix"};
    QCOMPARE(path.nodes, nodes);
    QCOMPARE(path.length_ns, 10 * kMs);
  }

  // photo 2, b 4, c 3, mix 1: a has the 7 of b and c, and takes 5 of them.
  void what_is_not_on_the_path_has_slack() {
    const CriticalPath path = critical_path(two_branches(), run());
    const std::map<NodeId, int64_t> slack = {{"a", 2 * kMs}};
    QCOMPARE(path.slack_ns, slack);
    RunReport longer = run();
    *of(longer, "a").self_ns += path.slack_ns.at("a");
    QCOMPARE(critical_path(two_branches(), longer).length_ns, path.length_ns);
    *of(longer, "a").self_ns += 1;
    QCOMPARE(critical_path(two_branches(), longer).length_ns, path.length_ns + 1);
  }

  // A branch that nobody waits for has until the end of the path; all of a chain share what it has.
  void a_loose_end_has_until_the_end() {
    Graph graph = two_branches();
    for (const char* id : {"d", "e"}) graph.nodes.push_back(node(id, "any"));
    graph.connect({"photo", "image"}, {"d", "image"});
    graph.connect({"d", "image"}, {"e", "image"});
    RunReport report = run();
    report.nodes.push_back(line("d", NodeState::kComputed, 1));
    report.nodes.push_back(line("e", NodeState::kComputed, 3));
    const CriticalPath path = critical_path(graph, report);
    QCOMPARE(path.slack_ns.at("d"), 4 * kMs);
    QCOMPARE(path.slack_ns.at("e"), 4 * kMs);
    QCOMPARE(path.slack_ns.size(), size_t{3});
  }

  void what_came_from_the_cache_waits_for_nobody() {
    RunReport report = run();
    of(report, "c") = line("c", NodeState::kCached);
    of(report, "b") = line("b", NodeState::kNotAsked);
    const CriticalPath path = critical_path(two_branches(), report);
    const std::vector<NodeId> nodes = {"photo", "a", "mix"};
    QCOMPARE(path.nodes, nodes);
    QCOMPARE(path.length_ns, 8 * kMs);
  }

  void a_pass_is_one_link_of_the_chain() {
    RunReport report = run();
    for (const char* id : {"a", "b", "c"}) of(report, id).fused_group = 3;
    const CriticalPath path = critical_path(two_branches(), report);
    QCOMPARE(path.length_ns, 15 * kMs);  // its members do not run beside one another
    QCOMPARE(path.nodes.size(), size_t{5});
  }

  void moving_a_picture_counts_to_its_node() {
    RunReport report = run();
    report.trace.steps.push_back({SpanKind::kUpload, "a", "upload", 0, 9 * kMs, 0, 0, false});
    const CriticalPath path = critical_path(two_branches(), report);
    const std::vector<NodeId> nodes = {"photo", "a", "mix"};
    QCOMPARE(path.nodes, nodes);
    QCOMPARE(path.length_ns, 17 * kMs);
  }

  void nothing_computed_has_none() {
    RunReport report = run();
    for (NodeReport& node : report.nodes) node = line(node.id, NodeState::kCached);
    const CriticalPath path = critical_path(two_branches(), report);
    QVERIFY(path.nodes.empty());
    QCOMPARE(path.length_ns, int64_t{0});
    QVERIFY(critical_path(Graph(), RunReport()).nodes.empty());
  }
};

QTEST_APPLESS_MAIN(TestCriticalPath)
#include "test_critical_path.moc"
