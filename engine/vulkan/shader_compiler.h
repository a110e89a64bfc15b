// GLSL to SPIR-V while the program runs, for shaders that are made of what the user connected. Hides glslang.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace lightbench::vulkan {

// A compute shader for Vulkan 1.3; what it includes are the files of shaders/ that are part of the program. Optimised,
// takes some milliseconds (the first one some tens). Thread-safe. Error: what the compiler says, with line numbers.
Result<std::vector<uint32_t>> compile_shader(const std::string& source);

}  // namespace lightbench::vulkan
