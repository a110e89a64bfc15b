#include "engine/operators/gpu_jpeg.h"

#include <algorithm>

namespace lightbench {
namespace {

// ITU-T T.81, tables K.1 and K.2: quantization of luma and of colour, row by row.
constexpr int kUnits[2][64] = {
    {16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
     69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
     81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99},
    {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
     99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
     99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99}};

// As libjpeg scales them: 50 as they are, 1 fifty times, from 100 on all of them 1.
std::vector<float> units_at(int quality) {
  const int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  std::vector<float> units;
  for (const auto& table : kUnits) {
    for (const int unit : table) {
      units.push_back(static_cast<float>(std::clamp((unit * percent + 50) / 100, 1, 255)));
    }
  }
  return units;
}

// An invocation a sample of the planes, in groups of two blocks.
GpuPass blocks(const ImageSpec& planes, int quality, int scratch, int first, bool halved) {
  const int columns = (planes.width + kGpuGroupColumns - 1) / kGpuGroupColumns;
  const int rows = (planes.height + kGpuGroupRows - 1) / kGpuGroupRows;
  GpuPass pass = gpu_group_pass("jpeg_blocks", columns, rows, planes.channels, {gpu_input()}, {gpu_scratch(scratch)},
                                {{"first", int32_t{first}}, {"halved", int32_t{halved}}});
  pass.table = units_at(quality);
  pass.work = halved ? 120 : 60;
  return pass;
}

}  // namespace

GpuProgram gpu_jpeg(const ImageSpec& spec, int quality) {
  const bool colored = spec.color_channels() == 3;
  const bool halved = colored && quality < 90;  // as encode_jpeg() does
  const ImageSpec planes{spec.width, spec.height, colored && !halved ? 3 : 1, SampleFormat::kU8};
  GpuProgram program;
  program.scratch = {planes};
  program.passes = {blocks(planes, quality, 0, 0, false)};
  if (halved) {
    program.scratch.push_back({(spec.width + 1) / 2, (spec.height + 1) / 2, 2, SampleFormat::kU8});
    program.passes.push_back(blocks(program.scratch[1], quality, 1, 1, true));
  }
  program.passes.push_back(gpu_pass(
      "jpeg_colors", spec, 1, {gpu_input(), gpu_scratch(0), halved ? gpu_scratch(1) : GpuOperand()}, {gpu_output()}));
  return program;
}

}  // namespace lightbench
