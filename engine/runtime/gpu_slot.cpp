#include "engine/runtime/gpu_slot.h"

#include "engine/base/clock.h"

namespace lightbench {

Result<std::shared_ptr<GpuBackend>> GpuSlot::get() {
  std::lock_guard lock(mutex_);
  if (reason_) return *reason_;
  if (backend_) return backend_;
  const int64_t start = now_ns();
  Result<std::shared_ptr<GpuBackend>> opened = GpuBackend::open(options_);
  opening_ns_ = now_ns() - start;
  if (opened) {
    backend_ = *opened;
    pictures_->set_budget(backend_->free_memory_bytes() / 4);
    backend_->when_memory_is_short([kept = std::weak_ptr(pictures_)] {
      const std::shared_ptr<DevicePictures> pictures = kept.lock();
      return pictures && pictures->clear();
    });
  } else {
    reason_ = opened.error();
  }
  return opened;
}

bool GpuSlot::is_open() const {
  std::lock_guard lock(mutex_);
  return backend_ != nullptr && !reason_;
}

int64_t GpuSlot::opening_ns() const {
  std::lock_guard lock(mutex_);
  return opening_ns_;
}

std::optional<GpuDeviceInfo> GpuSlot::device() const {
  std::lock_guard lock(mutex_);
  return backend_ && !reason_ ? std::optional(backend_->device()) : std::nullopt;
}

std::optional<Error> GpuSlot::problem() const {
  std::lock_guard lock(mutex_);
  return reason_;
}

std::vector<double> GpuSlot::shares(const std::string& unit) const {
  std::lock_guard lock(mutex_);
  const auto found = shares_.find(unit);
  return found == shares_.end() ? std::vector<double>() : found->second;
}

void GpuSlot::set_shares(const std::string& unit, std::vector<double> shares) {
  std::lock_guard lock(mutex_);
  shares_[unit] = std::move(shares);
}

void GpuSlot::give_up(Error reason) {
  std::lock_guard lock(mutex_);
  reason_ = std::move(reason);
  pictures_->clear();
}

}  // namespace lightbench
