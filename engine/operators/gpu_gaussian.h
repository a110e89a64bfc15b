// The Gaussian of large sigma on a graphics card, by the coarse grid of gaussian_strips.h: with the bits that
// large_gaussian.h gives on the processor, and at a cost that does not grow with sigma.
#pragma once

#include "engine/graph/gpu_program.h"

namespace lightbench {

// For the colour channels; alpha passes. `sigma` at least kSmallestCoarseSigma; border reflect101.
GpuProgram gpu_large_gaussian(const ImageSpec& input, const ImageSpec& output, double sigma);

}  // namespace lightbench
