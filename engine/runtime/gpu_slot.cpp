#include "engine/runtime/gpu_slot.h"

namespace lightbench {

Result<std::shared_ptr<GpuBackend>> GpuSlot::get() {
  std::lock_guard lock(mutex_);
  if (reason_) return *reason_;
  if (backend_) return backend_;
  Result<std::shared_ptr<GpuBackend>> opened = GpuBackend::open(options_);
  if (opened) {
    backend_ = *opened;
  } else {
    reason_ = opened.error();
  }
  return opened;
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
}

}  // namespace lightbench
