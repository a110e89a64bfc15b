// Runs written by hand, whose outcome can be counted on fingers; and one that really ran.
#include <QtTest>

#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/what_if.h"
#include "tests/engine/busy_operators.h"
#include "tests/engine/gpu_fixture.h"
#include "tests/engine/runtime_fixture.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr int64_t kMs = 1'000'000;

NodeReport line(const NodeId& id, NodeState state, int64_t self_ms = 0, int pass = -1) {
  NodeReport report;
  report.id = id;
  report.state = state;
  if (state == NodeState::kComputed) report.self_ns = self_ms * kMs;
  report.fused_group = pass;
  return report;
}

Span span(SpanKind kind, const NodeId& node, int64_t from_ms, int64_t to_ms, bool on_gpu = false) {
  return {kind, node, {}, from_ms * kMs, to_ms * kMs, 0, 0, on_gpu};
}

Graph chain_of(const std::vector<NodeId>& ids) {
  Graph graph;
  for (const NodeId& id : ids) {
    graph.nodes.push_back(node(id, "any"));
    if (graph.nodes.size() > 1) graph.connect({graph.nodes[graph.nodes.size() - 2].id, "image"}, {id, "image"});
  }
  return graph;
}

int64_t wall_ms(const WhatIf* row) { return row != nullptr ? row->wall_ns / kMs : -1; }

// One after another on the processor: photo 2, a and b in one pass of 8 (6 and 2), c 4; 1 ms of nobody each time.
RunReport on_the_processor() {
  RunReport report;
  report.nodes = {line("photo", NodeState::kComputed, 2), line("a", NodeState::kComputed, 6, 0),
                  line("b", NodeState::kComputed, 2, 0), line("c", NodeState::kComputed, 4),
                  line("d", NodeState::kCached)};
  report.trace.end_ns = 18 * kMs;
  report.trace.steps = {span(SpanKind::kDecode, "photo", 1, 3), span(SpanKind::kFused, "b", 4, 12),
                        span(SpanKind::kKernel, "c", 13, 17)};
  return report;
}

// photo → denoise → sharpen → blend.b, denoise → fused → blend.a. Denoise and sharpen run on the card, and the pass on
// the processor beside sharpen.
//
//   card    denoise 2..10, sharpen 10..14
//   copies  up 0..2, down denoise 10..11, down sharpen 14..16
//   host    fused 11..13, blend 16..18
Graph two_devices_graph() {
  Graph graph;
  for (const char* id : {"photo", "denoise", "sharpen", "fused", "blend"}) graph.nodes.push_back(node(id, "any"));
  const std::pair<PortRef, PortRef> links[] = {{{"photo", "image"}, {"denoise", "image"}},
                                               {{"denoise", "image"}, {"sharpen", "image"}},
                                               {{"denoise", "image"}, {"fused", "image"}},
                                               {{"fused", "image"}, {"blend", "a"}},
                                               {{"sharpen", "image"}, {"blend", "b"}}};
  for (const auto& [from, to] : links) graph.connect(from, to);
  return graph;
}

RunReport on_two_devices(int64_t fused_ms = 2) {
  RunReport report;
  report.nodes = {line("photo", NodeState::kCached), line("denoise", NodeState::kComputed, 8),
                  line("sharpen", NodeState::kComputed, 4), line("fused", NodeState::kComputed, fused_ms),
                  line("blend", NodeState::kComputed, 2)};
  const int64_t blend = std::max<int64_t>(16, 11 + fused_ms);
  report.trace.end_ns = (blend + 2) * kMs;
  report.trace.steps = {span(SpanKind::kUpload, "photo", 0, 2),
                        span(SpanKind::kKernel, "denoise", 2, 10, true),
                        span(SpanKind::kKernel, "sharpen", 10, 14, true),
                        span(SpanKind::kDownload, "denoise", 10, 11),
                        span(SpanKind::kDownload, "sharpen", 14, 16),
                        span(SpanKind::kKernel, "fused", 11, 11 + fused_ms),
                        span(SpanKind::kKernel, "blend", blend, blend + 2)};
  return report;
}

RunReport run(const Graph& graph, Engine& engine, const NodeId& target) {
  const ExecutionPlan plan = make_plan({graph, {target}, 0, false}, engine, nullptr);
  return make_report(graph, plan, execute(plan, engine, {}, CancelToken()), engine, 1);
}

}  // namespace

class TestWhatIf : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void one_after_another_all_that_is_saved_is_gained() {
    const WhatIfTable table = what_if(chain_of({"photo", "a", "b", "c", "d"}), on_the_processor());
    QCOMPARE(table.wall_ns, 18 * kMs);
    QCOMPARE(wall_ms(table.find("photo")), 17);
    QCOMPARE(wall_ms(table.find("c")), 16);
    QCOMPARE(table.find("c")->kind, WhatIf::Kind::kNode);
    QCOMPARE(table.find("c")->time_ns, 4 * kMs);
    QVERIFY(table.find("d") == nullptr);  // it came from the cache
  }

  void of_a_pass_one_member_shortens_its_share_alone() {
    const WhatIfTable table = what_if(chain_of({"photo", "a", "b", "c", "d"}), on_the_processor());
    QCOMPARE(wall_ms(table.find_pass("a")), 14);
    QCOMPARE(table.find_pass("b"), table.find_pass("a"));
    QCOMPARE(table.find_pass("a")->time_ns, 8 * kMs);
    QCOMPARE(table.find("a")->kind, WhatIf::Kind::kShare);
    QCOMPARE(wall_ms(table.find("a")), 15);
    QCOMPARE(wall_ms(table.find("b")), 17);
    QVERIFY(table.find_pass("c") == nullptr);
  }

  void the_greatest_gain_comes_first() {
    const WhatIfTable table = what_if(chain_of({"photo", "a", "b", "c", "d"}), on_the_processor());
    QCOMPARE(table.rows.front().kind, WhatIf::Kind::kPass);
    QVERIFY(std::is_sorted(table.rows.begin(), table.rows.end(),
                           [](const WhatIf& a, const WhatIf& b) { return a.wall_ns < b.wall_ns; }));
  }

  void any_factor_can_be_asked_for() {
    const Graph graph = chain_of({"photo", "a", "b", "c", "d"});
    QCOMPARE(wall_ms(what_if(graph, on_the_processor(), 4).find("c")), 15);
    QCOMPARE(wall_ms(what_if(graph, on_the_processor(), 1).find("c")), 18);
    QCOMPARE(wall_ms(what_if(graph, on_the_processor(), 0.5).find("c")), 22);  // twice as slow
  }

  void what_the_others_wait_for_gains_where_something_runs_beside_it() {
    const WhatIfTable table = what_if(two_devices_graph(), on_two_devices());
    QCOMPARE(table.wall_ns, 18 * kMs);
    QCOMPARE(wall_ms(table.find("denoise")), 14);
    QCOMPARE(wall_ms(table.find("sharpen")), 16);
    QCOMPARE(wall_ms(table.find("blend")), 17);
  }

  void what_nothing_waits_for_gains_nothing() {
    const WhatIfTable table = what_if(two_devices_graph(), on_two_devices());
    QCOMPARE(table.find("fused")->wall_ns, table.wall_ns);
  }

  // The pass ends at 17, the download of sharpen at 16: of the 2 ms that half a sharpen saves nothing is left.
  void the_gain_ends_where_another_branch_decides() {
    const WhatIfTable table = what_if(two_devices_graph(), on_two_devices(6));
    QCOMPARE(table.wall_ns, 19 * kMs);
    QCOMPARE(table.find("sharpen")->wall_ns, table.wall_ns);
    QCOMPARE(wall_ms(table.find("fused")), 18);  // by 3, had sharpen not held it up after 1
  }

  void transfers_are_a_row_of_their_own() {
    const WhatIfTable table = what_if(two_devices_graph(), on_two_devices());
    const auto row = std::find_if(table.rows.begin(), table.rows.end(),
                                  [](const WhatIf& each) { return each.kind == WhatIf::Kind::kTransfers; });
    QVERIFY(row != table.rows.end());
    const std::vector<NodeId> moved{"photo", "denoise", "sharpen"};
    QCOMPARE(row->nodes, moved);
    QCOMPARE(row->time_ns, 5 * kMs);
    QCOMPARE(wall_ms(&*row), 16);  // 1 of the upload and 1 of the last download; the other one was hidden
    for (const WhatIf& each : what_if(chain_of({"photo", "a", "b", "c", "d"}), on_the_processor()).rows) {
      QVERIFY(each.kind != WhatIf::Kind::kTransfers);
    }
  }

  // A download of which the clock of the card says that it began 20 µs before its program had ended.
  void clocks_that_lie_a_little_apart_do_not_hide_a_wait() {
    RunReport report = on_two_devices();
    report.trace.steps[4].start_ns -= 20'000;
    const WhatIfTable table = what_if(two_devices_graph(), report);
    QCOMPARE(wall_ms(table.find("sharpen")), 16);
  }

  void a_node_that_hands_its_picture_on_hides_nobody() {
    Graph graph = two_devices_graph();
    graph.nodes.push_back(node("bypassed", "any"));
    graph.connect({"photo", "image"}, {"bypassed", "image"});
    graph.connect({"bypassed", "image"}, {"denoise", "image"});
    RunReport report = on_two_devices();
    report.nodes.push_back(line("bypassed", NodeState::kPassed));
    const WhatIfTable table = what_if(graph, report);
    QVERIFY(table.find("bypassed") == nullptr);
    const auto row = std::find_if(table.rows.begin(), table.rows.end(),
                                  [](const WhatIf& each) { return each.kind == WhatIf::Kind::kTransfers; });
    QCOMPARE(wall_ms(&*row), 16);
  }

  void a_cancelled_run_claims_nothing() {
    RunReport report = on_the_processor();
    report.cancelled = true;
    QVERIFY(what_if(chain_of({"photo", "a", "b", "c", "d"}), report).rows.empty());
    QVERIFY(what_if(Graph(), RunReport()).rows.empty());
  }

  // Of whatever runs on a card here: at the same speed the replay is the run, and nobody gains more than is saved.
  void a_run_on_the_graphics_card() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    OperatorRegistry builtin;
    register_builtin(builtin);
    Engine engine(builtin, {2, 64 << 20});
    Graph graph;
    graph.settings.backend = Backend::kVulkan;
    graph.nodes = {node("made", "test_pattern", {{"width", int64_t{192}}, {"height", int64_t{128}}}),
                   node("blur", "gaussian_blur", {{"sigma", 2.0}}), node("invert", "invert"),
                   node("here", "median", {{"radius", int64_t{2}}})};
    graph.find("here")->backend = Backend::kCpu;
    graph.connect({"made", "image"}, {"blur", "image"});
    graph.connect({"blur", "image"}, {"invert", "image"});
    graph.connect({"invert", "image"}, {"here", "image"});
    const RunReport report = run(graph, engine, "here");
    QCOMPARE(report.find("blur")->backend, std::string("vulkan"));
    for (const WhatIf& row : what_if(graph, report, 1).rows) QCOMPARE(row.wall_ns, report.trace.wall_ns());
    const WhatIfTable table = what_if(graph, report);
    QVERIFY(table.find("blur") != nullptr && table.find("here") != nullptr);
    for (const WhatIf& row : table.rows) {
      QVERIFY(row.wall_ns <= table.wall_ns);
      QVERIFY(table.wall_ns - row.wall_ns <= row.time_ns / 2 + 1);
    }
    // The host waits for the whole batch before it goes on.
    QVERIFY(table.find("blur")->wall_ns < table.wall_ns);
  }

  // Only one thing happens at a time on this machine's processor, so the prediction has to be the plain sum: what the
  // others took, and half of what the node took. Really halved, the node takes no less than what is left of it.
  void a_planted_node_that_is_halved() {
    Engine engine(busy_registry(), {2, 64 << 20});
    Graph graph = chain({"add", "busy_picture", "add"});
    graph.find("n2")->params["ms"] = 20.0;
    const RunReport before = run(graph, engine, "n3");
    const WhatIfTable table = what_if(graph, before);
    QCOMPARE(table.rows.front().nodes, std::vector<NodeId>{"n2"});
    const int64_t others_ns = before.trace.wall_ns() - *before.find("n2")->self_ns;
    const int64_t predicted_ns = table.rows.front().wall_ns - others_ns;
    QVERIFY(std::llabs(predicted_ns - *before.find("n2")->self_ns / 2) <= 1);
    graph.find("n2")->params["ms"] = 10.0;
    const RunReport after = run(graph, engine, "n3");
    QVERIFY(predicted_ns >= 10 * kMs);
    QVERIFY(*after.find("n2")->self_ns >= 10 * kMs);
  }
};

QTEST_APPLESS_MAIN(TestWhatIf)
#include "test_what_if.moc"
