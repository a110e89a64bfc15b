#include "engine/runtime/race_entrant.h"

#include <algorithm>

#include "engine/profile/statistics.h"
#include "engine/simd/isa.h"

namespace lightbench {
namespace {

constexpr int64_t kLongGuess_ns = 200'000'000;

}  // namespace

RaceEntrant::RaceEntrant(RaceEntry entry, const RaceCourse& course, Engine& engine, const CancelToken& cancel)
    : entry_(std::move(entry)), course_(course), engine_(engine), cancel_(cancel), graph_(course.graph) {
  graph_.settings.precision = entry_.precision;
  graph_.find(course.node)->backend = entry_.backend;
  options_.scalar = entry_.isa == "scalar";
  options_.write_outputs = false;
  options_.profile = false;
  options_.targets = {course.node};
  options_.given = course.pictures;
}

// Of the processor's best nothing is forced: some sources have a variant beyond the named sets.
void RaceEntrant::use_isa_of_entry() const {
  const Result<Isa> isa = isa_named(entry_.isa);
  if (isa && *isa != supported_isas().back()) {
    LB_CHECK(use_isa(*isa));
  } else {
    use_best_isa();
  }
}

Result<std::optional<SampleFormat>> RaceEntrant::plan() {
  PlanRequest request{graph_, {course_.node}, 0, false};
  request.given = &course_.pictures;
  request.scalar = options_.scalar;
  request.kernels = false;
  const ExecutionPlan plan = make_plan(request, engine_, nullptr);
  if (const auto broken = plan.failed.find(course_.node); broken != plan.failed.end()) return broken->second;
  const PlanStep& step = plan.steps[static_cast<size_t>(plan.step_of.at(course_.node))];
  if (step.action == StepAction::kPass) {
    return invalid("it changes nothing with these parameters", "node " + course_.node, "change one of them",
                   course_.node);
  }
  if (options_.scalar && !step.def->reference) {
    entry_.left_out = "it has no plain definition";
  } else if (entry_.backend == Backend::kVulkan && !step.program) {
    entry_.left_out = step.fallback;
  } else if (step.def->category == Category::kModel && entry_.isa != name_of(supported_isas().back())) {
    entry_.left_out = "networks run on what OpenCV chooses";
  }
  return step.outputs.empty() ? std::optional<SampleFormat>() : step.outputs[0].format;
}

Result<std::optional<int64_t>> RaceEntrant::expected_ns() {
  if (course_.reduced.empty()) return std::optional<int64_t>();
  PipelineRunOptions options = options_;
  options.given = course_.reduced;
  use_isa_of_entry();
  PipelineRounds rounds(graph_, engine_, options, cancel_);
  Status status = rounds.open();
  if (status) status = rounds.run(PipelineRounds::Round::kWarmUp);
  int64_t least_ns = rounds.result().cold_ns;
  // The first round prepares things; what takes long does not have to be asked twice.
  for (int i = 0; status && least_ns < kLongGuess_ns && i < 2; ++i) {
    status = rounds.run(PipelineRounds::Round::kMeasured);
    if (status) least_ns = std::min(least_ns, measured(rounds).self_ns.back());
  }
  if (!status && status.error().kind == ErrorKind::kCancelled) return status.error();
  // Smaller pictures may not suit its parameters.
  if (!status) return std::optional<int64_t>();
  return std::optional(static_cast<int64_t>(static_cast<double>(least_ns) * course_.reduced_by));
}

const NodeMeasurement& RaceEntrant::measured(const PipelineRounds& rounds) const {
  const std::vector<NodeMeasurement>& nodes = rounds.result().nodes;
  return *std::find_if(nodes.begin(), nodes.end(), [&](const auto& each) { return each.id == course_.node; });
}

Status RaceEntrant::warm_up(int64_t longest_ns) {
  use_isa_of_entry();
  rounds_ = std::make_unique<PipelineRounds>(graph_, engine_, options_, cancel_);
  if (Status status = rounds_->open(); !status) return status;
  if (Status status = rounds_->run(PipelineRounds::Round::kWarmUpKept); !status) return status;
  entry_.cold_ns = rounds_->result().cold_ns;
  WarmUp warm_up;
  const bool is_slow = entry_.cold_ns > 4 * longest_ns;
  for (int64_t taken_ns = 0; !is_slow && taken_ns < longest_ns && !warm_up.is_warm(); taken_ns += round_ns()) {
    if (Status status = rounds_->run(PipelineRounds::Round::kWarmUp); !status) return status;
    warm_up.add(round_ns());
  }
  return {};
}

int64_t RaceEntrant::round_ns() const {
  const std::vector<int64_t>& walls = rounds_->result().warmup_ns;
  return walls.empty() ? entry_.cold_ns : walls.back();
}

std::vector<Image> RaceEntrant::take_pictures() {
  const std::map<NodeId, NodeResult> results = rounds_->take_pictures();
  const auto own = results.find(course_.node);
  return own == results.end() ? std::vector<Image>() : own->second.outputs;
}

Status RaceEntrant::run(int round) {
  use_isa_of_entry();
  if (Status status = rounds_->run(PipelineRounds::Round::kMeasured); !status) return status;
  const NodeReport& last = measured(*rounds_).last;
  if (!last.fallback.empty()) return failed(last.fallback, "node " + course_.node, {}, course_.node);
  times_[round] = last_time_ns();
  entry_.time_ns.push_back(times_[round]);
  if (entry_.backend == Backend::kVulkan) entry_.device_ns.push_back(*last.self_ns);
  return {};
}

// From the first span of the node or of its copies to the last one's end: the node itself where there are none.
int64_t RaceEntrant::last_time_ns() const {
  int64_t start_ns = 0, end_ns = 0;
  for (const Span& span : rounds_->result().traces.back().steps) {
    if (span.kind == SpanKind::kCached) continue;
    start_ns = end_ns == 0 ? span.start_ns : std::min(start_ns, span.start_ns);
    end_ns = std::max(end_ns, span.end_ns);
  }
  return std::max<int64_t>(1, end_ns - start_ns);
}

}  // namespace lightbench
