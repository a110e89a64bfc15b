#include "engine/vulkan/device_clock.h"

#include <algorithm>

namespace lightbench::vulkan {
namespace {

double ticks_between(uint64_t from, uint64_t to) { return static_cast<double>(static_cast<int64_t>(to - from)); }

}  // namespace

void DeviceClock::begin(const ClockReading& reading) {
  first_ = reading;
  last_.reset();
}

int64_t DeviceClock::to_host_ns(uint64_t ticks) const {
  double ns_per_tick = ns_per_tick_;
  if (const double apart = last_ ? ticks_between(first_.ticks, last_->ticks) : 0; apart > 0) {
    ns_per_tick = static_cast<double>(last_->host_ns - first_.host_ns) / apart;
  }
  return first_.host_ns + static_cast<int64_t>(ticks_between(first_.ticks, ticks) * ns_per_tick);
}

std::optional<int64_t> DeviceClock::deviation_ns() const {
  if (!last_) return std::nullopt;
  return std::max(first_.deviation_ns, last_->deviation_ns);
}

}  // namespace lightbench::vulkan
