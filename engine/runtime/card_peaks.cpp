#include "engine/runtime/card_peaks.h"

#include "engine/runtime/placement.h"

namespace lightbench {
namespace {

// Of a second's worth of work or so; a size of its own each, so that the model has one rate of it.
constexpr double kUnits = 1e9;

Work peak_work(const GpuDeviceInfo& card, const char* what) { return {card_place(card), what, {}, {}, kUnits}; }

}  // namespace

std::optional<DevicePeaks> card_peaks(const CostModel& costs, const GpuDeviceInfo& card) {
  const std::optional<double> copy_ns = costs.expected_ns(peak_work(card, "peak: bytes copied"));
  const std::optional<double> arithmetic_ns = costs.expected_ns(peak_work(card, "peak: operations"));
  const std::optional<double> dispatch_ns = costs.expected_ns(peak_work(card, "peak: empty programs"));
  if (!copy_ns || !arithmetic_ns || !dispatch_ns) return std::nullopt;
  return DevicePeaks{kUnits / *copy_ns, kUnits / *arithmetic_ns, *dispatch_ns / kUnits};
}

void keep_card_peaks(CostModel& costs, const GpuDeviceInfo& card, const GpuPeaks& peaks) {
  const auto keep = [&](const char* what, double ns_each) {
    costs.observe(peak_work(card, what), static_cast<int64_t>(ns_each * kUnits));
  };
  keep("peak: bytes copied", 1 / peaks.copy_gb_per_s);
  keep("peak: operations", 1 / peaks.gflop_per_s);
  keep("peak: empty programs", peaks.dispatch_ns);
}

}  // namespace lightbench
