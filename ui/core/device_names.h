// Devices and instruction sets as the program writes them.
#pragma once

#include <QString>

#include <string_view>

namespace lightbench::ui {

// "AVX-512" from "avx512"; empty stays empty.
QString isaLabel(std::string_view isa);
// "Vulkan" from "vulkan"; empty stays empty.
QString deviceLabel(std::string_view backend);

}  // namespace lightbench::ui
