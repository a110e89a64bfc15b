// One opened Vulkan device: handle, queue, the semaphore that counts submits, the clocks.
//
// Every other class of this folder holds a reference to it. Calls that can fail with a lost device or for want of
// memory go through here, so that tests can make each of them fail.
#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "engine/vulkan/device_clock.h"
#include "engine/vulkan/gpu_options.h"
#include "engine/vulkan/instance.h"

namespace lightbench::vulkan {

class Context {
 public:
  // Errors: no device, none of that name, one that lacks a feature, and what the driver says.
  static Result<std::shared_ptr<Context>> open(std::shared_ptr<Instance> instance, const GpuOptions& options);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const Functions& functions() const { return functions_; }
  VkDevice device() const { return device_; }
  const GpuDeviceInfo& info() const { return physical_.info; }
  const VkPhysicalDeviceLimits& limits() const { return limits_; }
  const VkPhysicalDeviceMemoryProperties& memory_properties() const { return memory_; }
  const std::array<uint8_t, VK_UUID_SIZE>& cache_uuid() const { return cache_uuid_; }
  const GpuOptions& options() const { return options_; }
  uint32_t queue_family() const { return static_cast<uint32_t>(physical_.queue_family); }

  // Bytes that may still be taken from a heap, as the driver sees it now; its whole size where the driver does not
  // tell.
  uint64_t heap_budget(uint32_t heap) const;

  // What addresses and sizes of the host's memory have to be multiples of for the device to use it where it is; 0 where
  // it cannot (no VK_EXT_external_memory_host).
  VkDeviceSize import_alignment() const { return import_alignment_; }

  // Hands commands to the queue; the value that the semaphore reaches when they are done.
  Result<uint64_t> submit(VkCommandBuffer commands);
  // Waits until the semaphore has reached `value`. Errors: the device is lost, or took longer than the limit.
  Status wait(uint64_t value);
  // A device that took longer than the limit is never waited for again, and what it may still use is never freed:
  // either could take for ever. Submitting and waiting fail at once.
  bool is_abandoned() const { return abandoned_; }
  void wait_idle();

  // Both clocks at the same moment, as nearly as a few attempts get them; nothing where the device cannot tell (no
  // VK_EXT_calibrated_timestamps).
  std::optional<ClockReading> read_clocks() const;
  double ns_per_tick() const { return static_cast<double>(limits_.timestampPeriod); }

  // Whether tests want this call to fail.
  bool strikes(GpuFaultPoint point);

 private:
  Context() = default;
  Status create();
  VkDeviceSize find_import_alignment() const;

  std::shared_ptr<Instance> instance_;
  Functions functions_;
  PhysicalDevice physical_;
  GpuOptions options_;
  VkPhysicalDeviceLimits limits_{};
  VkPhysicalDeviceMemoryProperties memory_{};
  std::array<uint8_t, VK_UUID_SIZE> cache_uuid_{};
  bool has_memory_budget_ = false;
  VkDeviceSize import_alignment_ = 0;
  VkDevice device_ = VK_NULL_HANDLE;
  VkQueue queue_ = VK_NULL_HANDLE;
  VkSemaphore semaphore_ = VK_NULL_HANDLE;
  uint64_t submitted_ = 0;
  std::atomic<bool> abandoned_ = false;
  std::array<std::atomic<int>, 5> counts_{};
};

// What every buffer of this program may be used for.
constexpr VkBufferUsageFlags kBufferUsage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                                            VK_BUFFER_USAGE_TRANSFER_DST_BIT |
                                            VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;

// The error of a driver's answer: what was tried, what it said.
Error driver_error(const std::string& what, VkResult result, const Context& context);

}  // namespace lightbench::vulkan
