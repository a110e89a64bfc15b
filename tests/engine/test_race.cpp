// Who takes part in a race, what is left out and why, and what is said of the pictures. No time is asserted but that
// whoever is at work for a known time does not get through as many rounds as were asked for.
#include <QtTest>

#include "engine/operators/builtin.h"
#include "engine/profile/machine.h"
#include "engine/runtime/race.h"
#include "engine/simd/isa.h"
#include "tests/engine/busy_operators.h"
#include "tests/engine/gpu_fixture.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

// Its kernel adds an eighth more than its definition says.
OperatorDef careless_operator() {
  OperatorDef def = add_operator("careless");
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<AddKernel>(args.params.real("amount") + 0.125f));
  };
  return def;
}

OperatorDef own_format_operator() {
  OperatorDef def = add_operator("own_format");
  def.result = ResultFormat::kOwn;
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    return std::vector<ImageSpec>{args.inputs[0]->with_format(SampleFormat::kF32)};
  };
  return def;
}

OperatorRegistry& racers() {
  static OperatorRegistry known = [] {
    OperatorRegistry made;
    register_builtin(made);
    made.add(constant_operator());
    made.add(add_operator("add"));
    made.add(broken_operator());
    made.add(busy_picture());
    made.add(careless_operator());
    made.add(own_format_operator());
    return made;
  }();
  return known;
}

std::vector<const RaceEntry*> those(const RaceResult& race, Backend backend, const std::string& isa = {}) {
  std::vector<const RaceEntry*> found;
  for (const RaceEntry& entry : race.entries) {
    if (entry.backend == backend && (isa.empty() || entry.isa == isa)) found.push_back(&entry);
  }
  return found;
}

}  // namespace

class TestRace : public QObject {
  Q_OBJECT
  Engine engine_{racers(), {2, 64 << 20}};

  Result<RaceResult> race(const Graph& graph, const NodeId& node, double budget_s = 30) {
    RaceRequest request{graph, node};
    request.budget_s = budget_s;
    return race_node(request, engine_, CancelToken());
  }

 private Q_SLOTS:
  void initTestCase() {
    if (!check_measurable(describe_build())) QSKIP("a build without optimisation does not race");
  }
  void cleanup() { use_best_isa(); }

  void every_instruction_set_and_precision_takes_part() {
    const Result<RaceResult> result = race(chain({"add", "add"}), "n2");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().message().c_str());
    QCOMPARE(result->entries.size(), (supported_isas().size() + 2) * 3);
    QCOMPARE(those(*result, Backend::kCpu, "scalar").size(), size_t{3});
    for (const Isa isa : supported_isas()) {
      QCOMPARE(those(*result, Backend::kCpu, std::string(name_of(isa))).size(), size_t{3});
    }
    for (const RaceEntry* entry : those(*result, Backend::kCpu)) {
      QVERIFY2(entry->ran(), entry->left_out.c_str());
      QCOMPARE(entry->time_ns.size(), size_t{9});
      QVERIFY(entry->cold_ns > 0);
      QVERIFY(entry->device_ns.empty());
      QCOMPARE(entry->ratio.has_value(), !entry->is_current);
    }
    for (const RaceEntry* entry : those(*result, Backend::kVulkan)) {
      QCOMPARE(entry->left_out, std::string("this node has no Vulkan form"));
      QVERIFY(entry->time_ns.empty());
    }
  }

  void the_fastest_comes_first_and_those_left_out_last() {
    const Result<RaceResult> result = race(chain({"add"}), "n1");
    QVERIFY(result.ok());
    for (size_t i = 1; i < result->entries.size(); ++i) {
      const RaceEntry &before = result->entries[i - 1], &after = result->entries[i];
      QVERIFY(before.ran() || !after.ran());
      if (after.ran()) QVERIFY(statistics_of(before.time_ns).median_ms <= statistics_of(after.time_ns).median_ms);
    }
  }

  void the_one_of_now_and_the_reference_are_marked() {
    Graph graph = chain({"add"});
    graph.settings.precision = Precision::kF16;
    const Result<RaceResult> result = race(graph, "n1");
    QVERIFY(result.ok());
    QCOMPARE(name_of(*result->current()), "cpu " + std::string(name_of(supported_isas().back())) + " f16");
    QCOMPARE(name_of(*result->reference()), std::string("cpu scalar f32"));
    QVERIFY(result->reference()->from_reference->identical);
    // 0.75 is the same in both.
    QVERIFY(result->reference()->from_current->identical);
  }

  void pictures_are_held_against_the_plain_definition_and_against_that_of_now() {
    const Result<RaceResult> result = race(chain({"careless"}), "n1");
    QVERIFY(result.ok());
    QCOMPARE(result->current()->from_reference->max_abs_diff, std::optional(0.125));
    QVERIFY(!result->current()->from_reference->ssim);
    QVERIFY(result->current()->from_current->identical);
    for (const RaceEntry* entry : those(*result, Backend::kCpu, "scalar")) {
      const double rounding = entry->precision == Precision::kU8 ? 0.002 : 0;
      QVERIFY(*entry->from_reference->max_abs_diff <= rounding);
      QVERIFY(std::fabs(*entry->from_current->max_abs_diff - 0.125) <= rounding);
    }
  }

  void what_comes_to_the_same_runs_once() {
    Graph graph = chain({"own_format"});
    graph.settings.precision = Precision::kU8;
    const Result<RaceResult> result = race(graph, "n1");
    QVERIFY(result.ok());
    QVERIFY(result->current()->ran());
    QCOMPARE(result->current()->precision, Precision::kU8);
    QCOMPARE(result->current()->picture->format, SampleFormat::kF32);
    const auto best = those(*result, Backend::kCpu, result->current()->isa);
    QCOMPARE(best.size(), size_t{3});
    QCOMPARE(std::count_if(best.begin(), best.end(), [](const RaceEntry* entry) { return entry->ran(); }), 1);
    QVERIFY(best.back()->left_out.find("the same as u8") == 0);
  }

  void without_a_plain_definition_the_best_of_the_processor_is_the_reference() {
    Graph graph = chain({"busy_picture"});
    graph.find("n1")->params["ms"] = 0.1;
    const Result<RaceResult> result = race(graph, "n1");
    QVERIFY(result.ok());
    QCOMPARE(those(*result, Backend::kCpu, "scalar").front()->left_out, std::string("it has no plain definition"));
    QCOMPARE(name_of(*result->reference()), "cpu " + std::string(name_of(supported_isas().back())) + " f32");
  }

  void the_node_reads_what_the_pipeline_makes_for_it() {
    Graph graph;
    graph.nodes = {node("made", "test_pattern", {{"width", int64_t{40}}, {"height", int64_t{30}}}),
                   node("split", "split_channels"), node("dark", "exposure", {{"stops", -1.0}}),
                   node("bypassed", "invert"), node("mix", "blend")};
    graph.find("bypassed")->bypass = true;
    graph.connect({"made", "image"}, {"split", "image"});
    graph.connect({"made", "image"}, {"dark", "image"});
    graph.connect({"dark", "image"}, {"bypassed", "image"});
    graph.connect({"made", "image"}, {"mix", "a"});
    graph.connect({"bypassed", "image"}, {"mix", "b"});
    graph.connect({"split", "g"}, {"mix", "mask"});
    const Result<RaceResult> result = race(graph, "mix");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().message().c_str());
    QCOMPARE(result->inputs.size(), size_t{3});
    QCOMPARE(result->inputs[0].first, std::string("a"));
    QCOMPARE(result->inputs[2].first, std::string("mask"));
    QCOMPARE(result->inputs[2].second.channels, 1);
    QVERIFY(*result->current()->from_reference->max_abs_diff < 1e-5);
  }

  void slow_ones_get_fewer_rounds_and_everybody_one() {
    Graph graph = chain({"busy_picture"}, 16);
    graph.find("n1")->params["ms"] = 20.0;
    const Result<RaceResult> result = race(graph, "n1", 0.2);
    QVERIFY(result.ok());
    for (const RaceEntry* entry : those(*result, Backend::kCpu)) {
      if (!entry->ran()) continue;
      QVERIFY(!entry->time_ns.empty() && entry->time_ns.size() < 9);
      QCOMPARE(entry->ratio.has_value(), !entry->is_current);
      // The last round is everybody's.
      if (!entry->is_current) QVERIFY(entry->rounds_compared > 0 && entry->rounds_compared <= entry->time_ns.size());
    }
  }

  // Guessed from a picture of 75 pixels: 10 ms for each 64th of what the large one has.
  void who_would_take_too_long_does_not_start() {
    const Result<RaceResult> result = race(chain({"busy_picture"}, 600), "n1", 1);
    QVERIFY(result.ok());
    QVERIFY(result->current()->ran());
    for (const RaceEntry& entry : result->entries) {
      if (entry.backend == Backend::kVulkan || entry.isa == "scalar" || entry.is_current) continue;
      QVERIFY2(entry.left_out.find("a round would take about ") == 0, entry.left_out.c_str());
    }
  }

  void the_instruction_set_is_the_one_of_before() {
    const Isa narrowest = supported_isas().front();
    QVERIFY(use_isa(narrowest).ok());
    const Result<RaceResult> result = race(chain({"add"}), "n1");
    QVERIFY(result.ok());
    QCOMPARE(active_isa(), narrowest);
    QCOMPARE(result->current()->isa, std::string(name_of(narrowest)));
    use_best_isa();
    QVERIFY(race(chain({"add"}), "n1").ok());
    QCOMPARE(active_isa(), supported_isas().back());
  }

  void progress_goes_up_and_a_race_can_be_cancelled() {
    const Graph graph = chain({"add"});
    RaceRequest request{graph, "n1"};
    double last = 0;
    QStringList doings;
    request.progress = [&](const std::string& doing, double fraction) {
      QVERIFY(fraction >= 0 && fraction <= 1);
      if (!doing.starts_with("round") || !doings.last().startsWith("round")) QVERIFY(fraction >= last);
      last = fraction;
      doings << QString::fromStdString(doing);
    };
    QVERIFY(race_node(request, engine_, CancelToken()).ok());
    QCOMPARE(doings.first(), QString("computing what it reads"));
    QVERIFY(doings.contains("cpu scalar f32 warms up"));
    QVERIFY(doings.last().startsWith("round 9 of 9: "));

    const CancelToken cancel;
    request.progress = [&](const std::string& doing, double) {
      if (doing.starts_with("round 2")) cancel.cancel();
    };
    const Isa narrowest = supported_isas().front();
    QVERIFY(use_isa(narrowest).ok());
    const Result<RaceResult> stopped = race_node(request, engine_, cancel);
    QVERIFY(!stopped.ok());
    QCOMPARE(stopped.error().kind, ErrorKind::kCancelled);
    QCOMPARE(active_isa(), narrowest);
  }

  void what_cannot_be_raced_data() {
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("says");
    QTest::newRow("no such node") << "n11"
                                  << "did you mean n1?";
    QTest::newRow("bypassed") << "bypassed"
                              << "it is bypassed";
    QTest::newRow("changes nothing") << "idle"
                                     << "it changes nothing with these parameters";
    QTest::newRow("open input") << "open"
                                << "node open";
    QTest::newRow("behind what fails") << "behind"
                                       << "no luck";
    QTest::newRow("reads a file") << "photo"
                                  << "it reads a file";
    QTest::newRow("writes a file") << "result"
                                   << "it writes a file";
  }
  void what_cannot_be_raced() {
    QFETCH(QString, node);
    QFETCH(QString, says);
    Graph graph = chain({"add", "add", "add", "broken", "add"});
    graph.find("n2")->id = "bypassed";
    graph.find("bypassed")->bypass = true;
    graph.find("n3")->id = "idle";
    graph.find("idle")->params["amount"] = 0.0;
    graph.find("n5")->id = "behind";
    for (Link& link : graph.links) {
      for (PortRef* end : {&link.from, &link.to}) {
        if (end->node == "n2") end->node = "bypassed";
        if (end->node == "n3") end->node = "idle";
        if (end->node == "n5") end->node = "behind";
      }
    }
    graph.nodes.push_back(lightbench::node("open", "add"));
    graph.nodes.push_back(lightbench::node("photo", "input", {{"path", std::string("none.png")}}));
    graph.nodes.push_back(lightbench::node("result", "output", {{"path", std::string("none.png")}}));
    graph.connect({"n1", "image"}, {"result", "image"});
    const Result<RaceResult> result = race(graph, node.toStdString());
    QVERIFY(!result.ok());
    QVERIFY2(result.error().message().find(says.toStdString()) != std::string::npos, result.error().message().c_str());
  }

  void the_graphics_card_takes_part() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Graph graph;
    graph.nodes = {node("made", "test_pattern", {{"width", int64_t{61}}, {"height", int64_t{40}}}),
                   node("blur", "gaussian_blur", {{"sigma", 1.5}})};
    graph.connect({"made", "image"}, {"blur", "image"});
    graph.find("blur")->backend = Backend::kVulkan;
    const Result<RaceResult> result = race(graph, "blur");
    QVERIFY2(result.ok(), result.ok() ? "" : result.error().message().c_str());
    QVERIFY(!result->gpu.empty());
    QCOMPARE(name_of(*result->current()), std::string("vulkan f32"));
    for (const RaceEntry* entry : those(*result, Backend::kVulkan)) {
      QVERIFY2(entry->ran(), entry->left_out.c_str());
      QCOMPARE(entry->device_ns.size(), entry->time_ns.size());
      for (size_t i = 0; i < entry->time_ns.size(); ++i) QVERIFY(entry->time_ns[i] >= entry->device_ns[i]);
      QVERIFY(*entry->from_reference->max_abs_diff <= (entry->precision == Precision::kU8 ? 0.002 : 0.0003));
    }
  }
};

QTEST_GUILESS_MAIN(TestRace)
#include "test_race.moc"
