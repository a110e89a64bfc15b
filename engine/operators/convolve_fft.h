// Convolution through discrete Fourier transforms, overlap-save along the rows: see convolve_spectra.h.
//
// The picture is cut into pieces of `length - columns + 1` columns and `band` rows; each piece reads the samples around
// it. The cuts lie where the picture and the kernel say, never where threads or strips do, so the bits are the same
// whatever runs it. Transforms spread the rounding of the largest sample over the whole piece: pieces with samples
// beyond ±kLargestFloatSample are computed in double, and those with a sample that is not finite by the direct sums.
#pragma once

#include <memory>

#include "engine/graph/kernel.h"
#include "engine/graph/value.h"

namespace lightbench {

constexpr float kLargestFloatSample = 4;

struct FftShape {
  int length = 0;  // of the transforms
  int band = 0;    // rows of a piece
};

// The shapes that a table of so many rows and columns allows, shortest first; never empty.
std::vector<FftShape> fft_shapes(int table_rows, int table_columns);

// Pieces of one channel.
int64_t fft_pieces(Size picture, int table_columns, FftShape shape);

std::unique_ptr<ImageKernel> fft_convolution(const NumberTable& weights, FftShape shape, Border border);

}  // namespace lightbench
