#include "ui/profile/compare_job.h"

#include <functional>

#include "engine/profile/session_series.h"

namespace lightbench::ui {

namespace {

RoundSeries seriesOf(const CompareSide& base, const CompareSide& current,
                     const std::function<std::vector<double>(const SessionVariant&)>& of) {
  return {of(base.get()), of(current.get())};
}

}  // namespace

CompareOutcome compareSides(const CompareSide& base, const CompareSide& current) {
  const Pairing pairing = pairing_of(base.measured(), current.measured());
  CompareOutcome outcome;
  outcome.threshold = threshold_for(base.loaded->session.machine, pairing);
  outcome.diff = compare(base.measured(), current.measured(), outcome.threshold.value);
  std::vector<std::string> warnings = base.loaded->warnings;
  if (current.loaded != base.loaded) {
    warnings.insert(warnings.end(), current.loaded->warnings.begin(), current.loaded->warnings.end());
  }
  if (!outcome.threshold.problem.empty()) warnings.push_back(outcome.threshold.problem);
  outcome.diff.warnings.insert(outcome.diff.warnings.begin(), warnings.begin(), warnings.end());
  return outcome;
}

RoundSeries wallSeries(const CompareSide& base, const CompareSide& current) {
  return seriesOf(base, current, wall_ms_of);
}

RoundSeries nodeSeries(const CompareSide& base, const CompareSide& current, const std::string& node) {
  return seriesOf(base, current, [&](const SessionVariant& variant) { return node_series_of(variant, node).self_ms; });
}

RoundSeries unattributedSeries(const CompareSide& base, const CompareSide& current) {
  return seriesOf(base, current, unattributed_ms_of);
}

}  // namespace lightbench::ui
