// The program's own Vulkan instance and the devices it finds. The window system has no part in it: compute only, and
// the same without a display.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/vulkan/functions.h"
#include "engine/vulkan/gpu_device_info.h"

namespace lightbench::vulkan {

struct PhysicalDevice {
  VkPhysicalDevice handle = VK_NULL_HANDLE;
  GpuDeviceInfo info;
  int queue_family = -1;
};

class Instance {
 public:
  // `validate` turns the core and synchronization validation of the Khronos layer on; its messages are kept.
  // Errors: no loader, no driver (both say so), the layer is missing.
  static Result<std::shared_ptr<Instance>> open(bool validate);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const Functions& functions() const { return functions_; }
  // The best first: of the usable ones discrete before integrated before the rest, then by memory.
  const std::vector<PhysicalDevice>& devices() const { return devices_; }
  std::vector<GpuDeviceInfo> infos() const;  // of devices()
  // What validation has said so far; empty is what tests want.
  std::vector<std::string> validation_messages() const;

 private:
  Instance() = default;
  Status create(bool validate);
  void find_devices();
  void keep_message(const char* text);

  Functions functions_;
  VkInstance handle_ = VK_NULL_HANDLE;
  VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
  std::vector<PhysicalDevice> devices_;
  mutable std::mutex mutex_;
  std::vector<std::string> messages_;
};

}  // namespace lightbench::vulkan
