// Box means, one or several in a row, on a graphics card: what box_blur and fast_blur run there.
//
// A wide box is summed in two steps, samples to blocks and blocks to the box (shaders/operators/box_rows.comp): about
// twice the root of its width in loads, and no running sums, whose errors would add up.
#pragma once

#include "engine/graph/gpu_program.h"
#include "engine/operators/box_cascade.h"

namespace lightbench {

// For the colour channels; alpha passes. Border reflect101.
GpuProgram gpu_box_cascade(const ImageSpec& output, const BoxCascade& boxes);

}  // namespace lightbench
