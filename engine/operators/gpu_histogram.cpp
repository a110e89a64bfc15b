#include "engine/operators/gpu_histogram.h"

#include <utility>

#include "engine/operators/histogram.h"

namespace lightbench {
namespace {

constexpr int kBlockColumns = 64, kBlockRows = 128;  // count_levels.comp: what a group counts

}  // namespace

void add_level_counts(GpuProgram& program, const ImageSpec& in, int tiles, Size tile) {
  const ImageSpec counts = gpu_words(kLevels, tiles * tiles);
  const GpuOperand scratch = gpu_scratch(static_cast<int>(program.scratch.size()));
  program.scratch.push_back(counts);
  program.passes.push_back(gpu_pass("clear_words", counts, 1, {}, {scratch}));
  const int columns = (tile.width + kBlockColumns - 1) / kBlockColumns;
  const int rows = (tile.height + kBlockRows - 1) / kBlockRows;
  GpuPass pass = gpu_group_pass("count_levels", columns, rows, tiles * tiles, {gpu_input()}, {scratch},
                                {{"tiles", tiles}, {"width", tile.width}, {"height", tile.height}});
  pass.work = kBlockColumns / kGpuGroupColumns * (kBlockRows / kGpuGroupRows) * in.color_channels();
  program.passes.push_back(std::move(pass));
}

}  // namespace lightbench
