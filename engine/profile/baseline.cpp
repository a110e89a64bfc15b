#include "engine/profile/baseline.h"

#include <algorithm>
#include <cmath>

#include "engine/profile/statistics.h"

namespace lightbench {
namespace {

bool lies_in(int64_t value, const SampleStatistics& range) { return value >= range.min_ns && value <= range.p95_ns; }

ChangeVerdict verdict_of(double share, const SampleStatistics& then, const SampleStatistics& now) {
  if (std::min(then.count, now.count) < kFewestSamples) return ChangeVerdict::kTooFew;
  if (std::fabs(share) < kPracticalThreshold) return ChangeVerdict::kSame;
  if (lies_in(now.median_ns, then) || lies_in(then.median_ns, now)) return ChangeVerdict::kNoisy;
  return share < 0 ? ChangeVerdict::kFaster : ChangeVerdict::kSlower;
}

}  // namespace

const BaselineNode* Baseline::find(const std::string& id) const {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const BaselineNode& node) { return node.id == id; });
  return found == nodes.end() ? nullptr : &*found;
}

NodeChange change_of(const Baseline& baseline, const std::string& id, const NodeRecord* record) {
  NodeChange change;
  const BaselineNode* pinned = baseline.find(id);
  if (pinned == nullptr || record == nullptr || !record->cold_ns()) return change;
  change.unlike = difference(pinned->conditions, record->conditions());
  if (!change.unlike.empty()) {
    change.verdict = ChangeVerdict::kUnlike;
    return change;
  }
  const SampleStatistics then = sample_statistics(pinned->self_ns);
  change.then_ns = then.median_ns;
  change.runs_then = then.count;
  change.verdict = ChangeVerdict::kTooFew;
  const std::optional<SampleStatistics> now = record->statistics();
  if (!now || then.median_ns <= 0) return change;
  change.now_ns = now->median_ns;
  change.runs_now = now->count;
  change.share = static_cast<double>(now->median_ns) / static_cast<double>(then.median_ns) - 1;
  change.verdict = verdict_of(change.share, then, *now);
  return change;
}

}  // namespace lightbench
