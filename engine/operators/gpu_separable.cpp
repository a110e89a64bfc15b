#include "engine/operators/gpu_separable.h"

namespace lightbench {

GpuProgram gpu_separable(const ImageSpec& output, std::span<const float> weights) {
  const int32_t radius = static_cast<int32_t>(weights.size() / 2);
  GpuProgram program;
  program.scratch = {output.with_format(SampleFormat::kF32)};
  program.passes = {
      gpu_pass("separable_rows", output, output.channels, {gpu_input()}, {gpu_scratch()}, {{"radius", radius}}),
      gpu_pass("separable_columns", output, output.channels, {gpu_scratch()}, {gpu_output()}, {{"radius", radius}})};
  for (GpuPass& pass : program.passes) {
    pass.table.assign(weights.begin(), weights.end());
    pass.work = 1 + radius / 2.0;
  }
  return program;
}

}  // namespace lightbench
