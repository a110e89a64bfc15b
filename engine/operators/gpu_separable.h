// A window filter whose weights are the product of a column and a row on a graphics card, in twofold numbers: one pass
// over tiles where it is small (gpu_window.h), else one along rows and one along columns.
#pragma once

#include <span>
#include <vector>

#include "engine/graph/gpu_program.h"
#include "engine/graph/kernel.h"
#include "engine/operators/gpu_twofold.h"

namespace lightbench {

// `weights` are 2 · radius + 1 of each axis, for the colour channels; alpha passes. Border reflect101.
GpuProgram gpu_separable(const ImageSpec& output, std::span<const double> weights);

// Whether a window of these weights fits a tile.
bool fits_gpu_tile(std::span<const double> weights);

// The tile's pass, for weights that fit.
GpuProgram gpu_separable_window(const ImageSpec& output, std::span<const double> horizontal,
                                std::span<const double> vertical, Border border);

// The two passes alone, by way of `between`, f32 scratch of the size of `output`. What `added` holds, where it is
// given, is added; it may be `to`, whose lower part may be left out.
std::vector<GpuPass> gpu_separable_passes(const ImageSpec& output, std::span<const double> horizontal,
                                          std::span<const double> vertical, Border border, GpuOperand from,
                                          GpuTwofold between, GpuTwofold to, GpuTwofold added = {});

// What the shaders call a border (shaders/neighbours.glsl).
int32_t gpu_border(Border border);

}  // namespace lightbench
