// Erosion and dilation with a flat element on a graphics card: what morphology_operator runs there. Exact in every
// format, on the keys of sample_keys.h.
#pragma once

#include <vector>

#include "engine/graph/gpu_program.h"
#include "engine/operators/morphology.h"

namespace lightbench {

// The extrema of `steps`, one after the other, for the colour channels; alpha passes. Border reflect101.
GpuProgram gpu_morphology(const ImageSpec& input, const ImageSpec& output, const std::vector<Extremum>& steps,
                          ElementShape shape, int radius);

}  // namespace lightbench
