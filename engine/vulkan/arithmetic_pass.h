// The program by which a device's arithmetic is measured: multiply-adds over a picture of floats, which it writes.
#pragma once

#include "engine/graph/gpu_program.h"

namespace lightbench::vulkan {

constexpr double kArithmeticOperations = 8 * 16 * 2;  // of an invocation and round: chains, steps, multiply and add

GpuPass arithmetic_pass(const ImageSpec& spec, int rounds);

}  // namespace lightbench::vulkan
