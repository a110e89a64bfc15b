#include "engine/profile/baseline.h"

#include <algorithm>
#include <cmath>

namespace lightbench {
namespace {

bool lies_in(double ms, const DurationStatistics& range) { return ms >= range.min_ms && ms <= range.p95_ms; }

ChangeVerdict verdict_of(double share, const DurationStatistics& then, const DurationStatistics& now) {
  if (std::min(then.count, now.count) < kFewestSamples) return ChangeVerdict::kTooFew;
  if (std::fabs(share) < kPracticalThreshold) return ChangeVerdict::kSame;
  if (lies_in(now.median_ms, then) || lies_in(then.median_ms, now)) return ChangeVerdict::kNoisy;
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
  const DurationStatistics then = statistics_of(pinned->self_ns);
  change.then_ms = then.median_ms;
  change.runs_then = then.count;
  change.verdict = ChangeVerdict::kTooFew;
  const std::optional<DurationStatistics> now = record->statistics();
  if (!now || then.median_ms <= 0) return change;
  change.now_ms = now->median_ms;
  change.runs_now = now->count;
  change.share = now->median_ms / then.median_ms - 1;
  change.verdict = verdict_of(change.share, then, *now);
  return change;
}

}  // namespace lightbench
