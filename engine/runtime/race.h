// A race of one node: the same work on every backend and instruction set and in every precision, and what each way of
// doing it changes in the picture.
//
// The node runs alone, on the pictures that the pipeline makes for it with its settings of now; these are computed
// once. Rounds take turns as in a recorded session: one round of everybody, the next in the opposite order. The first
// round of each is cold and apart, its picture is what is compared; then it runs until it is warm. Whoever is slow gets
// fewer rounds, and whoever would take longer than a quarter of the budget for a single one does not start and says so.
//
// On the processor a round's time is that of the node. On the graphics card it is from the first copy there to the last
// one back, with the time of the programs alone beside it; waiting and handing over belong to nobody, as everywhere.
//
// The instruction set is a choice of the whole process: nothing else may compute meanwhile. Afterwards the one that was
// in force is in force again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/operators/metrics/quality_metrics.h"
#include "engine/profile/statistics.h"
#include "engine/runtime/engine.h"

namespace lightbench {

struct RaceRequest {
  const Graph& graph;
  NodeId node;
  int rounds = kAdvisedRounds;             // measured ones of each, at least 1
  double budget_s = 30;                    // for all rounds, roughly; above 0. Comparing pictures is not in it
  double threshold = kPracticalThreshold;  // see verdict_of()
  // What is being done, and how far the race is, 0..1; may be empty.
  std::function<void(const std::string& doing, double fraction)> progress = {};
};

struct RaceEntry {
  Backend backend = Backend::kCpu;  // or kVulkan
  std::string isa;                  // "scalar" (the plain definition), "sse4", …; empty on the graphics card
  Precision precision = Precision::kF32;
  bool is_current = false;         // how the pipeline runs the node now
  bool is_reference = false;       // what the pictures are held against
  std::string left_out;            // why it did not run; nothing below was measured then
  int64_t cold_ns = 0;             // wall of its first round, with preparing and shaders
  std::vector<int64_t> time_ns;    // one a round that it took part in
  std::vector<int64_t> device_ns;  // of the programs on the graphics card alone; empty on the processor
  // How many times as long as the current one takes; absent for that one, and where they had no round in common.
  std::optional<Ratio> ratio;
  size_t rounds_compared = 0;            // that both took part in
  Verdict verdict = Verdict::kTooNoisy;  // of the ratio
  std::optional<ImageSpec> picture;      // its result; absent where the node makes none
  // How far that is from the reference's, without ssim, and from that of now, without colour differences either; of
  // several outputs the one farthest off.
  std::optional<QualityMetrics> from_reference;
  std::optional<QualityMetrics> from_current;

  bool ran() const { return left_out.empty(); }
};
std::string name_of(const RaceEntry& entry);  // "cpu avx2 f32", "vulkan f16"

struct RaceResult {
  NodeId node;
  std::string type;
  std::vector<std::pair<std::string, ImageSpec>> inputs;  // by port
  int rounds = 0;                                         // asked for
  int threads = 0;                                        // of the processor
  std::string gpu;                                        // the device; empty where none took part
  std::vector<RaceEntry> entries;                         // fastest first; those left out at the end

  const RaceEntry* current() const;
  const RaceEntry* reference() const;  // null where nothing could run
};

// Errors: an unoptimised build (kFailed); no such node, one that reads or writes a file, is bypassed or changes nothing
// with its parameters, open or broken inputs (kInvalid); what the pipeline before it fails with; kCancelled.
Result<RaceResult> race_node(const RaceRequest& request, Engine& engine, const CancelToken& cancel);

}  // namespace lightbench
