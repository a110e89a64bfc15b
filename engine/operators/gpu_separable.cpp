#include "engine/operators/gpu_separable.h"

#include <utility>

#include "engine/operators/gpu_window.h"

namespace lightbench {

int32_t gpu_border(Border border) {
  switch (border) {
    case Border::kReflect101: return 0;
    case Border::kReplicate: return 1;
    case Border::kZero: return 2;
  }
  return 0;
}

bool fits_gpu_tile(std::span<const double> weights) {
  return weights.size() <= static_cast<size_t>(2 * kLargestGpuReach + 1);
}

GpuProgram gpu_separable_window(const ImageSpec& output, std::span<const double> horizontal,
                                std::span<const double> vertical, Border border) {
  std::vector<double> weights(horizontal.begin(), horizontal.end());
  weights.insert(weights.end(), vertical.begin(), vertical.end());
  return gpu_window("separable", output, static_cast<int>(weights.size()),
                    {{"radius_x", static_cast<int32_t>(horizontal.size() / 2)},
                     {"radius_y", static_cast<int32_t>(vertical.size() / 2)},
                     {"border", gpu_border(border)}},
                    gpu_twofold_table(weights));
}

std::vector<GpuPass> gpu_separable_passes(const ImageSpec& output, std::span<const double> horizontal,
                                          std::span<const double> vertical, Border border, GpuOperand from,
                                          GpuTwofold between, GpuTwofold to, GpuTwofold added) {
  const auto pass = [&](const char* shader, std::span<const double> weights, std::vector<GpuOperand> reads,
                        GpuTwofold write) {
    const int32_t radius = static_cast<int32_t>(weights.size() / 2);
    GpuPass made = gpu_pass(shader, output, output.channels, std::move(reads), {write.high, write.low},
                            {{"radius", radius}, {"border", gpu_border(border)}});
    made.table = gpu_twofold_table(weights);
    made.work = 1 + radius;
    return made;
  };
  return {pass("separable_rows", horizontal, {from}, between),
          pass("separable_columns", vertical, {between.high, between.low, added.high, added.low}, to)};
}

GpuProgram gpu_separable(const ImageSpec& output, std::span<const double> weights) {
  if (fits_gpu_tile(weights)) return gpu_separable_window(output, weights, weights, Border::kReflect101);
  GpuProgram program;
  program.scratch.assign(2, output.with_format(SampleFormat::kF32));
  program.passes = gpu_separable_passes(output, weights, weights, Border::kReflect101, gpu_input(),
                                        {gpu_scratch(0), gpu_scratch(1)}, {gpu_output(), {}});
  return program;
}

}  // namespace lightbench
