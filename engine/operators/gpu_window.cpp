#include "engine/operators/gpu_window.h"

#include <utility>

namespace lightbench {
namespace {

// Of a group of invocations, as window.glsl has them.
constexpr int kColumns = kGpuGroupColumns * kGpuPixelsPerInvocation;
constexpr int kRows = 64;

}  // namespace

GpuProgram gpu_window(std::string name, const ImageSpec& output, int products, std::vector<GpuParameter> parameters,
                      std::vector<float> table) {
  GpuPass pass =
      gpu_group_pass(std::move(name), (output.width + kColumns - 1) / kColumns, (output.height + kRows - 1) / kRows, 1,
                     {gpu_input()}, {gpu_output()}, std::move(parameters));
  pass.table = std::move(table);
  pass.work = kRows / kGpuGroupRows * output.color_channels() * (1 + products / 2.0);
  GpuProgram program;
  program.passes = {std::move(pass)};
  return program;
}

}  // namespace lightbench
