// A window filter whose weights are the product of a column and a row as two passes of a graphics card: along rows into
// f32, then along columns.
#pragma once

#include <span>
#include <vector>

#include "engine/graph/gpu_program.h"
#include "engine/graph/kernel.h"

namespace lightbench {

// `weights` are 2 · radius + 1 of each axis, for the colour channels; alpha passes. Border reflect101.
GpuProgram gpu_separable(const ImageSpec& output, std::span<const float> weights);

// The passes alone, by way of `between`, an f32 scratch of the size of `output`. What `added` holds, where it is given,
// is added; it may be `to`.
std::vector<GpuPass> gpu_separable_passes(const ImageSpec& output, std::span<const float> horizontal,
                                          std::span<const float> vertical, Border border, GpuOperand from,
                                          GpuOperand between, GpuOperand to, GpuOperand added = {});

// What the shaders call a border (shaders/neighbours.glsl).
int32_t gpu_border(Border border);

}  // namespace lightbench
