// An operator's program on a Vulkan device against its scalar reference: formats, channels, odd sizes, a proxy level,
// the same bits when it runs again and when it is cut into many pieces, NaN and infinities.
#pragma once

#include <vector>

#include "engine/vulkan/gpu_backend.h"
#include "tests/operators/conformance_case.h"

namespace lightbench::testing {

// Uploads the case's pictures, runs the program and brings its pictures back. Errors: those of GpuBackend::run.
Result<std::vector<Image>> compute_on_gpu(GpuBackend& backend, const PreparedCase& prepared, const GpuProgram& program,
                                          BufferPool& buffers, NodeValues& values);

// Empty when the operator conforms. `whole` and `cut` are two openings of one device, `cut` with a budget so short that
// every pass is cut. An operator without a program (OperatorDef::gpu) has nothing to check.
std::vector<Failure> check_gpu_conformance(const OperatorDef& def, const ConformanceRow& row, GpuBackend& whole,
                                           GpuBackend& cut);

}  // namespace lightbench::testing
