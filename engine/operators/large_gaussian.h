// The Gaussian of large sigma over a whole picture, through the coarse grid of gaussian_strips.h: what gaussian_blur
// and unsharp_mask run beyond kLargestDirectSigma.
//
// Three sections a channel: strips of columns down to coarse rows, sixteen coarse rows at a time along the rows, and
// strips of columns up again. Alpha passes; border reflect101. Integers come out with the same bits on every
// instruction set; no sample is further than 2.5e-3 of the range from the true Gaussian.
#pragma once

#include <functional>
#include <memory>

#include "engine/graph/kernel.h"
#include "engine/operators/gaussian_strips.h"

namespace lightbench {

// Turns a run of `count` blurred samples, next to the samples they were before, into what is stored. All between 0 and
// 1 for integers.
using FinishBlurred = std::function<void(const float* original, float* blurred, int count)>;

// `sigma` at least kSmallestCoarseSigma; without `finish` the blurred picture itself. Errors: kCancelled, no memory.
std::unique_ptr<ImageKernel> large_gaussian_kernel(double sigma, FinishBlurred finish = nullptr);

}  // namespace lightbench
