// What a device does at best: copying inside its memory, calculating, and nothing at all.
#pragma once

#include "engine/vulkan/gpu_backend.h"
#include "engine/vulkan/pipelines.h"
#include "engine/vulkan/recorder.h"

namespace lightbench::vulkan {

// See GpuBackend::measure_peaks(). Nothing may be in flight; after an error something may be, which uses `memory`.
Result<GpuPeaks> measure_peaks(Context& context, Memory& memory, Pipelines& pipelines, Recorder& recorder,
                               const CancelToken& cancel);

}  // namespace lightbench::vulkan
