// The shaders of shaders/, compiled by glslc when the program was built and part of it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace lightbench::vulkan {

// SPIR-V of a shader by its file's name without ending; empty when there is none.
std::span<const uint32_t> shader_words(std::string_view name);
std::vector<std::string_view> shader_names();

}  // namespace lightbench::vulkan
