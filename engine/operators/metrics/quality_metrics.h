// How far two pictures are apart: what the node image_metrics and `lightbench-cli compare` report.
//
// Everything is measured on stored values (integers as value / max), accumulated in double, and does not depend on
// the number of threads. mse, psnr_db and max_abs_diff go over all channels, alpha included; ssim is the mean over
// colour channels; mean_delta_e2000 reads the values as sRGB with white D65, clamped to 0..1. A gray picture stands
// for R = G = B and a picture without alpha for an opaque one when the other has more channels.
#pragma once

#include <optional>

#include "engine/base/cancel_token.h"
#include "engine/base/worker_pool.h"
#include "engine/graph/value.h"
#include "engine/image/image.h"

namespace lightbench {

struct QualityMetrics {
  // Absent: not defined for these pictures (all of them with NaN or infinite samples, ssim below 11 pixels a side), or
  // left out.
  std::optional<double> mse;      // of the range 0..1
  std::optional<double> psnr_db;  // infinity for equal samples
  std::optional<double> ssim;
  std::optional<double> mean_delta_e2000;
  std::optional<double> max_abs_diff;
  bool identical = false;  // same channels and the same value in every sample
};

// 10 · log10(1 / mse) for values of range 1; infinity for 0.
double psnr_db(double mse);

// The index takes most of the time, then the colour difference.
enum class Measures {
  kAll,
  kWithoutSsim,
  kSamples,  // neither ssim nor mean_delta_e2000
};
// Errors: sizes that differ (kInvalid, naming both), kCancelled.
Result<QualityMetrics> measure_quality(const Image& a, const Image& b, WorkerPool& workers, const CancelToken& cancel,
                                       Measures measures = Measures::kAll);

// As a node reports them: what is absent is left out.
NodeValues node_values(const QualityMetrics& metrics);

}  // namespace lightbench
