#include "engine/operators/gpu_morphology.h"

#include <algorithm>
#include <cstdint>

namespace lightbench {
namespace {

// Up to this side one pass along an axis takes fewer loads than two.
constexpr int kLargestSinglePass = 15;
// A disk of at most this radius is read sample by sample.
constexpr int kLargestPlainDisk = 3;
// Lengths of the row minima that disks are covered with grow by this; four of them, the operands of a pass, then reach
// the ends of the widest chord.
constexpr int kRatio = 3, kLargeRatio = 5, kLargestSmallRatioRadius = 121;
constexpr int kMostLevels = 4;

class Passes {
 public:
  Passes(GpuProgram& program, const ImageSpec& input) : program_(program), spec_(input) {}

  GpuOperand scratch() {
    program_.scratch.push_back(spec_);
    return gpu_scratch(static_cast<int>(program_.scratch.size()) - 1);
  }

  // The extrema of what lies at first, first + step, … and at -first.
  void along(const char* shader, Extremum extremum, int reach, int step, GpuOperand from, GpuOperand to) {
    GpuPass pass = gpu_pass(shader, spec_, spec_.channels, {from}, {to},
                            {{"first", -reach}, {"step", step}, {"last", reach}, {"mask", mask_of(extremum)}});
    pass.work = 2 + 2.0 * reach / step;
    program_.passes.push_back(std::move(pass));
  }

  // One axis of a square, by way of `blocks`.
  void window(const char* shader, Extremum extremum, int radius, GpuOperand from, GpuOperand blocks, GpuOperand to) {
    const int side = 2 * radius + 1;
    if (side <= kLargestSinglePass) return along(shader, extremum, radius, 1, from, to);
    int block = 3;
    while (block * block < side) block += 2;
    along(shader, extremum, block / 2, 1, from, blocks);
    along(shader, extremum, radius - block / 2, block, blocks, to);
  }

  void disk(Extremum extremum, int radius, const std::vector<GpuOperand>& levels, GpuOperand from, GpuOperand to) {
    const int ratio = ratio_of(radius);
    std::vector<GpuOperand> reads(1 + kMostLevels);
    reads[0] = from;
    std::vector<int> lengths{1};
    for (const GpuOperand& level : levels) {
      along("extrema_rows", extremum, (lengths.back() * ratio - lengths.back()) / 2, lengths.back(),
            reads[lengths.size() - 1], level);
      reads[lengths.size()] = level;
      lengths.push_back(lengths.back() * ratio);
    }
    GpuPass pass =
        gpu_pass("extrema_disk", spec_, spec_.channels, reads, {to}, {{"radius", radius}, {"mask", mask_of(extremum)}});
    pass.work = 1;
    for (const int half : disk_chords(radius)) {
      size_t level = lengths.size() - 1;
      while (lengths[level] > 2 * half + 1) --level;
      const int reach = half - lengths[level] / 2;
      for (const int number : {static_cast<int>(level), reach, lengths[level]}) {
        pass.table.push_back(static_cast<float>(number));
      }
      pass.work += 1 + 2 * reach / lengths[level];
    }
    program_.passes.push_back(std::move(pass));
  }

  static int levels_of_disk(int radius) {
    if (radius <= kLargestPlainDisk) return 0;
    const int ratio = ratio_of(radius);
    int levels = 0;
    for (int length = ratio; length <= 2 * radius + 1 && levels < kMostLevels; length *= ratio) ++levels;
    return levels;
  }

 private:
  static int ratio_of(int radius) { return radius <= kLargestSmallRatioRadius ? kRatio : kLargeRatio; }
  static int32_t mask_of(Extremum extremum) { return extremum == Extremum::kMaximum ? -1 : 0; }

  GpuProgram& program_;
  ImageSpec spec_;
};

}  // namespace

GpuProgram gpu_morphology(const ImageSpec& input, const ImageSpec& output, const std::vector<Extremum>& steps,
                          ElementShape shape, int radius) {
  GpuProgram program;
  Passes passes(program, output.with_format(input.format));
  const GpuOperand between = steps.size() > 1 ? passes.scratch() : GpuOperand();
  const bool square = shape == ElementShape::kSquare;
  std::vector<GpuOperand> own(static_cast<size_t>(square ? 2 : Passes::levels_of_disk(radius)));
  for (GpuOperand& each : own) each = passes.scratch();
  for (size_t step = 0; step < steps.size(); ++step) {
    const GpuOperand from = step == 0 ? gpu_input() : between;
    const GpuOperand to = step + 1 == steps.size() ? gpu_output() : between;
    if (square) {
      passes.window("extrema_rows", steps[step], radius, from, own[0], own[1]);
      passes.window("extrema_columns", steps[step], radius, own[1], own[0], to);
    } else {
      passes.disk(steps[step], radius, own, from, to);
    }
  }
  return program;
}

}  // namespace lightbench
