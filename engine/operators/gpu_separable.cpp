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

std::vector<GpuPass> gpu_separable_passes(const ImageSpec& output, std::span<const float> horizontal,
                                          std::span<const float> vertical, Border border, GpuOperand from,
                                          GpuOperand between, GpuOperand to, GpuOperand added) {
  const auto pass = [&](const char* shader, std::span<const float> weights, std::vector<GpuOperand> reads,
                        GpuOperand write) {
    const int32_t radius = static_cast<int32_t>(weights.size() / 2);
    GpuPass made = gpu_pass(shader, output, output.channels, std::move(reads), {write},
                            {{"radius", radius}, {"border", gpu_border(border)}});
    made.table.assign(weights.begin(), weights.end());
    made.work = 1 + radius / 2.0;
    return made;
  };
  return {pass("separable_rows", horizontal, {from}, between),
          pass("separable_columns", vertical, {between, added}, to)};
}

GpuProgram gpu_separable(const ImageSpec& output, std::span<const float> weights) {
  GpuProgram program;
  program.scratch = {output.with_format(SampleFormat::kF32)};
  program.passes =
      gpu_separable_passes(output, weights, weights, Border::kReflect101, gpu_input(), gpu_scratch(), gpu_output());
  return program;
}

}  // namespace lightbench
