// The shaders of shaders/, compiled by glslc when the program was built and part of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace lightbench::vulkan {

// SPIR-V of a shader by its file's name without ending; empty when there is none.
std::span<const uint32_t> shader_words(std::string_view name);
std::vector<std::string_view> shader_names();

// How a shader that can be joined with others is called, see shaders/formula.glsl and shaders/window.glsl; empty for
// any other.
enum class FormulaKind { kSample, kColor, kPixel, kWindow };
std::optional<FormulaKind> formula_kind(std::string_view name);
// Whether computing a formula again for the surroundings of a group's pixels takes longer than storing and loading what
// it makes.
bool is_costly_formula(std::string_view name);
// A source that shaders include, by its path below shaders/; empty when there is none.
std::string_view shader_text(std::string_view file);

}  // namespace lightbench::vulkan
