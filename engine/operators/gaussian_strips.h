// The Gaussian of large sigma through a coarse grid: the inner loops of gaussian_blur.
//
// Down, blur, up (Burt and Adelson's pyramid with the splines of Unser): rows are smoothed with a cubic B-spline of
// `step` rows and sampled once a step, blurred there with a plain sampled Gaussian, and interpolated back with the
// same spline, so that the three variances add up to sigma². The spline is zero at the frequencies that fold back and
// its samples sum to one, so hardly anything aliases and flat areas stay flat. With sigma ≥ 1.5 steps the sum of the
// absolute differences to the Gaussian's weights is below 2.5e-3 an axis: no picture of range 1 comes out further than
// 2.5e-3 (0.64 / 255) from the true Gaussian, and each sample costs four products an axis and way whatever the sigma.
//
// Computed in f32 by single multiplications and additions in one order: all instruction sets give the same bits.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/image/sample_format.h"

namespace lightbench {

constexpr int kGaussianLanes = 64;      // columns of a strip of the picture
constexpr int kGaussianFineLanes = 16;  // coarse rows of a strip that runs along the rows
constexpr double kSmallestCoarseSigma = 3;

// One axis of the method; immutable.
struct CoarseAxis {
  // `sigma` at least kSmallestCoarseSigma; `scale` multiplies the result.
  CoarseAxis(double sigma, int length, double scale);

  int first() const { return (-2 - radius) * step - step / 2 * 3; }  // row at which the first coarse one's sum begins
  // Where the rows that the coarse ones are made of begin, in a picture of `row_bytes` a row; border reflect101.
  std::vector<ptrdiff_t> row_offsets(ptrdiff_t row_bytes) const;

  int length;
  int step;                 // even
  int radius;               // of the blur, in coarse rows
  int made;                 // coarse rows before the blur; the first stands for -2 - radius
  int kept;                 // after it; the first stands for -2
  std::vector<float> down;  // 4 · step
  std::vector<float> blur;  // 2 · radius + 1
  std::vector<float> up;    // 4 for each of `step` phases, times `scale`
};

// A strip of up to kGaussianLanes columns down: made · kGaussianLanes coarse samples, transposed in groups of sixteen
// rows: row 16 g + i of column x lies at target + g · group_bytes + x · 64 + i · 4 bytes. `scratch` holds 16 rows of
// kGaussianLanes floats. The format is u8, u16 or f32.
void gaussian_down(const CoarseAxis& axis, SampleFormat format, const std::byte* in, int columns,
                   const std::vector<ptrdiff_t>& offsets, std::byte* target, ptrdiff_t group_bytes, float* scratch);

// Sixteen coarse rows side by side, [position][16], through the whole axis; row i of the result at
// target + i · stride bytes, whole cache lines. `scratch`: gaussian_along_floats().
size_t gaussian_along_floats(const CoarseAxis& axis);
void gaussian_along(const CoarseAxis& axis, const float* in, const std::vector<ptrdiff_t>& offsets, std::byte* target,
                    ptrdiff_t stride, float* scratch);

// A strip of kGaussianLanes columns of coarse rows, `row_floats` apart, blurred and brought up: to bytes (rounded) or
// to floats. `scratch`: kept · kGaussianLanes floats.
void gaussian_up(const CoarseAxis& axis, const float* coarse, ptrdiff_t row_floats, SampleFormat format,
                 std::byte* target, ptrdiff_t stride, float* scratch);

}  // namespace lightbench
