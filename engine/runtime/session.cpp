#include "engine/runtime/session.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "engine/base/clock.h"
#include "engine/base/thread_priority.h"
#include "engine/runtime/executor.h"

namespace lightbench {
namespace {

constexpr int kCoarsestLevel = 4;
// Up to here all results of a run are kept, so that any node can be looked at; beyond, writing them would cost more
// than the passes that make them again.
constexpr int64_t kKeepBytes = int64_t{256} << 20;
constexpr int kSmallestProxySide = 128;
// Before a node has run once its cost is guessed from its samples, on the safe side; never shown.
constexpr double kGuessedNsPerSample = 8.0;
// A run expected to fit the budget is let finish while edits keep coming, up to this many budgets.
constexpr double kOverrun = 3.0;
// A session goes on; opening the graphics card pays if it saves anything.
constexpr double kManyRuns = 1e6;

bool has_new_card(const Engine& engine) {
  if (!engine.costs.device().empty()) return false;
  const Result<std::vector<GpuDeviceInfo>> cards = list_gpu_devices();
  return cards && !cards->empty() && cards->front().missing.empty() && cards->front().kind != GpuKind::kProcessor;
}

}  // namespace

Session::Session(Engine& engine, SessionListener& listener)
    : engine_(engine), listener_(listener), thread_([this] { loop(); }) {}

Session::~Session() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    running_.cancel();
  }
  wake_.notify_all();
  thread_.join();
}

uint64_t Session::apply(Graph graph, Edit edit) {
  std::lock_guard lock(mutex_);
  if (edit == Edit::kWithinGesture) overtaken_.insert(revision_);
  graph_ = std::move(graph);
  ++revision_;
  interrupt();
  if (live_) want(false);
  return revision_;
}

void Session::set_targets(std::vector<NodeId> targets) {
  std::lock_guard lock(mutex_);
  if (targets == targets_) return;
  targets_ = std::move(targets);
  interrupt();
  if (live_) want(false);
}

void Session::set_live(bool live) {
  std::lock_guard lock(mutex_);
  live_ = live;
  if (live) want(false);
}

void Session::set_latency_budget_ms(double budget) {
  std::lock_guard lock(mutex_);
  budget_ms_ = budget;
}

void Session::run() {
  std::lock_guard lock(mutex_);
  running_.cancel();
  want(true);
}

void Session::cancel() {
  std::lock_guard lock(mutex_);
  pending_ = {};
  measure_.reset();
  running_.cancel();
}

void Session::measure_devices(Measure when) {
  std::lock_guard lock(mutex_);
  measure_ = when;
  wake_.notify_all();
}

void Session::hold() {
  std::lock_guard lock(mutex_);
  held_ = true;
  if (busy_) want(recomputing_);
  running_.cancel();
}

void Session::release() {
  std::lock_guard lock(mutex_);
  held_ = false;
  wake_.notify_all();
}

bool Session::wait_idle(int timeout_ms) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                        [this] { return !busy_ && (held_ ? !measuring_ : !pending_.wanted); });
}

void Session::want(bool recompute) {
  pending_.wanted = true;
  pending_.recompute = pending_.recompute || recompute;
  wake_.notify_all();
}

void Session::interrupt() {
  running_.cancel_at(patience_until_ns_);  // 0: at once
}

void Session::loop() {
  step_back();
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || (!held_ && (pending_.wanted || measure_)); });
    if (stopping_) return;
    if (!pending_.wanted) {
      const Measure when = *measure_;
      running_ = CancelToken();
      const CancelToken cancel = running_;
      measuring_ = true;
      lock.unlock();
      measure_next(when, cancel);
      lock.lock();
      measuring_ = false;
      idle_.notify_all();
      continue;
    }
    const Pending pending = std::exchange(pending_, {});
    const Graph graph = graph_;
    const std::vector<NodeId> targets = targets_;
    const uint64_t revision = revision_;
    running_ = CancelToken();
    const CancelToken cancel = running_;
    busy_ = true;
    recomputing_ = pending.recompute;
    lock.unlock();
    run_once(graph, targets, revision, pending.recompute, cancel);
    lock.lock();
    busy_ = false;
    idle_.notify_all();
  }
}

// One operator; an edit that comes meanwhile cancels it, and it is measured again in the next pause.
void Session::measure_next(Measure when, const CancelToken& cancel) {
  const auto end = [&](int done, const std::optional<Error>& error) {
    listener_.measuring_devices(done, done, error);
    calibration_.reset();
    std::lock_guard lock(mutex_);
    measure_.reset();
  };
  if (!calibration_) {
    if (when == Measure::kIfNew && !has_new_card(engine_)) {
      std::lock_guard lock(mutex_);
      if (measure_ == Measure::kIfNew) measure_.reset();
      return;
    }
    Result<Calibration> started = Calibration::start(engine_);
    if (!started) return end(0, started.error());
    calibration_ = std::move(*started);
  }
  listener_.measuring_devices(calibration_->done(), calibration_->total(), std::nullopt);
  const Status status = calibration_->run_next(cancel);
  if (!status && status.error().kind != ErrorKind::kCancelled) return end(calibration_->done(), status.error());
  if (calibration_->is_finished()) end(calibration_->total(), std::nullopt);
}

void Session::run_once(const Graph& graph, const std::vector<NodeId>& targets, uint64_t revision, bool recompute,
                       const CancelToken& cancel) {
  note_edit(graph, revision);
  PlanRequest estimate{graph, targets, 0, !recompute};
  estimate.kernels = false;
  estimate.runs = kManyRuns;
  const int level = proxy_level(make_plan(estimate, engine_, nullptr));
  if (level > 0) {
    be_patient();
    run_level(graph, targets, revision, level, false, cancel);
    std::lock_guard lock(mutex_);
    patience_until_ns_ = 0;
    if (pending_.wanted || cancel.cancelled()) return;
  }
  if (level == 0) be_patient();
  run_level(graph, targets, revision, 0, recompute, cancel);
  std::lock_guard lock(mutex_);
  patience_until_ns_ = 0;
}

// Who moves a slider goes on moving it: what the edited nodes read is worth keeping.
void Session::note_edit(const Graph& graph, uint64_t revision) {
  std::set<NodeId> edited;
  std::set<NodeId> inputs;
  for (const Node& node : graph.nodes) {
    const Node* before = last_graph_.find(node.id);
    if (before == nullptr || (before->params == node.params && before->bypass == node.bypass)) continue;
    edited.insert(node.id);
    for (const Link& link : graph.links) {
      if (link.to.node == node.id) inputs.insert(link.from.node);
    }
  }
  if (!inputs.empty()) edited_inputs_ = std::move(inputs);
  forget_overtaken(graph, edited, revision);
  last_graph_ = graph;
  last_revision_ = revision;
}

// Of a state that a gesture has left behind, the results of the edited nodes and of all that read them.
void Session::forget_overtaken(const Graph& graph, const std::set<NodeId>& edited, uint64_t revision) {
  if (revision == last_revision_) return;
  bool overtaken = false;
  {
    std::lock_guard lock(mutex_);
    overtaken = overtaken_.count(last_revision_) > 0;
    overtaken_.erase(overtaken_.begin(), overtaken_.lower_bound(revision));
  }
  if (!overtaken) return stored_.clear();
  std::vector<NodeId> open(edited.begin(), edited.end());
  std::set<NodeId> changed = edited;
  while (!open.empty()) {
    const NodeId node = open.back();
    open.pop_back();
    for (const Link& link : graph.links) {
      if (link.from.node == node && changed.insert(link.to.node).second) open.push_back(link.to.node);
    }
  }
  for (const NodeId& node : changed) {
    const auto stored = stored_.find(node);
    if (stored == stored_.end()) continue;
    engine_.cache.erase(stored->second);
    stored_.erase(stored);
  }
}

void Session::be_patient() {
  std::lock_guard lock(mutex_);
  patience_until_ns_ = now_ns() + static_cast<int64_t>(budget_ms_ * kOverrun * 1e6);
}

void Session::run_level(const Graph& graph, const std::vector<NodeId>& targets, uint64_t revision, int level,
                        bool recompute, const CancelToken& cancel) {
  listener_.run_started(revision, level);
  PlanRequest request{graph, targets, level, !recompute};
  request.runs = kManyRuns;
  request.keep = edited_inputs_;
  request.keep_bytes = std::min(kKeepBytes, static_cast<int64_t>(engine_.cache.budget_bytes() / 4));
  const auto options_for = [&](const ExecutionPlan& plan) {
    pin(plan);
    return execute_options(plan, level, revision);
  };
  const PlannedRun run = run_plan(request, engine_, &history_, options_for, cancel);
  listener_.run_finished(make_report(graph, run.plan, run.outcome, engine_, revision));
}

ExecuteOptions Session::execute_options(const ExecutionPlan& plan, int level, uint64_t revision) {
  ExecuteOptions options;
  options.progress = [this](const NodeId& node, double fraction, int done, int total) {
    listener_.node_progress(node, fraction, done, total);
  };
  options.step_finished = [this, &plan, level, revision](const PlanStep& step, const NodeResult& result) {
    if (step.action == StepAction::kCompute && level == 0) last_cost_ns_[step.node] = result.cost_ns;
    if (step.action == StepAction::kCompute) stored_[step.node].push_back(step.key);
    // Only the step that has the node's final result; a reduced source finishes twice.
    if (&step != &plan.steps[static_cast<size_t>(plan.step_of.at(step.node))] || result.outputs.empty()) return;
    if (std::find(plan.targets.begin(), plan.targets.end(), step.node) != plan.targets.end()) {
      listener_.image_ready(step.node, result.outputs[0], level, revision);
    }
  };
  return options;
}

void Session::pin(const ExecutionPlan& plan) {
  std::unordered_set<Hash128> keys;
  for (const NodeId& target : plan.targets) {
    const PlanStep& step = plan.steps[static_cast<size_t>(plan.step_of.at(target))];
    keys.insert(step.key);
    for (const StepInput& input : step.inputs) {
      if (input.step >= 0) keys.insert(plan.steps[static_cast<size_t>(input.step)].key);
    }
  }
  // What the recomputed nodes read: the next edit of the same node needs it again.
  for (const PlanStep& step : plan.steps) {
    if (!step.demanded || step.action != StepAction::kCompute) continue;
    for (const StepInput& input : step.inputs) {
      if (input.step >= 0 && plan.steps[static_cast<size_t>(input.step)].action == StepAction::kTakeCached) {
        keys.insert(plan.steps[static_cast<size_t>(input.step)].key);
      }
    }
  }
  engine_.cache.set_pins(std::move(keys));
}

int Session::proxy_level(const ExecutionPlan& exact) const {
  double budget_ns = 0;
  {
    std::lock_guard lock(mutex_);
    budget_ns = budget_ms_ * 1e6;
  }
  if (budget_ns <= 0) return 0;
  double expected_ns = 0;
  int shortest_side = kMaxSide;
  for (const PlanStep& step : exact.steps) {
    if (!step.demanded || step.action != StepAction::kCompute || step.def->footprint == Footprint::kSource) continue;
    const auto known = last_cost_ns_.find(step.node);
    const ImageSpec& spec = step.outputs[0];
    expected_ns += known != last_cost_ns_.end()
                       ? static_cast<double>(known->second)
                       : static_cast<double>(spec.pixels() * spec.channels) * kGuessedNsPerSample;
    shortest_side = std::min({shortest_side, spec.width, spec.height});
  }
  int level = 0;
  while (expected_ns > budget_ns && level < kCoarsestLevel && (shortest_side >> (level + 1)) >= kSmallestProxySide) {
    expected_ns /= 4;
    ++level;
  }
  return level;
}

}  // namespace lightbench
