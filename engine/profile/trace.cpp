#include "engine/profile/trace.h"

#include <algorithm>

#include "engine/base/result.h"

namespace lightbench {
namespace {

double quantile_ms(const std::vector<int64_t>& sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const size_t low = static_cast<size_t>(position);
  const size_t high = std::min(low + 1, sorted.size() - 1);
  const double fraction = position - static_cast<double>(low);
  return (static_cast<double>(sorted[low]) * (1 - fraction) + static_cast<double>(sorted[high]) * fraction) * 1e-6;
}

}  // namespace

std::string_view name_of(SpanKind kind) {
  constexpr std::string_view kNames[] = {"kernel", "fused",  "upload", "download", "compile", "allocate", "wait",
                                         "model",  "decode", "encode", "reduce",   "plan",    "cached",   "pass"};
  return kNames[static_cast<size_t>(kind)];
}

int64_t Trace::attributed_ns() const {
  int64_t total = 0;
  for (const Span& span : steps) total += span.duration_ns();
  return total;
}

DurationStatistics statistics_of(std::vector<int64_t> durations_ns) {
  LB_CHECK(!durations_ns.empty());
  std::sort(durations_ns.begin(), durations_ns.end());
  return {quantile_ms(durations_ns, 0.5), static_cast<double>(durations_ns.front()) * 1e-6,
          quantile_ms(durations_ns, 0.95)};
}

}  // namespace lightbench
