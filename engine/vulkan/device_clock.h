// The device's count of time on the clock of base/clock.h.
//
// Both clocks are read at the same moment before and after a batch; what the device counted in between is told by the
// straight line through the two, so neither the clocks' distance nor their different pace moves it. Such a reading is
// never exact: the driver says how far apart in time it may have read the two.
#pragma once

#include <cstdint>
#include <optional>

namespace lightbench::vulkan {

struct ClockReading {
  uint64_t ticks = 0;
  int64_t host_ns = 0;
  int64_t deviation_ns = 0;  // at most so far apart were the two read
};

class DeviceClock {
 public:
  // For as long as there is one reading only; it is what the driver says of its clock's pace.
  explicit DeviceClock(double ns_per_tick) : ns_per_tick_(ns_per_tick) {}

  void begin(const ClockReading& reading);
  void end(const ClockReading& reading) { last_ = reading; }

  // Of counts between the two readings; beyond them along the same line.
  int64_t to_host_ns(uint64_t ticks) const;
  // How far to_host_ns() may be off between the two readings; absent where a reading did not say.
  std::optional<int64_t> deviation_ns() const;

 private:
  double ns_per_tick_;
  ClockReading first_;
  std::optional<ClockReading> last_;
};

}  // namespace lightbench::vulkan
