#include "engine/profile/node_record.h"

namespace lightbench {

std::string difference(const RunConditions& then, const RunConditions& now) {
  if (then.type != now.type) return "another node type";
  if (then.width != now.width || then.height != now.height || then.channels != now.channels) {
    return "another picture size";
  }
  if (then.format != now.format) return "another precision";
  if (then.backend != now.backend || then.device != now.device) return "another device";
  return {};
}

void NodeRecord::add(const RunConditions& conditions, const NodeSample& sample) {
  ++computed_;
  const bool changed = sample.parameters != last_parameters_ || sample.pass != last_pass_;
  last_parameters_ = sample.parameters;
  last_pass_ = sample.pass;
  if (!cold_ns_ || conditions != conditions_) {
    conditions_ = conditions;
    cold_ns_ = sample.self_ns;
    warm_.clear();
    mark_ = 0;
    return;
  }
  if (changed) mark_ = warm_.size();
  warm_.push_back(sample);
  if (warm_.size() > kKeptSamples) {
    warm_.pop_front();
    if (mark_ > 0) --mark_;
  }
}

std::vector<int64_t> NodeRecord::self_since_mark() const {
  std::vector<int64_t> durations;
  for (size_t i = mark_; i < warm_.size(); ++i) durations.push_back(warm_[i].self_ns);
  return durations;
}

std::optional<DurationStatistics> NodeRecord::statistics() const {
  const std::vector<int64_t> durations = self_since_mark();
  if (durations.empty()) return std::nullopt;
  return statistics_of(durations);
}

}  // namespace lightbench
