// What the graphics card does at best, as it was measured here: kept with what work costs.
#pragma once

#include <optional>

#include "engine/profile/device_peaks.h"
#include "engine/runtime/cost_model.h"
#include "engine/vulkan/gpu_backend.h"

namespace lightbench {

// Absent until the card was measured (Calibration).
std::optional<DevicePeaks> card_peaks(const CostModel& costs, const GpuDeviceInfo& card);
void keep_card_peaks(CostModel& costs, const GpuDeviceInfo& card, const GpuPeaks& peaks);

}  // namespace lightbench
