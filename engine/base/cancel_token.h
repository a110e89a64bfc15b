// A flag that one thread raises, now or for a time to come, and workers look at between tiles. Copies share the flag.
// Raising is final.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>

#include "engine/base/clock.h"

namespace lightbench {

class CancelToken {
 public:
  CancelToken() : raised_at_ns_(std::make_shared<std::atomic<int64_t>>(kNever)) {}
  void cancel() const { raised_at_ns_->store(0, std::memory_order_relaxed); }
  // From that moment on it is raised (clock.h time); an earlier moment stands.
  void cancel_at(int64_t time_ns) const {
    int64_t earlier = raised_at_ns_->load(std::memory_order_relaxed);
    while (time_ns < earlier && !raised_at_ns_->compare_exchange_weak(earlier, time_ns, std::memory_order_relaxed)) {
    }
  }
  bool cancelled() const {
    const int64_t raised_at_ns = raised_at_ns_->load(std::memory_order_relaxed);
    return raised_at_ns != kNever && (raised_at_ns == 0 || now_ns() >= raised_at_ns);
  }

 private:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
  std::shared_ptr<std::atomic<int64_t>> raised_at_ns_;
};

}  // namespace lightbench
