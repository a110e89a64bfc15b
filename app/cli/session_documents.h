// The comparison of sessions and their trends as JSON and as JUnit's XML.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/profile/session_diff.h"
#include "engine/profile/trend.h"
#include "engine/runtime/output_quality.h"

namespace lightbench::cli {

struct DiffOutcome {
  SessionDiff diff;
  std::vector<OutputQuality> qualities;
  std::string threshold_from;     // "default", "learned on …", "given"
  std::optional<double> fail_on;  // 0.05: slower by 5 % is a failure
  bool failed = false;
};

std::string diff_document(const DiffOutcome& outcome);
// One test case for the whole, which fails as the command does, and one for each node with its time.
std::string diff_junit(const DiffOutcome& outcome);
std::string trend_document(const std::vector<Trend>& trends, double threshold);
// "7.2 % slower than the base, where 5.0 % are allowed"
std::string failure_text(const DiffOutcome& outcome);

}  // namespace lightbench::cli
