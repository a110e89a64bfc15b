#include "engine/operators/gpu_boxes.h"

#include <cstddef>

#include "engine/operators/gpu_twofold.h"

namespace lightbench {
namespace {

constexpr GpuTwofold kBlocks{gpu_scratch(0), gpu_scratch(1)};
constexpr double kPassLoads = 12;  // what one more pass costs, in loads of a pixel: writing and reading all of them

// How a box of side 2 · radius + 1 is put together: 2 · count + 1 blocks of `step` samples and `rim` on each side.
struct BoxParts {
  int32_t step = 1;
  int32_t count = 0;
  int32_t rim = 0;
  double loads = 0;
};

BoxParts parts_of(int radius) {
  const int side = 2 * radius + 1;
  BoxParts best{1, radius, 0, 1.0 * side};
  for (int step = 3; 3 * step <= side && step < best.loads; step += 2) {
    const int count = (side / step - 1) / 2;
    const int rim = radius - (step * (2 * count + 1) - 1) / 2;
    const double loads = step + 2 * count + 1 + 2.0 * rim + kPassLoads;
    if (loads < best.loads) best = {step, count, rim, loads};
  }
  return best;
}

void add_box(GpuProgram& program, const ImageSpec& spec, const char* shader, int radius, double end, GpuTwofold from,
             GpuTwofold to) {
  const auto add = [&](GpuTwofold blocks, const BoxParts& parts, double end_weight, double scale, GpuTwofold target) {
    GpuPass pass = gpu_pass(
        shader, spec, spec.channels, {blocks.high, blocks.low, from.high, from.low}, {target.high, target.low},
        gpu_twofold({{"end", end_weight}, {"scale", scale}}, {{"blocks", parts.count},
                                                              {"step", parts.step},
                                                              {"inside", parts.count * parts.step + parts.step / 2},
                                                              {"rim", parts.rim}}));
    pass.work = 4 + 4.0 * (parts.count + parts.rim);
    program.passes.push_back(std::move(pass));
  };
  const BoxParts parts = parts_of(radius);
  if (parts.step > 1) add(from, {1, parts.step / 2, 0, 0}, 0, 1, kBlocks);
  add(parts.step > 1 ? kBlocks : from, parts, end, 1 / (2.0 * radius + 1 + 2 * end), to);
}

}  // namespace

GpuProgram gpu_box_cascade(const ImageSpec& output, const BoxCascade& boxes) {
  GpuProgram program;
  const size_t count = boxes.radii.size();
  program.scratch.assign(count > 1 ? 6 : 4, output.with_format(SampleFormat::kF32));
  GpuTwofold from{gpu_input(), {}};
  int turn = 0;
  for (const char* shader : {"box_rows", "box_columns"}) {
    for (size_t i = 0; i < count; ++i, turn ^= 1) {
      const bool last = i + 1 == count;
      const bool finished = last && shader == std::string("box_columns");
      const GpuTwofold to =
          finished ? GpuTwofold{gpu_output(), {}} : GpuTwofold{gpu_scratch(2 + 2 * turn), gpu_scratch(3 + 2 * turn)};
      add_box(program, output, shader, boxes.radii[i], last ? boxes.end : 0, from, to);
      from = to;
    }
  }
  return program;
}

}  // namespace lightbench
