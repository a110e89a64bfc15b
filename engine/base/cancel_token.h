// A flag that one thread raises and workers look at between tiles. Copies share the flag. Raising is final.
#pragma once

#include <atomic>
#include <memory>

namespace lightbench {

class CancelToken {
 public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
  void cancel() const { flag_->store(true, std::memory_order_relaxed); }
  bool cancelled() const { return flag_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

}  // namespace lightbench
