#include "engine/graph/gpu_program.h"

#include <utility>

namespace lightbench {

GpuPass gpu_pass(std::string shader, const ImageSpec& spec, int layers, std::vector<GpuOperand> reads,
                 std::vector<GpuOperand> writes, std::vector<GpuParameter> parameters) {
  GpuPass pass;
  pass.shader = std::move(shader);
  pass.reads = std::move(reads);
  pass.writes = std::move(writes);
  pass.parameters = std::move(parameters);
  pass.columns = (spec.width + kGpuPixelsPerInvocation - 1) / kGpuPixelsPerInvocation;
  pass.rows = spec.height;
  pass.layers = layers;
  return pass;
}

GpuPass gpu_group_pass(std::string shader, int columns, int rows, int layers, std::vector<GpuOperand> reads,
                       std::vector<GpuOperand> writes, std::vector<GpuParameter> parameters) {
  GpuPass pass;
  pass.shader = std::move(shader);
  pass.reads = std::move(reads);
  pass.writes = std::move(writes);
  pass.parameters = std::move(parameters);
  pass.columns = columns * kGpuGroupColumns;
  pass.rows = rows * kGpuGroupRows;
  pass.layers = layers;
  return pass;
}

ImageSpec gpu_words(int columns, int rows) { return {columns, rows, 1, SampleFormat::kF32, SampleFormat::kF32}; }

double GpuProgram::work() const {
  double sum = 0;
  for (const GpuPass& pass : passes) sum += pass.work * pass.columns * pass.rows * pass.layers;
  return sum;
}

GpuProgram gpu_formula(std::string name, const ImageSpec& output, int inputs, std::vector<GpuParameter> parameters,
                       std::vector<float> table) {
  // The frame of a formula has three operands to read, whether they are there or not, and writes the fourth.
  std::vector<GpuOperand> reads(3);
  for (int port = 0; port < inputs; ++port) reads[static_cast<size_t>(port)] = gpu_input(port);
  GpuProgram program;
  program.passes = {gpu_pass(std::move(name), output, 1, std::move(reads), {gpu_output()}, std::move(parameters))};
  program.passes[0].table = std::move(table);
  return program;
}

}  // namespace lightbench
