// Sessions and their comparison for people, on standard output.
#pragma once

#include <string>
#include <vector>

#include "engine/profile/session_diff.h"
#include "engine/profile/trend.h"
#include "engine/runtime/output_quality.h"

namespace lightbench::cli {

void print_variant(const SessionVariant& variant);
// `threshold_from`: "default", "learned on …", "given".
void print_diff(const SessionDiff& diff, const std::vector<OutputQuality>& qualities,
                const std::string& threshold_from);
void print_trend(const Trend& trend);

// printf counts bytes; a dash of three would shorten its column.
std::string right_aligned(const std::string& text, size_t width);

}  // namespace lightbench::cli
