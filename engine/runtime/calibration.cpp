#include "engine/runtime/calibration.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/graph/chain.h"
#include "engine/runtime/card_peaks.h"
#include "engine/runtime/executor.h"

namespace lightbench {
namespace {

constexpr int kSides[] = {512, 2048};
constexpr int kRounds = 3;
// A round that takes longer is the only one of its kind, and larger pictures are left out.
constexpr int64_t kLongRound = 200'000'000;

// A value that does something, near the default.
ParamValue moved(const ParamSpec& spec) {
  if (const auto* table = std::get_if<NumberTable>(&spec.default_value)) {
    NumberTable scaled = *table;
    for (double& value : scaled.values) value *= 0.9;
    return scaled;
  }
  const double value = std::get<double>(spec.default_value);
  const double towards = spec.soft_minimum < value ? spec.soft_minimum : spec.soft_maximum;
  return value + (towards - value) / 4;
}

// The defaults; where they change nothing, other numbers.
Node working_node(const OperatorDef& def) {
  Node made = node("node", def.id);
  const Result<Params> defaults = Params::resolve(def, made, 0, {});
  if (!defaults || !def.is_identity || !def.is_identity(*defaults)) return made;
  for (const ParamSpec& spec : def.params) {
    if (spec.type == ParamType::kNumber || spec.type == ParamType::kMatrix) made.params[spec.id] = moved(spec);
  }
  return made;
}

// One node that reads the same picture at every port.
Graph lone_node(const OperatorDef& def, Backend backend) {
  Graph graph;
  graph.settings.backend = backend;
  graph.nodes = {node("photo", "input", {{"path", std::string("photo.png")}}),
                 node("mask", "input", {{"path", std::string("mask.png")}}), working_node(def)};
  for (const PortSpec& port : def.inputs) {
    if (port.required) graph.connect({port.type == PortType::kMask ? "mask" : "photo", "image"}, {"node", port.id});
  }
  return graph;
}

}  // namespace

Result<Calibration> Calibration::start(Engine& engine) {
  if (Result<std::shared_ptr<GpuBackend>> backend = engine.gpu.get(); !backend) return backend.error();
  Calibration made(engine);
  for (const OperatorDef& def : engine.registry.all()) {
    if (def.gpu && def.footprint != Footprint::kSource) made.operators_.push_back(&def);
  }
  return made;
}

// Smooth parts, edges and grain, in 8 bits as most photographs are.
Result<NodeResult> Calibration::picture(int side, int channels) {
  if (const auto known = pictures_.find({side, channels}); known != pictures_.end()) return known->second;
  Result<Image> image = Image::allocate({side, side, channels, SampleFormat::kU8}, engine_->buffers);
  if (!image) return image.error();
  uint32_t random = 1;
  for (int c = 0; c < channels; ++c) {
    const auto plane = image->writable_plane<uint8_t>(c);
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        random = random * 1664525u + 1013904223u;
        const int slope = 200 * (x + y) / (2 * side), edge = ((x / 64 + y / 64) % 2) * 24;
        plane.at(x, y) = static_cast<uint8_t>(slope + edge + static_cast<int>(random >> 28) + c);
      }
    }
  }
  return pictures_.emplace(std::pair(side, channels), NodeResult{{std::move(*image)}, {}, 0}).first->second;
}

Status Calibration::run_next(const CancelToken& cancel) {
  const OperatorDef& def = *operators_[next_];
  for (int side : kSides) {
    const Result<std::optional<int64_t>> processor = measure(def, Backend::kCpu, side, cancel);
    if (!processor) return processor.error();
    const Result<std::optional<int64_t>> card = measure(def, Backend::kVulkan, side, cancel);
    if (!card) return card.error();
    if (!*processor || !*card) break;
    if (times_.empty() || times_.back().op != def.id) times_.emplace_back().op = def.id;
    times_.back().side = side;
    times_.back().processor_ms = to_ms(**processor);
    times_.back().card_ms = to_ms(**card);
    if (std::max(**processor, **card) > kLongRound) break;
  }
  if (next_ + 1 == operators_.size()) {
    if (Status status = measure_peaks(cancel); !status) return status;
  }
  ++next_;
  return is_finished() ? engine_->costs.save() : Status();
}

Status Calibration::measure_peaks(const CancelToken& cancel) {
  const Result<std::shared_ptr<GpuBackend>> backend = engine_->gpu.get();
  if (!backend) return backend.error();
  const Result<GpuPeaks> peaks = (*backend)->measure_peaks(cancel);
  if (!peaks) return peaks.error();
  keep_card_peaks(engine_->costs, (*backend)->device(), *peaks);
  return {};
}

Result<std::optional<int64_t>> Calibration::measure(const OperatorDef& def, Backend backend, int side,
                                                    const CancelToken& cancel) {
  const Graph graph = lone_node(def, backend);
  Result<NodeResult> photo = picture(side, 3), mask = picture(side, 1);
  if (!photo) return photo.error();
  if (!mask) return mask.error();
  const std::map<NodeId, NodeResult> given{{"photo", std::move(*photo)}, {"mask", std::move(*mask)}};
  PlanRequest request{graph, {"node"}, 0, false};
  request.given = &given;
  ExecuteOptions options;
  options.store_results = false;
  std::optional<int64_t> fastest;
  for (int round = 0; round < kRounds; ++round) {
    const PlannedRun run = run_plan(
        request, *engine_, nullptr, [&](const ExecutionPlan&) { return options; }, cancel);
    if (cancel.cancelled()) return cancelled();
    const auto place = run.plan.step_of.find("node");
    if (place == run.plan.step_of.end()) return fastest;  // it needs a file, or other pictures
    const StepOutcome& outcome = run.outcome.steps[static_cast<size_t>(place->second)];
    const bool there = run.plan.steps[static_cast<size_t>(place->second)].program != nullptr;
    if (!outcome.ran || there != (backend == Backend::kVulkan)) {
      const Result<std::shared_ptr<GpuBackend>> card = engine_->gpu.get();
      if (!card) return card.error();
      return fastest;
    }
    fastest = std::min(fastest.value_or(outcome.self_ns), outcome.self_ns);
    if (outcome.self_ns > kLongRound) break;
  }
  return fastest;
}

}  // namespace lightbench
