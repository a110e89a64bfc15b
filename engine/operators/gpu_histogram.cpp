#include "engine/operators/gpu_histogram.h"

#include <algorithm>
#include <utility>

#include "engine/operators/histogram.h"

namespace lightbench {
namespace {

constexpr int kGroupColumns = 16, kGroupRows = 8;    // lightbench.glsl
constexpr int kBlockColumns = 64, kBlockRows = 128;  // count_levels.comp: what a group counts

}  // namespace

ImageSpec gpu_words(int columns, int rows) { return {columns, rows, 1, SampleFormat::kF32, SampleFormat::kF32}; }

GpuPass gpu_group_pass(std::string shader, int layers, std::vector<GpuOperand> reads, std::vector<GpuOperand> writes,
                       std::vector<GpuParameter> parameters) {
  GpuPass pass;
  pass.shader = std::move(shader);
  pass.reads = std::move(reads);
  pass.writes = std::move(writes);
  pass.parameters = std::move(parameters);
  pass.columns = kGroupColumns;
  pass.rows = kGroupRows;
  pass.layers = layers;
  pass.work = kLevels;
  return pass;
}

void add_level_counts(GpuProgram& program, const ImageSpec& in, int tiles, Size tile) {
  const ImageSpec counts = gpu_words(kLevels, tiles * tiles);
  const GpuOperand scratch = gpu_scratch(static_cast<int>(program.scratch.size()));
  program.scratch.push_back(counts);
  program.passes.push_back(gpu_pass("clear_words", counts, 1, {}, {scratch}));
  GpuPass pass = gpu_group_pass("count_levels", tiles * tiles, {gpu_input()}, {scratch},
                                {{"tiles", tiles}, {"width", tile.width}, {"height", tile.height}});
  pass.columns *= (tile.width + kBlockColumns - 1) / kBlockColumns;
  pass.rows *= (tile.height + kBlockRows - 1) / kBlockRows;
  pass.work = (kBlockColumns / kGroupColumns) * (kBlockRows / kGroupRows) * in.color_channels();
  program.passes.push_back(std::move(pass));
}

}  // namespace lightbench
