#include "engine/operators/gpu_gaussian.h"

#include "engine/operators/gaussian_strips.h"

namespace lightbench {
namespace {

enum class Direction : int32_t { kDown = 0, kAlong = 1 };

// `made` is what the pass makes; a layer a channel.
GpuPass sums(const ImageSpec& made, Direction direction, int first, int step, const std::vector<float>& weights,
             GpuOperand from, GpuOperand to) {
  GpuPass pass = gpu_pass("coarse_sums", made, made.channels, {from}, {to},
                          {{"along", static_cast<int32_t>(direction)},
                           {"first", int32_t{first}},
                           {"step", int32_t{step}},
                           {"terms", static_cast<int32_t>(weights.size())}});
  pass.table = weights;
  pass.work = 1 + static_cast<double>(weights.size());
  return pass;
}

GpuPass up(const ImageSpec& made, Direction direction, const CoarseAxis& axis, GpuOperand from, GpuTwofold to) {
  GpuPass pass = gpu_pass("coarse_up", made, made.channels, {from, gpu_input()}, {to.high, to.low},
                          {{"along", static_cast<int32_t>(direction)}, {"step", int32_t{axis.step}}});
  pass.table = axis.up;
  pass.work = 5;
  return pass;
}

// What a sample of the highest value counts while it is summed.
double top_of(SampleFormat format) {
  return format == SampleFormat::kU8 ? 255 : format == SampleFormat::kU16 ? 65535 : 1;
}

}  // namespace

GpuProgram gpu_large_gaussian(const ImageSpec& input, const ImageSpec& output, double sigma, GpuTwofold to) {
  const CoarseAxis columns(sigma, output.height, (output.format == SampleFormat::kU8 ? 255 : 1) / top_of(input.format));
  const CoarseAxis rows(sigma, output.width, 1);
  const auto scratch = [&](int width, int height) {
    return ImageSpec{width, height, output.color_channels(), SampleFormat::kF32};
  };
  GpuProgram program;
  // Coarse rows of the picture's width; coarse both ways before the blur along rows, and after it; blurred coarse rows.
  program.scratch = {scratch(output.width, columns.made), scratch(rows.made, columns.made),
                     scratch(rows.kept, columns.made), scratch(output.width, columns.kept)};
  const std::vector<ImageSpec>& specs = program.scratch;
  program.passes = {
      sums(specs[0], Direction::kDown, columns.first(), columns.step, columns.down, gpu_input(), gpu_scratch(0)),
      sums(specs[1], Direction::kAlong, rows.first(), rows.step, rows.down, gpu_scratch(0), gpu_scratch(1)),
      sums(specs[2], Direction::kAlong, 0, 1, rows.blur, gpu_scratch(1), gpu_scratch(2)),
      up(specs[0], Direction::kAlong, rows, gpu_scratch(2), {gpu_scratch(0), {}}),
      sums(specs[3], Direction::kDown, 0, 1, columns.blur, gpu_scratch(0), gpu_scratch(3)),
      up(output, Direction::kDown, columns, gpu_scratch(3), to)};
  return program;
}

}  // namespace lightbench
