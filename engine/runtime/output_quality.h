// How far the pictures of two runs are apart: of two files, and of the outputs that two sessions kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/cancel_token.h"
#include "engine/operators/metrics/quality_metrics.h"
#include "engine/profile/session_diff.h"

namespace lightbench {

// Errors (kInvalid): not pictures, sizes that differ; naming the files. (kCancelled): by the token.
Result<QualityMetrics> quality_of_files(const std::string& a, const std::string& b, const CancelToken& cancel = {});

struct OutputQuality {
  OutputDifference output;
  std::optional<QualityMetrics> metrics;  // where the samples differ and both pictures could be read
  std::string unknown;                    // why there are none though the samples differ; empty otherwise
};

// Reads the pictures that both sessions kept. `pictures`: two files that stand for those of the only output, or none.
std::vector<OutputQuality> qualities_of(const SessionDiff& diff, const std::vector<std::string>& pictures = {},
                                        const CancelToken& cancel = {});

}  // namespace lightbench
