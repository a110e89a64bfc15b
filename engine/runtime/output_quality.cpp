#include "engine/runtime/output_quality.h"

#include "engine/image/codecs/codec.h"

namespace lightbench {

Result<QualityMetrics> quality_of_files(const std::string& a, const std::string& b, const CancelToken& cancel) {
  BufferPool buffers;
  WorkerPool workers;
  Result<Image> first = decode_file(a, {}, buffers);
  if (!first) return first.error();
  Result<Image> second = decode_file(b, {}, buffers);
  if (!second) return second.error();
  Result<QualityMetrics> metrics = measure_quality(*first, *second, workers, cancel);
  if (!metrics) {
    Error error = metrics.error();
    if (error.where.empty()) error.where = "files " + a + " and " + b;
    if (error.kind != ErrorKind::kCancelled) error.kind = ErrorKind::kInvalid;
    return error;
  }
  return metrics;
}

std::vector<OutputQuality> qualities_of(const SessionDiff& diff, const std::vector<std::string>& pictures,
                                        const CancelToken& cancel) {
  std::vector<OutputQuality> qualities;
  for (OutputDifference output : diff.outputs) {
    if (pictures.size() == 2) {
      output.base_path = pictures[0];
      output.current_path = pictures[1];
    }
    OutputQuality quality{output, {}, {}};
    if (output.samples != OutputDifference::Samples::kIdentical) {
      if (output.base_path.empty() || output.current_path.empty()) {
        quality.unknown = "the pictures were not kept (profile --save-outputs keeps them)";
      } else if (const Result<QualityMetrics> metrics =
                     quality_of_files(output.base_path, output.current_path, cancel)) {
        quality.metrics = *metrics;
      } else {
        quality.unknown = metrics.error().message();
      }
    }
    qualities.push_back(std::move(quality));
  }
  return qualities;
}

}  // namespace lightbench
