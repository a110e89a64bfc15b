// A window filter as one pass of a graphics card (shaders/window.glsl), which formulas in front of it and behind it can
// join.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/gpu_program.h"

namespace lightbench {

// How far a window may look away from its pixel, in columns and rows; others are passes of their own kind.
constexpr int kLargestGpuReach = 8;  // kMostReach of window.glsl

// `name` is one of shaders/windows, for the colour channels; alpha passes. `products` is what a sample takes, roughly.
GpuProgram gpu_window(std::string name, const ImageSpec& output, int products,
                      std::vector<GpuParameter> parameters = {}, std::vector<float> table = {});

}  // namespace lightbench
