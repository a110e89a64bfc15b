// What is known of a Vulkan device before it is used.
#pragma once

#include <cstdint>
#include <string>

namespace lightbench {

enum class GpuKind { kDiscrete, kIntegrated, kVirtual, kProcessor, kOther };
std::string_view name_of(GpuKind kind);

struct GpuDeviceInfo {
  std::string name;    // "NVIDIA H100"
  std::string driver;  // name and version as the driver tells them
  std::string api;     // "1.3.230"
  GpuKind kind = GpuKind::kOther;
  uint64_t memory_bytes = 0;  // of the largest heap that is local to the device
  std::string missing;        // what this program needs and the device has not; empty when it can be used
};

}  // namespace lightbench
