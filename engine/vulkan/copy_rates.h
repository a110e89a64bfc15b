// How fast a device copies: inside its own memory, and pictures from the host's memory and back.
#pragma once

#include "engine/vulkan/gpu_backend.h"
#include "engine/vulkan/pipelines.h"
#include "engine/vulkan/recorder.h"

namespace lightbench::vulkan {

// See GpuBackend::measure_copy_rates(). Nothing may be in flight; after an error something may be, which uses `memory`.
Result<GpuCopyRates> measure_copy_rates(Context& context, Memory& memory, Pipelines& pipelines, Recorder& recorder);

// The part of it that is inside the device's memory.
Result<double> measure_device_copy_rate(Context& context, Memory& memory, Recorder& recorder);

}  // namespace lightbench::vulkan
