// Which input samples make an output sample when a line changes its length.
//
// Pixel centres lie at +0.5: output i looks at (i + 0.5) · in / out - 0.5. When the line gets shorter the kernel is
// stretched by the ratio (antialiasing), except for nearest. Samples beyond the ends are taken by reflect101.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lightbench {

enum class ResampleMethod {
  kNearest,   // the sample whose pixel holds the centre
  kLinear,    // triangle
  kCubic,     // Catmull-Rom, a = -0.5 (R. Keys, "Cubic convolution interpolation", 1981)
  kLanczos3,  // sinc(x) · sinc(x / 3)
  kArea,      // exact coverage of the output pixel, as OpenCV's INTER_AREA when reducing
};
ResampleMethod resample_method_from(std::string_view name);

// The weight at a distance of `x` samples, not yet normalised, and the distance from which on it is 0; linear, cubic
// and lanczos3 only.
double resample_kernel(ResampleMethod method, double x);
int resample_reach(ResampleMethod method);

// One input sample of an output sample, by its place on the line: it may lie beyond the ends.
struct ResampleTap {
  int position;
  double weight;
};
// Those of output i, in order, weights normalised.
std::vector<ResampleTap> resample_taps(ResampleMethod method, int in_length, int out_length, int i);

// Compressed rows: the taps of output i are [start[i], start[i + 1]) of index and weight. Weights sum to 1.
struct ResampleWeights {
  std::vector<size_t> start;
  std::vector<int> index;
  std::vector<float> weight;

  ResampleWeights(ResampleMethod method, int in_length, int out_length);
  int taps(int i) const { return static_cast<int>(start[static_cast<size_t>(i) + 1] - start[static_cast<size_t>(i)]); }
};

}  // namespace lightbench
