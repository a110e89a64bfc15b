#include <cmath>
#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/json_documents.h"
#include "engine/image/codecs/codec.h"

namespace lightbench::cli {
namespace {

Result<QualityMetrics> measured(const std::string& a, const std::string& b) {
  BufferPool buffers;
  WorkerPool workers;
  Result<Image> first = decode_file(a, {}, buffers);
  if (!first) return first.error();
  Result<Image> second = decode_file(b, {}, buffers);
  if (!second) return second.error();
  Result<QualityMetrics> metrics = measure_quality(*first, *second, workers, CancelToken());
  if (!metrics) {
    Error error = metrics.error();
    if (error.where.empty()) error.where = "files " + a + " and " + b;
    error.kind = ErrorKind::kInvalid;
    return error;
  }
  return metrics;
}

}  // namespace

int compare_command(const std::string& a, const std::string& b, bool json) {
  const Result<QualityMetrics> metrics = measured(a, b);
  if (!metrics) {
    if (json) std::fputs(error_document(metrics.error()).c_str(), stdout);
    return report_error(metrics.error());
  }
  if (json) {
    std::fputs(compare_document(*metrics).c_str(), stdout);
    return kDone;
  }
  std::printf("identical:        %s\n", metrics->identical ? "yes" : "no");
  std::printf("mse:              %.8g\n", metrics->mse);
  if (std::isinf(metrics->psnr_db)) {
    std::printf("psnr:             infinite\n");
  } else {
    std::printf("psnr:             %.4f dB\n", metrics->psnr_db);
  }
  if (metrics->ssim) {
    std::printf("ssim:             %.6f\n", *metrics->ssim);
  } else {
    std::printf("ssim:             unknown, the pictures are smaller than its 11 × 11 window\n");
  }
  std::printf("max abs diff:     %.6f\n", metrics->max_abs_diff);
  std::printf("mean delta E2000: %.4f\n", metrics->mean_delta_e2000);
  return kDone;
}

}  // namespace lightbench::cli
