#include "engine/profile/session_series.h"

#include "engine/base/clock.h"

namespace lightbench {
namespace {

std::vector<double> milliseconds(const std::vector<int64_t>& durations_ns) {
  std::vector<double> result;
  result.reserve(durations_ns.size());
  for (const int64_t duration : durations_ns) result.push_back(to_ms(duration));
  return result;
}

void add_rounds(std::vector<int64_t>& sums, const std::vector<int64_t>& rounds) {
  for (size_t round = 0; round < sums.size(); ++round) sums[round] += rounds[round];
}

}  // namespace

std::vector<double> wall_ms_of(const SessionVariant& variant) { return milliseconds(variant.wall_ns()); }

std::vector<double> unattributed_ms_of(const SessionVariant& variant) {
  std::vector<int64_t> sums(variant.rounds());
  for (const SessionPicture& picture : variant.pictures) add_rounds(sums, picture.unattributed_ns);
  return milliseconds(sums);
}

NodeSeries node_series_of(const SessionVariant& variant, std::string_view id) {
  NodeSeries series;
  std::vector<int64_t> sums(variant.rounds());
  const SessionNode* uncomputed = nullptr;
  for (const SessionPicture& picture : variant.pictures) {
    const SessionNode* node = picture.find(id);
    if (node == nullptr) continue;
    if (node->state != "computed" || node->self_ns.empty()) {
      if (uncomputed == nullptr) uncomputed = node;
      continue;
    }
    if (series.node == nullptr) series.node = node;
    series.is_share = series.is_share || node->fused_group >= 0;
    add_rounds(sums, node->self_ns);
  }
  if (series.node != nullptr) {
    series.self_ms = milliseconds(sums);
  } else {
    series.node = uncomputed;
  }
  return series;
}

}  // namespace lightbench
