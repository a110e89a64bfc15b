// The graphics card of an engine: opened when a plan first wants it, given up for good when it fails.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/device_pictures.h"
#include "engine/vulkan/gpu_backend.h"

namespace lightbench {

class GpuSlot {
 public:
  explicit GpuSlot(GpuOptions options) : options_(std::move(options)) {}

  // Thread-safe. Errors: why there is none, the same each time: no driver, none that can be used, or the failure it was
  // given up for.
  Result<std::shared_ptr<GpuBackend>> get();
  bool is_open() const;
  int64_t opening_ns() const;  // what opening it took; 0 before
  // The device, once it was opened and as long as it works.
  std::optional<GpuDeviceInfo> device() const;
  // Why there is none; absent while nobody has asked, and while it works.
  std::optional<Error> problem() const;
  // What stays on the device between runs; within a quarter of the memory that it had to give when it was opened. Goes
  // when the device runs short of memory, and with the device.
  DevicePictures& pictures() { return *pictures_; }
  // How the time of formulas in one dispatch divides, by the name of their unit: as they were measured one by one.
  // Empty while they were not.
  std::vector<double> shares(const std::string& unit) const;
  void set_shares(const std::string& unit, std::vector<double> shares);
  // Nodes run on the processor from now on; `reason` is what they say.
  void give_up(Error reason);

 private:
  const GpuOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<GpuBackend> backend_;
  std::optional<Error> reason_;
  int64_t opening_ns_ = 0;
  std::map<std::string, std::vector<double>> shares_;
  const std::shared_ptr<DevicePictures> pictures_ = std::make_shared<DevicePictures>();
};

}  // namespace lightbench
