// The structural similarity index.
//
// 11×11 Gaussian window of sigma 1.5, K1 = 0.01, K2 = 0.03, population covariance, no downsampling; windows
// are centred only where they fit, so a picture needs 11 pixels a side. Sums are kept in double. The index can be
// negative and is not clamped.
// Source: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error visibility to
// structural similarity", IEEE Transactions on Image Processing 13, 2004.
#pragma once

#include <array>
#include <functional>
#include <optional>

#include "engine/base/cancel_token.h"
#include "engine/base/rect.h"
#include "engine/base/worker_pool.h"

namespace lightbench {

constexpr int kSsimWindow = 11;
// Its weights along an axis, of sum 1.
std::array<double, kSsimWindow> ssim_window();

// The weighted moments of a pair of windows.
struct WindowMoments {
  double mean_a = 0;
  double mean_b = 0;
  double variance_a = 0;
  double variance_b = 0;
  double covariance = 0;
};

// The index of one window; samples go from 0 to `range`.
double ssim_of_moments(const WindowMoments& moments, double range);

// Samples [x, x + count) of row y of one plane as floats.
using PlaneReader = std::function<void(int x, int y, int count, float* target)>;

// The mean over all windows of one plane pair, each at least kSsimWindow a side. Empty when cancelled. The result
// does not depend on the number of threads.
std::optional<double> mean_ssim(Size size, double range, const PlaneReader& a, const PlaneReader& b,
                                WorkerPool& workers, const CancelToken& cancel);

}  // namespace lightbench
