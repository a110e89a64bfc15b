// The Gaussian of large sigma on a graphics card, by the coarse grid of gaussian_strips.h: with the bits that
// large_gaussian.h gives on the processor, and at a cost that does not grow with sigma.
#pragma once

#include "engine/graph/gpu_program.h"
#include "engine/operators/gpu_twofold.h"

namespace lightbench {

// For the colour channels; alpha passes. `sigma` at least kSmallestCoarseSigma; border reflect101. `output` is what is
// made of the program's only input. Where it goes to scratch for passes that follow, that scratch comes behind the
// kLargeGaussianScratch pictures of the program.
constexpr int kLargeGaussianScratch = 4;
GpuProgram gpu_large_gaussian(const ImageSpec& input, const ImageSpec& output, double sigma,
                              GpuTwofold to = {gpu_output(), {}});

}  // namespace lightbench
