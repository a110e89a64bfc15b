#include "engine/runtime/race.h"

#include <algorithm>
#include <cstdio>

#include "engine/profile/machine.h"
#include "engine/runtime/race_entrant.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

class IsaGuard {
 public:
  IsaGuard() = default;
  ~IsaGuard() {
    if (before_ == supported_isas().back()) {
      use_best_isa();
    } else {
      LB_CHECK(use_isa(before_));
    }
  }
  IsaGuard(const IsaGuard&) = delete;
  IsaGuard& operator=(const IsaGuard&) = delete;
  Isa before() const { return before_; }

 private:
  const Isa before_ = active_isa();
};

// A session goes on; opening the graphics card pays if it saves anything.
constexpr double kManyRuns = 1e6;

// Where the pipeline as a whole runs the node now.
Backend backend_now(const Graph& graph, const NodeId& node, Engine& engine) {
  std::vector<NodeId> targets = run_targets(graph, engine.registry);
  targets.push_back(node);
  PlanRequest request{graph, targets, 0, false};
  request.kernels = false;
  request.runs = kManyRuns;
  const ExecutionPlan plan = make_plan(request, engine, nullptr);
  const auto place = plan.step_of.find(node);
  if (place == plan.step_of.end()) return Backend::kCpu;
  return plan.steps[static_cast<size_t>(place->second)].program ? Backend::kVulkan : Backend::kCpu;
}

class Race {
 public:
  Race(const RaceRequest& request, const RaceCourse& course, Engine& engine, const CancelToken& cancel)
      : request_(request), course_(course), engine_(engine), cancel_(cancel) {}

  Status run() {
    if (Status status = enter_all(); !status) return status;
    if (Status status = warm_up_all(); !status) return status;
    for (int round = 0; round < request_.rounds; ++round) {
      if (Status status = run_round(round); !status) return status;
    }
    for (const auto& entrant : entrants_) judge(*entrant);
    return {};
  }

  std::vector<RaceEntry> take_entries() {
    std::vector<RaceEntry> entries;
    for (const auto& entrant : entrants_) entries.push_back(std::move(entrant->entry()));
    std::stable_sort(entries.begin(), entries.end(), [](const RaceEntry& a, const RaceEntry& b) {
      if (a.ran() != b.ran()) return a.ran();
      return a.ran() && statistics_of(a.time_ns).median_ms < statistics_of(b.time_ns).median_ms;
    });
    return entries;
  }

 private:
  // Every way there is, in the order in which they get ready: what the pictures are held against first.
  std::vector<RaceEntry> all_entries() const {
    const Backend backend = backend_now(request_.graph, request_.node, engine_);
    const std::string isa = backend == Backend::kCpu ? std::string(name_of(isa_.before())) : std::string();
    const Precision now = request_.graph.settings.precision;
    std::vector<RaceEntry> entries;
    const auto add = [&](Backend where, const std::string& set, Precision precision) {
      RaceEntry entry;
      entry.backend = where;
      entry.isa = set;
      entry.precision = precision;
      entry.is_current = where == backend && set == isa && precision == now;
      entries.push_back(std::move(entry));
    };
    for (const Precision precision : {Precision::kF32, Precision::kF16, Precision::kU8}) {
      add(Backend::kCpu, "scalar", precision);
      for (const Isa set : supported_isas()) add(Backend::kCpu, std::string(name_of(set)), precision);
      add(Backend::kVulkan, {}, precision);
    }
    const std::string best(name_of(supported_isas().back()));
    const auto rank = [&](const RaceEntry& entry) {
      if (entry.precision == Precision::kF32 && entry.isa == "scalar") return 0;
      if (entry.precision == Precision::kF32 && entry.isa == best) return 1;
      return entry.is_current ? 2 : 3;
    };
    std::stable_sort(entries.begin(), entries.end(),
                     [&](const RaceEntry& a, const RaceEntry& b) { return rank(a) < rank(b); });
    return entries;
  }

  Status enter_all() {
    std::map<std::pair<std::string, SampleFormat>, RaceEntry*> seen;  // by device and format of the result
    for (RaceEntry& entry : all_entries()) {
      entrants_.push_back(std::make_unique<RaceEntrant>(std::move(entry), course_, engine_, cancel_));
      RaceEntry& own = entrants_.back()->entry();
      const Result<std::optional<SampleFormat>> format = entrants_.back()->plan();
      if (!format) return format.error();
      if (!own.ran()) continue;
      const auto device = own.backend == Backend::kVulkan ? std::string("vulkan") : own.isa;
      const auto [same, is_first] = seen.try_emplace({device, format->value_or(SampleFormat::kF32)}, &own);
      if (is_first) continue;
      RaceEntry& stays = own.is_current ? own : *same->second;
      RaceEntry& goes = own.is_current ? *same->second : own;
      goes.left_out = "the same as " + std::string(name_of(stays.precision)) + ": its result is stored in one way only";
      same->second = &stays;
    }
    return {};
  }

  Status warm_up_all() {
    const auto starters =
        std::count_if(entrants_.begin(), entrants_.end(), [](const auto& entrant) { return entrant->entry().ran(); });
    budget_ns_ = static_cast<int64_t>(request_.budget_s * 1e9);
    share_ns_ = budget_ns_ / std::max<int64_t>(1, starters);
    int done = 0;
    for (const auto& entrant : entrants_) {
      if (!entrant->entry().ran()) continue;
      say(name_of(entrant->entry()) + " warms up", 0.5 * done++ / static_cast<double>(starters));
      Status status = get_ready(*entrant);
      if (!status && status.error().kind == ErrorKind::kCancelled) return status;
      if (!status) leave_out(entrant->entry(), status.error());
      if (entrant->entry().is_current && !current_) current_.emplace();  // nothing can be held against it
    }
    return {};
  }

  // Of what failed half way nothing is told.
  static void leave_out(RaceEntry& entry, const Error& error) {
    RaceEntry bare;
    bare.backend = entry.backend;
    bare.isa = entry.isa;
    bare.precision = entry.precision;
    bare.is_current = entry.is_current;
    bare.left_out = error.message();
    entry = std::move(bare);
  }

  Status get_ready(RaceEntrant& entrant) {
    RaceEntry& entry = entrant.entry();
    const Result<std::optional<int64_t>> expected = entrant.expected_ns();
    if (!expected) return expected.error();
    if (!entry.is_current && expected->value_or(0) > budget_ns_ / 4) {
      char text[96];
      std::snprintf(text, sizeof text, "a round would take about %.0f s, more than a quarter of the budget",
                    static_cast<double>(**expected) * 1e-9);
      entry.left_out = text;
      return {};
    }
    if (Status status = entrant.warm_up(share_of(entry) / 4); !status) return status;
    return hold_against_others(entrant);
  }

  // The first that is ready is the reference: the plain definition in f32, or the processor's best where it cannot run.
  Status hold_against_others(RaceEntrant& entrant) {
    RaceEntry& entry = entrant.entry();
    const std::vector<Image> pictures = entrant.take_pictures();
    if (!pictures.empty() && pictures[0]) entry.picture = pictures[0].spec();
    if (!reference_) {
      entry.is_reference = true;
      reference_ = pictures;
    }
    if (Status status = hold(pictures, *reference_, Measures::kWithoutSsim, entry.from_reference); !status)
      return status;
    if (entry.is_current) current_ = pictures;
    if (!current_) {
      early_.emplace_back(&entry, pictures);
      return {};
    }
    for (auto& [other, early] : early_) {
      if (Status status = hold(early, *current_, Measures::kSamples, other->from_current); !status) return status;
    }
    early_.clear();
    return hold(pictures, *current_, Measures::kSamples, entry.from_current);
  }

  // Of several outputs the one farthest off counts.
  Status hold(const std::vector<Image>& made, const std::vector<Image>& wanted, Measures measures,
              std::optional<QualityMetrics>& worst) const {
    for (size_t i = 0; i < std::min(made.size(), wanted.size()); ++i) {
      if (!made[i] || !wanted[i]) continue;
      Result<QualityMetrics> metrics = measure_quality(wanted[i], made[i], engine_.workers, cancel_, measures);
      if (!metrics) return metrics.error();
      if (!worst || metrics->max_abs_diff > worst->max_abs_diff) worst = std::move(*metrics);
    }
    return {};
  }

  // All are compared with the one of now, so it gets a larger one.
  int64_t share_of(const RaceEntry& entry) const { return entry.is_current ? budget_ns_ / 2 : share_ns_; }

  // Of those that get fewer rounds the last one counts, so that each has at least that one in common with all others.
  bool takes_part(const RaceEntrant& entrant, int round) const {
    if (!entrant.entry().ran()) return false;
    const int64_t affordable = share_of(entrant.entry()) * 3 / 4 / std::max<int64_t>(1, entrant.round_ns());
    const int64_t rounds = std::clamp<int64_t>(affordable, 1, request_.rounds);
    return (round + 1) * rounds / request_.rounds > round * rounds / request_.rounds;
  }

  Status run_round(int round) {
    for (size_t turn = 0; turn < entrants_.size(); ++turn) {
      RaceEntrant& entrant = *entrants_[round % 2 == 0 ? turn : entrants_.size() - 1 - turn];
      if (!takes_part(entrant, round)) continue;
      say("round " + std::to_string(round + 1) + " of " + std::to_string(request_.rounds) + ": " +
              name_of(entrant.entry()),
          0.5 + 0.5 * (round + static_cast<double>(turn) / static_cast<double>(entrants_.size())) / request_.rounds);
      const Status status = entrant.run(round);
      if (!status && status.error().kind == ErrorKind::kCancelled) return status;
      if (!status) leave_out(entrant.entry(), status.error());
    }
    return {};
  }

  void judge(RaceEntrant& entrant) const {
    const auto current = std::find_if(entrants_.begin(), entrants_.end(),
                                      [](const auto& each) { return each->entry().is_current && each->entry().ran(); });
    if (current == entrants_.end() || current->get() == &entrant || !entrant.entry().ran()) return;
    std::vector<double> base, own;
    for (const auto& [round, time_ns] : entrant.times()) {
      const auto beside = (*current)->times().find(round);
      if (beside == (*current)->times().end()) continue;
      base.push_back(static_cast<double>(beside->second));
      own.push_back(static_cast<double>(time_ns));
    }
    if (base.empty()) return;
    entrant.entry().rounds_compared = base.size();
    entrant.entry().ratio = compare_durations(base, own, Pairing::kInterleaved);
    entrant.entry().verdict = verdict_of(*entrant.entry().ratio, base.size(), request_.threshold);
  }

  void say(const std::string& doing, double fraction) const {
    if (request_.progress) request_.progress(doing, fraction);
  }

  const RaceRequest& request_;
  const RaceCourse& course_;
  Engine& engine_;
  const CancelToken& cancel_;
  const IsaGuard isa_;
  std::vector<std::unique_ptr<RaceEntrant>> entrants_;
  int64_t budget_ns_ = 0;
  int64_t share_ns_ = 0;                         // of each
  std::optional<std::vector<Image>> reference_;  // its pictures, once it is ready
  std::optional<std::vector<Image>> current_;
  std::vector<std::pair<RaceEntry*, std::vector<Image>>> early_;  // ready before the current one
};

}  // namespace

std::string name_of(const RaceEntry& entry) {
  std::string name(name_of(entry.backend));
  if (!entry.isa.empty()) name += " " + entry.isa;
  return name + " " + std::string(name_of(entry.precision));
}

const RaceEntry* RaceResult::current() const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [](const RaceEntry& each) { return each.is_current; });
  return found == entries.end() ? nullptr : &*found;
}

const RaceEntry* RaceResult::reference() const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [](const RaceEntry& each) { return each.is_reference; });
  return found == entries.end() ? nullptr : &*found;
}

Result<RaceResult> race_node(const RaceRequest& request, Engine& engine, const CancelToken& cancel) {
  LB_CHECK(request.rounds > 0 && request.budget_s > 0);
  if (Status status = check_measurable(describe_build()); !status) return status.error();
  if (request.progress) request.progress("computing what it reads", 0);
  const Result<RaceCourse> course = make_course(request.graph, request.node, engine, cancel);
  if (!course) return course.error();
  Race race(request, *course, engine, cancel);
  if (Status status = race.run(); !status) return status.error();
  RaceResult result;
  result.node = request.node;
  result.inputs = course->inputs;
  result.type = request.graph.find(request.node)->type;
  result.rounds = request.rounds;
  result.threads = engine.workers.threads();
  result.entries = race.take_entries();
  const bool on_card = std::any_of(result.entries.begin(), result.entries.end(), [](const RaceEntry& entry) {
    return entry.backend == Backend::kVulkan && entry.ran();
  });
  if (const std::optional<GpuDeviceInfo> device = engine.gpu.device(); on_card && device) result.gpu = device->name;
  return result;
}

}  // namespace lightbench
