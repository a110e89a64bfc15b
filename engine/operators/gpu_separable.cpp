#include "engine/operators/gpu_separable.h"

#include <utility>

namespace lightbench {

int32_t gpu_border(Border border) {
  switch (border) {
    case Border::kReflect101: return 0;
    case Border::kReplicate: return 1;
    case Border::kZero: return 2;
  }
  return 0;
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
  GpuProgram program;
  program.scratch.assign(2, output.with_format(SampleFormat::kF32));
  program.passes = gpu_separable_passes(output, weights, weights, Border::kReflect101, gpu_input(),
                                        {gpu_scratch(0), gpu_scratch(1)}, {gpu_output(), {}});
  return program;
}

}  // namespace lightbench
