// The Gaussian that gaussian_blur, unsharp_mask and canny share.
//
// Up to kLargestDirectSigma the sampled, truncated kernel is summed directly. Beyond, large_gaussian.h stands in.
#pragma once

#include <vector>

#include "engine/graph/kernel.h"

namespace lightbench {

constexpr double kLargestDirectSigma = 8;

// 2 · ceil(reach · sigma) + 1 samples of exp(-x² / 2 sigma²) with sum 1.
std::vector<double> gaussian_samples(double sigma, double reach);
// The same truncated at 4 sigma, rounded to float: what a direct pass uses.
std::vector<float> gaussian_weights(double sigma);

// The direct sum in double at one sample: the definition.
double gaussian_at(const FloatPicture& in, const std::vector<double>& samples, int channel, int x, int y);

}  // namespace lightbench
