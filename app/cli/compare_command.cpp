#include <cmath>
#include <cstdio>

#include "app/cli/commands.h"
#include "app/cli/json_documents.h"
#include "engine/runtime/output_quality.h"

namespace lightbench::cli {
namespace {

void print_metric(const char* name, const std::optional<double>& value, int decimals, const char* unit) {
  if (!value) {
    std::printf("%-17s unknown, not defined for these pictures\n", name);
  } else if (std::isinf(*value)) {
    std::printf("%-17s infinite\n", name);
  } else {
    std::printf("%-17s %.*f%s\n", name, decimals, *value, unit);
  }
}

}  // namespace

int compare_command(const std::string& a, const std::string& b, bool json) {
  const Result<QualityMetrics> metrics = quality_of_files(a, b);
  if (!metrics) {
    if (json) std::fputs(error_document(metrics.error()).c_str(), stdout);
    return report_error(metrics.error());
  }
  if (json) {
    std::fputs(compare_document(*metrics).c_str(), stdout);
    return kDone;
  }
  std::printf("identical:        %s\n", metrics->identical ? "yes" : "no");
  print_metric("mse:", metrics->mse, 8, "");
  print_metric("psnr:", metrics->psnr_db, 4, " dB");
  print_metric("ssim:", metrics->ssim, 6, "");
  print_metric("max abs diff:", metrics->max_abs_diff, 6, "");
  print_metric("mean delta E2000:", metrics->mean_delta_e2000, 4, "");
  return kDone;
}

}  // namespace lightbench::cli
