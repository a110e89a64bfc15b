// Which way a convolution goes: what each would cost on this machine, from times measured here.
//
// Nothing is assumed about the machine. The first time that a question needs a figure, the real kernels are run on a
// small picture in memory on one thread, a few times, and the shortest time counts: a few ms for what a small table
// asks, some 20 for the longest transforms. The figures are kept for the process and the instruction set.
//
//  direct     ns a sample = fixed + slope · weights, from tables of two sizes; likewise for the list of a sparse table
//  separable  the same for each pair of a column and a row, over rows + columns
//  fft        pieces · (rows in · transform + rows out · rest + rows out · table rows · product), for each length
//
// All three share out among threads alike, so one thread's times decide for any number. What a model like this leaves
// out: bytes of formats other than f32, and that sums can share a pass with their neighbours where transforms cannot.
#pragma once

#include <optional>

#include "engine/graph/value.h"
#include "engine/operators/convolve_fft.h"

namespace lightbench {

// One channel of a picture, in ns.
struct FftEstimate {
  double ns = 0;
  FftShape shape;
};

double estimated_direct_ns(const NumberTable& weights, Size picture);
double estimated_pair_ns(const NumberTable& weights, Size picture);  // of each pair
// Of the best length. Lengths that cannot win against `limit_ns` are not measured.
FftEstimate estimated_fft(const NumberTable& weights, Size picture, double limit_ns);

}  // namespace lightbench
