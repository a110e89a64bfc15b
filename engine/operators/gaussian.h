// The Gaussian that gaussian_blur and unsharp_mask share.
//
// Up to kLargestDirectSigma the sampled, truncated kernel is summed directly. Beyond, each axis goes through a coarse
// grid: the line is smoothed and sampled every `step` pixels, blurred there, and interpolated back, each of the three
// with a Gaussian, so that the variances add up to sigma². A Gaussian of 0.8 steps leaves aliases below 4e-5 of the
// range after the other two; together with truncation at 4.5 sigma the result stays within 1e-3 of the value range
// of the direct sum (measured by tests/operators/test_window), far inside the 0.8 / 255 that may be given away. The
// cost per pixel hardly depends on sigma.
#pragma once

#include <vector>

#include "engine/graph/kernel.h"
#include "engine/operators/line_strips.h"

namespace lightbench {

constexpr double kLargestDirectSigma = 8;

// 2 · ceil(reach · sigma) + 1 samples of exp(-x² / 2 sigma²) with sum 1.
std::vector<double> gaussian_samples(double sigma, double reach);
// The same truncated at 4 sigma, rounded to float: what a direct pass uses.
std::vector<float> gaussian_weights(double sigma);

// One axis of the coarse-grid blur.
class CoarseGaussian {
 public:
  // `sigma` above kLargestDirectSigma; `length` of the lines.
  CoarseGaussian(double sigma, int length);
  // For filter_lines<float> with a margin of 0; `scratch` is kept by the caller for each worker.
  void filter(const float* in, float* out, std::vector<float>& scratch) const;

 private:
  int length_;
  int step_;
  int coarse_first_ = 0;  // coarse positions that are needed: [coarse_first_, coarse_first_ + coarse_count_)
  int coarse_count_ = 0;
  std::vector<float> down_;             // fine samples → one coarse sample
  std::vector<float> blur_;             // on the coarse grid
  int up_radius_ = 0;                   // coarse samples on either side
  std::vector<std::vector<float>> up_;  // [position modulo step]: weights of the coarse samples around it
};

// Blurs one plane with a sigma above kLargestDirectSigma. Errors: kCancelled, no memory.
Status blur_plane(Size size, double sigma, const RowLoader<float>& loader, const RowStorer<float>& storer,
                  WorkerPool& workers, BufferPool& buffers, const CancelToken& cancel);

// The direct sum in double at one sample: the definition.
double gaussian_at(const FloatPicture& in, const std::vector<double>& samples, int channel, int x, int y);

}  // namespace lightbench
