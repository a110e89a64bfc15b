// Which of several graphics cards is used when nobody names one: the one that copies fastest inside its memory, since
// most of what runs there is limited by that. Measured once a card and driver, and kept.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "engine/base/result.h"
#include "engine/vulkan/gpu_device_info.h"

namespace lightbench::vulkan {

// The name of the device, or empty where there is nothing to choose: fewer than two kinds of cards that can be used.
// Processors in disguise do not stand for election. `rate` measures a device, GB/s; one that cannot be measured is not
// chosen. Rates are kept in `folder`, if it is not empty.
std::string fastest_device(std::span<const GpuDeviceInfo> devices, const std::string& folder,
                           const std::function<Result<double>(const GpuDeviceInfo& device)>& rate);

}  // namespace lightbench::vulkan
