// A symmetric window filter as two passes of a graphics card: along rows into f32, then along columns.
#pragma once

#include <span>

#include "engine/graph/gpu_program.h"

namespace lightbench {

// `weights` are 2 · radius + 1 of each axis, for the colour channels; alpha passes. Border reflect101.
GpuProgram gpu_separable(const ImageSpec& output, std::span<const float> weights);

}  // namespace lightbench
