// A small symmetric window over bytes, the same along both axes: what gaussian_blur and fast_blur run where sigma is
// small.
//
// Weights are whole numbers of 16 bits, chosen so that together they come as near to the true ones as they can. Down
// the columns sums are exact and leave in 16 bits; along the rows they are exact again and end with one float product
// and one rounding. Either way two neighbouring samples are one product, and two neighbouring results share what is
// read: of rows that lie interleaved in pairs, of one row as it lies. Four rows stay in the cache between the two.
// Before it is rounded a level is that of exact weights to less than 0.005; every instruction set and every way of
// sharing the picture out gives the same bits.
#pragma once

#include <memory>
#include <vector>

#include "engine/graph/kernel.h"

namespace lightbench {

// For pictures of u8 that stay u8; an odd number of non-negative weights of sum 1. Colour channels; alpha passes.
// Border reflect101. Errors: kCancelled, no memory.
std::unique_ptr<ImageKernel> separable_bytes_kernel(const std::vector<double>& weights);

}  // namespace lightbench
