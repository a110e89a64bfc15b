// Measures how far the profiler can be trusted on this machine; the figures of docs/profiling.md come from here.
//
// Work of known length is planted by the operator "busy", which only this program knows. Every check prints what it
// measured beside what is asked; the exit code is 1 when something is missed.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>

#include "engine/base/clock.h"
#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "engine/profile/session_diff.h"
#include "engine/runtime/pipeline_run.h"
#include "engine/runtime/record_session.h"
#include "engine/runtime/what_if.h"

namespace {

using namespace lightbench;

constexpr int kRounds = 30;

// Copies its picture and is busy until so many microseconds have gone by since it began.
class BusyKernel : public ImageKernel {
 public:
  explicit BusyKernel(int64_t busy_ns) : busy_ns_(busy_ns) {}
  Status run(ImageArgs& args) const override {
    const int64_t end_ns = now_ns() + busy_ns_;
    const Image& source = args.inputs[0];
    for (int channel = 0; channel < source.channels(); ++channel) {
      for (int y = 0; y < source.height(); ++y) {
        std::memcpy(args.outputs[0].writable_row_data(channel, y), source.row_data(channel, y),
                    static_cast<size_t>(source.width()) * sample_bytes(source.format()));
      }
    }
    while (now_ns() < end_ns) {
    }
    return {};
  }

 private:
  int64_t busy_ns_;
};

OperatorDef busy_operator() {
  OperatorDef def;
  def.id = def.label = "busy";
  def.params = {
      integer_param("microseconds", "Microseconds", 1000, 0, 1'000'000, 0, 100'000, "µs", "how long it takes")};
  def.footprint = Footprint::kGlobal;
  def.result = ResultFormat::kAsInput;
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<BusyKernel>(int64_t{args.params.integer("microseconds")} * 1000));
  };
  return def;
}

// Twelve nodes between a source and an output; "busy" stands behind the node at `place`.
Graph twelve_nodes(int side, int64_t busy_us, size_t place = 6) {
  std::vector<Node> nodes{node("exposure", "exposure", {{"stops", 0.3}}),
                          node("contrast", "brightness_contrast", {{"contrast", 0.2}}),
                          node("blur", "gaussian_blur", {{"sigma", 2.0}}),
                          node("levels", "levels", {{"gamma", 1.1}}),
                          node("saturation", "saturation", {{"amount", 1.2}}),
                          node("median", "median", {{"radius", int64_t{1}}}),
                          node("gamma", "gamma", {{"gamma", 1.2}}),
                          node("sharpen", "unsharp_mask", {{"sigma", 1.5}}),
                          node("hue", "hue_rotate", {{"degrees", 10.0}}),
                          node("box", "box_blur", {{"radius", int64_t{2}}}),
                          node("vignette", "vignette", {{"strength", 0.4}}),
                          node("clamp", "clamp")};
  nodes.insert(nodes.begin() + static_cast<std::ptrdiff_t>(place), node("busy", "busy", {{"microseconds", busy_us}}));
  Graph graph;
  graph.name = "twelve nodes";
  graph.nodes.push_back(node("pattern", "test_pattern",
                             {{"kind", std::string("noise")}, {"width", int64_t{side}}, {"height", int64_t{side}}}));
  nodes.push_back(node("result", "output", {{"path", std::string("result.png")}}));
  NodeId last = "pattern";
  for (Node& each : nodes) {
    const NodeId id = each.id;
    graph.nodes.push_back(std::move(each));
    graph.connect({last, "image"}, {id, "image"});
    last = id;
  }
  return graph;
}

template <typename T>
T checked(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "error: %s\n", result.error().message().c_str());
  std::exit(2);
}

void checked(const Status& status) {
  if (status) return;
  std::fprintf(stderr, "error: %s\n", status.error().message().c_str());
  std::exit(2);
}

class Checks {
 public:
  explicit Checks(int threads) : engine_(registry(), EngineOptions{threads, size_t{1} << 20}) {}

  bool a_a() {
    constexpr int kTrials = 200;
    int alarms = 0;
    int too_noisy = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      const SessionDiff diff = interleaved(twelve_nodes(kSmall, 500), twelve_nodes(kSmall, 500));
      const bool alarm = diff.verdict == Verdict::kSlower || diff.verdict == Verdict::kFaster;
      alarms += alarm;
      if (alarm) std::printf("  false alarm: %s\n", verdict_text(diff).c_str());
      too_noisy += diff.verdict == Verdict::kTooNoisy;
    }
    std::printf("A/A: %d false alarms and %d too noisy of %d trials at %d rounds (allowed: 5 %% = %d alarms)\n", alarms,
                too_noisy, kTrials, kRounds, kTrials / 20);
    return alarms * 20 <= kTrials;
  }

  bool planted() {
    constexpr int kTrials = 40;
    int found = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      // Five percent of what the pipeline takes at this time.
      const double wall_us = median_wall_us(twelve_nodes(kSmall, 500));
      const auto more_us = static_cast<int64_t>(std::lround(wall_us * 0.05));
      const SessionDiff diff = interleaved(twelve_nodes(kSmall, 500), twelve_nodes(kSmall, 500 + more_us));
      found += diff.verdict == Verdict::kSlower;
      if (diff.verdict != Verdict::kSlower) std::printf("  missed: %s\n", verdict_text(diff).c_str());
    }
    std::printf("planted +5 %%: found in %d of %d trials at %d rounds (asked: 95 %% = %d)\n", found, kTrials, kRounds,
                kTrials * 95 / 100);
    return found * 100 >= kTrials * 95;
  }

  bool first() {
    constexpr int kTrials = 20;
    std::mt19937 random(1);
    int first = 0;
    double reported_ms = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      const size_t place = random() % 12;
      const SessionDiff diff = interleaved(twelve_nodes(kSmall, 0, place), twelve_nodes(kSmall, 10'000, place));
      first += diff.nodes[0].id == "busy";
      for (const NodeDifference& each : diff.nodes) {
        if (each.id == "busy") reported_ms += each.current_ms.value_or(0) / kTrials;
      }
    }
    std::printf(
        "planted busy node of 10 ms: listed first in %d of %d trials (asked: all), reported as %.3f ms on "
        "average\n",
        first, kTrials, reported_ms);
    return first == kTrials;
  }

  // What is predicted for a node of 10 ms at twice the speed, and what the same pipeline takes with one of 5 ms; in
  // turns.
  bool what_if() {
    constexpr int kPairs = 100;
    const Graph as_it_is = twelve_nodes(kSmall, 10'000);
    const Graph faster = twelve_nodes(kSmall, 5'000);
    std::vector<double> predicted_ms, taken_ms;
    for (int pair = -3; pair < kPairs; ++pair) {  // three to warm up
      double predicted = 0, taken = 0;
      for (const int turn : {0, 1}) {
        if ((turn + pair) % 2 == 0) {
          const WhatIfTable table = lightbench::what_if(as_it_is, one_run(as_it_is));
          predicted = to_ms(table.find("busy")->wall_ns);
        } else {
          taken = to_ms(one_run(faster).trace.wall_ns());
        }
      }
      if (pair < 0) continue;
      predicted_ms.push_back(predicted);
      taken_ms.push_back(taken);
    }
    const Ratio ratio = compare_durations(taken_ms, predicted_ms, Pairing::kInterleaved);
    std::printf(
        "twice as fast: %.3f ms predicted, %.3f ms taken; off by %+.2f %% (95 %%: %+.2f to %+.2f, %d pairs; allowed: "
        "2 %%)\n",
        median(predicted_ms), median(taken_ms), (ratio.value - 1) * 100, (ratio.low - 1) * 100, (ratio.high - 1) * 100,
        kPairs);
    return std::abs(ratio.value - 1) <= 0.02;
  }

  // Against a clock of its own around the whole round.
  bool sum() {
    constexpr int kSumRounds = 100;
    const Graph graph = twelve_nodes(kLarge, 500);
    PipelineRunOptions options;
    options.write_outputs = false;
    const CancelToken cancel;
    PipelineRounds rounds(graph, engine_, options, cancel);
    checked(rounds.open());
    std::vector<double> outside_ms;
    for (int i = 0; i < kSumRounds; ++i) {
      const int64_t start = now_ns();
      checked(rounds.run(PipelineRounds::Round::kMeasured));
      outside_ms.push_back(to_ms(now_ns() - start));
    }
    const PipelineRunResult& result = rounds.result();
    double largest = 0;
    std::vector<double> missing;
    for (size_t i = 0; i < outside_ms.size(); ++i) {
      int64_t sum_ns = result.unattributed_ns[i];
      for (const NodeMeasurement& each : result.nodes) sum_ns += each.self_ns[i];
      largest = std::max(largest, std::abs(to_ms(sum_ns - result.wall_ns[i])) / to_ms(result.wall_ns[i]));
      missing.push_back((outside_ms[i] - to_ms(sum_ns)) / outside_ms[i]);
    }
    const double typical = median(missing);
    std::printf(
        "nodes + unattributed: at most %.4f %% from the wall of their round; %.3f %% below a clock around the "
        "round (median of %d; allowed: 0.5 %%)\n",
        largest * 100, typical * 100, kSumRounds);
    return largest <= 0.005 && typical <= 0.005;
  }

  // How far what the graphics card did lies from where it belongs on the host's clock.
  bool lanes() {
    constexpr int kBatches = 200;
    constexpr int64_t kAllowed_ns = 50'000;
    const Result<std::shared_ptr<GpuBackend>> backend = engine_.gpu.get();
    if (!backend) {
      std::printf("lanes of processor and graphics card: not measured, %s\n", backend.error().what.c_str());
      return true;
    }
    std::vector<double> told_us, off_us;
    int64_t least_before = std::numeric_limits<int64_t>::max(), least_after = least_before;
    bool counts_host_time = true;
    for (int batch = 0; batch < kBatches; ++batch) {
      const LaneSample sample = lane_sample(**backend, batch);
      counts_host_time = counts_host_time && sample.off_ns < 1'000'000;  // as a device that is a processor does
      if (sample.told_ns) told_us.push_back(static_cast<double>(*sample.told_ns) * 1e-3);
      off_us.push_back(static_cast<double>(sample.off_ns) * 1e-3);
      least_before = std::min(least_before, sample.before_ns);
      least_after = std::min(least_after, sample.after_ns);
    }
    std::printf("lanes of processor and graphics card, %s, %d batches (allowed: 50 µs):\n",
                (*backend)->device().name.c_str(), kBatches);
    double largest_us = static_cast<double>(std::max<int64_t>({0, -least_before, -least_after})) * 1e-3;
    std::printf(
        "  programs lie at most %.1f µs outside of the calls that ran them; %.1f µs earlier or %.1f later some would\n",
        largest_us, static_cast<double>(least_before) * 1e-3, static_cast<double>(least_after) * 1e-3);
    const auto tell = [&](const char* what, const std::vector<double>& values) {
      const double most = *std::max_element(values.begin(), values.end());
      largest_us = std::max(largest_us, most);
      std::printf("  %s: median %.3f µs, at most %.3f µs\n", what, median(values), most);
    };
    if (!told_us.empty()) tell("off by no more, as the driver says", told_us);
    if (counts_host_time) tell("off by, as the device counts the host's own nanoseconds", off_us);
    if (told_us.empty() && !counts_host_time)
      std::printf("  how far they are off is unknown: the driver does not say\n");
    return largest_us * 1e3 <= kAllowed_ns;
  }

  bool overhead() {
    bool all_met = true;
    for (const bool fuse : {true, false}) all_met = overhead(fuse) && all_met;
    return all_met;
  }

 private:
  struct LaneSample {
    int64_t before_ns = 0;           // from the beginning of the call to that of the first program
    int64_t after_ns = 0;            // from the end of the last program to that of the call
    std::optional<int64_t> told_ns;  // the driver's word on how far it may be off
    int64_t off_ns = 0;              // from the device's own count, were that of the host's nanoseconds
  };

  // A batch of two programs that takes some 0.1 to 10 ms, by its number.
  static LaneSample lane_sample(GpuBackend& backend, int number) {
    const ImageSpec spec{256 << (number % 4), 256, 3, SampleFormat::kF32};
    const GpuProgram program = gpu_formula("exposure", spec, 1, {{"factor", 0.5f}});
    GpuTask task;
    task.program = &program;
    task.inputs = {checked(backend.allocate(spec))};
    task.outputs = {checked(backend.allocate(spec))};
    std::vector<GpuTask> tasks{task, task};
    const int64_t start = now_ns();
    checked(backend.run(tasks, CancelToken(), [](size_t, double) {}));
    const int64_t end = now_ns();
    LaneSample sample{tasks.front().start_ns - start, end - tasks.back().end_ns, {}, 0};
    sample.told_ns = backend.statistics().clock_deviation_ns;
    for (const GpuTask& each : tasks) {
      sample.off_ns = std::max({sample.off_ns, std::abs(each.start_ns - static_cast<int64_t>(each.start_ticks)),
                                std::abs(each.end_ns - static_cast<int64_t>(each.end_ticks))});
    }
    return sample;
  }

  static constexpr int kSmall = 384;
  static constexpr int kLarge = 1280;

  static OperatorRegistry& registry() {
    static OperatorRegistry known = [] {
      OperatorRegistry made;
      register_builtin(made);
      made.add(busy_operator());
      return made;
    }();
    return known;
  }

  SessionDiff interleaved(Graph a, Graph b) {
    SessionRequest request;
    request.rounds = kRounds;
    request.subjects.push_back({"A", {}, {std::move(a)}});
    request.subjects.push_back({"B", {}, {std::move(b)}});
    return compare_variants(checked(record_session(request, engine_, CancelToken())), kPracticalThreshold);
  }

  double median_wall_us(const Graph& graph) {
    SessionRequest request;
    request.rounds = 9;
    request.subjects.push_back({"A", {}, {graph}});
    const ProfileSession session = checked(record_session(request, engine_, CancelToken()));
    return statistics_of(session.variants[0].wall_ns()).median_ms * 1e3;
  }

  RunReport one_run(const Graph& graph) {
    const PlanRequest request{graph, run_targets(graph, engine_.registry), 0, false};
    ExecuteOptions options;
    options.store_results = false;
    const PlannedRun run = run_plan(
        request, engine_, nullptr, [&](const ExecutionPlan&) { return options; }, CancelToken());
    return make_report(graph, run.plan, run.outcome, engine_, 0);
  }

  // Rounds with the profiler and without take turns.
  bool overhead(bool fuse) {
    constexpr int kPairs = 200;
    const Graph graph = twelve_nodes(kLarge, 0);
    PipelineRunOptions with;
    with.write_outputs = false;
    with.fuse = fuse;
    PipelineRunOptions without = with;
    without.profile = false;
    const CancelToken cancel;
    PipelineRounds measured(graph, engine_, with, cancel);
    PipelineRounds plain(graph, engine_, without, cancel);
    checked(measured.open());
    checked(plain.open());
    for (int i = 0; i < 5; ++i) {
      checked(measured.run(PipelineRounds::Round::kWarmUp));
      checked(plain.run(PipelineRounds::Round::kWarmUp));
    }
    for (int pair = 0; pair < kPairs; ++pair) {
      for (const int turn : {0, 1})
        checked((turn == pair % 2 ? plain : measured).run(PipelineRounds::Round::kMeasured));
    }
    std::vector<double> with_ms, without_ms;
    for (const int64_t wall : measured.result().wall_ns) with_ms.push_back(to_ms(wall));
    for (const int64_t wall : plain.result().wall_ns) without_ms.push_back(to_ms(wall));
    const Ratio ratio = compare_durations(without_ms, with_ms, Pairing::kInterleaved);
    std::printf(
        "profiler's own cost, %s, %.1f ms: %+.2f %% (95 %%: %+.2f to %+.2f, %d pairs of rounds; allowed: 1 %%)\n",
        fuse ? "nodes in shared passes" : "every node by itself", median(without_ms), (ratio.value - 1) * 100,
        (ratio.low - 1) * 100, (ratio.high - 1) * 100, kPairs);
    return ratio.value <= 1.01;
  }

  Engine engine_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("How far the profiler can be trusted on this machine", "lightbench-profile-checks");
  std::vector<std::string> names;
  int threads = 0;
  app.add_option("checks", names, "Checks to run; all without")
      ->check(CLI::IsMember({"a_a", "planted", "first", "lanes", "sum", "overhead", "what_if"}));
  app.add_option("--threads", threads, "Worker threads; 0 is one for each processor")->check(CLI::Range(0, 1024));
  CLI11_PARSE(app, argc, argv);
  Checks checks(threads);
  const std::pair<const char*, bool (Checks::*)()> all[] = {{"sum", &Checks::sum},           {"lanes", &Checks::lanes},
                                                            {"overhead", &Checks::overhead}, {"first", &Checks::first},
                                                            {"planted", &Checks::planted},   {"a_a", &Checks::a_a},
                                                            {"what_if", &Checks::what_if}};
  bool all_met = true;
  for (const auto& [name, check] : all) {
    if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) continue;
    all_met = (checks.*check)() && all_met;
    std::fflush(stdout);
  }
  return all_met ? 0 : 1;
}
