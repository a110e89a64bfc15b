// Numbers that a shader takes as the sum of two floats (shaders/twofold.glsl).
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/gpu_program.h"

namespace lightbench {

// What the nearest float leaves of a number.
inline float low_part(double number) {
  return static_cast<float>(number - static_cast<double>(static_cast<float>(number)));
}

// Behind `parameters`, two of each number: `name` and `name_low`.
std::vector<GpuParameter> gpu_twofold(std::initializer_list<std::pair<const char*, double>> numbers,
                                      std::vector<GpuParameter> parameters = {});

// The table of numbers for shaders/weighted_sum.glsl: the nearest float of each and what it leaves.
std::vector<float> gpu_twofold_table(std::span<const double> numbers);

// Two pictures that hold one of twofold numbers.
struct GpuTwofold {
  GpuOperand high, low;
};

}  // namespace lightbench
