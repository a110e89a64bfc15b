// The JSON that the command line prints, but for sessions (session_documents.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/operators/metrics/quality_metrics.h"
#include "engine/profile/device_peaks.h"
#include "engine/profile/machine.h"
#include "engine/runtime/calibration.h"
#include "engine/runtime/pipeline_run.h"

namespace lightbench::cli {

std::string run_document(const PipelineRunResult& result, int threads);
std::string explain_document(const std::string& text);
std::string nodes_document(const OperatorRegistry& registry);
// What `devices --measure` found.
struct MeasuredDevices {
  std::vector<OperatorTimes> times;
  std::optional<DevicePeaks> card;  // at best
};
// `gpus`: the Vulkan devices, or why there are none. `measured`: where that was asked for.
std::string devices_document(const MachineInfo& machine, const MemoryBandwidth& bandwidth,
                             const Result<std::vector<GpuDeviceInfo>>& gpus,
                             const std::optional<MeasuredDevices>& measured);
std::string compare_document(const QualityMetrics& metrics);
std::string check_document(const std::vector<Error>& problems);
// {"error": {…}}, so that a reader of --json always gets one document.
std::string error_document(const Error& error);

}  // namespace lightbench::cli
