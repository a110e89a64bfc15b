// Series over the measured rounds of a variant, in milliseconds and summed over its pictures: what statistics, verdicts
// and plots are made of.
#pragma once

#include <string_view>
#include <vector>

#include "engine/profile/session_file.h"

namespace lightbench {

// One a round, here and below.
std::vector<double> wall_ms_of(const SessionVariant& variant);
std::vector<double> unattributed_ms_of(const SessionVariant& variant);

struct NodeSeries {
  const SessionNode* node = nullptr;  // of the first picture that computed it, else that has it; null: of none
  std::vector<double> self_ms;        // empty: it was not computed
  bool is_share = false;              // of a pass, in one picture at least: sampled
};
// Points into `variant`.
NodeSeries node_series_of(const SessionVariant& variant, std::string_view node);

}  // namespace lightbench
