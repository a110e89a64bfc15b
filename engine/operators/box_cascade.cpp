#include "engine/operators/box_cascade.h"

#include <algorithm>
#include <cmath>

#include "engine/image/convert.h"
#include "engine/operators/box_bytes.h"
#include "engine/operators/box_strips.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/sliding_window.h"

namespace lightbench {
namespace {

constexpr size_t kLine = 64;  // bytes of a cache line

size_t blocks_of(int count, int block) { return static_cast<size_t>((count + block - 1) / block); }

// Float sums that lose small values beside a huge one, or anything beside NaN and infinity, must not run on.
constexpr float kLargestRunning = 1 << 20;

// What lies between the two axes, and what each worker needs for itself.
struct AxisMemory {
  AxisMemory(ImageArgs& args, size_t between_bytes, size_t scratch_bytes)
      : between(args.buffers.allocate(between_bytes)),
        scratch(args.buffers.allocate(scratch_bytes * static_cast<size_t>(args.workers.threads()))),
        worker_bytes(scratch_bytes) {}
  explicit operator bool() const { return between && scratch; }
  std::byte* own(int worker) const { return scratch->data() + static_cast<size_t>(worker) * worker_bytes; }

  std::shared_ptr<Buffer> between, scratch;
  size_t worker_bytes;
};

// first_axis(channel, strip, worker) for all strips of a channel, then second_axis(channel, band, worker).
template <typename FirstAxis, typename SecondAxis>
Status run_axes(ImageArgs& args, int colors, size_t strips, size_t bands, const FirstAxis& first_axis,
                const SecondAxis& second_axis) {
  for (int c = 0; c < colors; ++c) {
    const auto first = [&](int64_t strip, int worker) { first_axis(c, strip, worker); };
    const auto second = [&](int64_t band, int worker) { second_axis(c, band, worker); };
    if (!args.workers.run(static_cast<int64_t>(strips), first, args.cancel)) return cancelled();
    args.progress((2 * c + 1) / (2.0 * colors));
    if (!args.workers.run(static_cast<int64_t>(bands), second, args.cancel)) return cancelled();
    args.progress((c + 1.0) / colors);
  }
  return {};
}

// Rows of floats that were staged on their way to a format of fewer bits.
void store_staged(const std::byte* staged, size_t row_bytes, Image& out, int channel, int y, int rows) {
  for (int i = 0; i < rows; ++i) {
    store_row(out.format(), reinterpret_cast<const float*>(staged + static_cast<size_t>(i) * row_bytes),
              out.writable_row_data(channel, y + i), static_cast<size_t>(out.width()));
  }
}

class BoxCascadeKernel final : public ImageKernel {
 public:
  explicit BoxCascadeKernel(BoxCascade boxes) : boxes_(std::move(boxes)) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const int channels = in.channels();
    const int colors = in.spec().color_channels();
    const bool bytes = in.format() == SampleFormat::kU8 && out.format() == SampleFormat::kU8;
    Status status = bytes && ByteBoxAxis::fits(boxes_.radii, in.width())
                        ? run_byte_boxes(boxes_.radii, boxes_.end, args)
                    : is_integer(in.format()) ? blur_integers(args, colors)
                                              : blur_floats(args, colors);
    if (!status) return status;
    for (int c = colors; c < channels; ++c) {
      if (!copy_plane(in, c, out, c, args.workers, args.cancel)) return cancelled();
    }
    args.progress(1);
    return {};
  }

 private:
  // Sixty-four columns a strip; 16 bits between the axes: rows of 64 lines of the picture, column after column.
  Status blur_integers(ImageArgs& args, int colors) const {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const Size size = in.spec().size();
    const ptrdiff_t sample = static_cast<ptrdiff_t>(sample_bytes(in.format()));
    const size_t strips = blocks_of(size.width, kBoxLanes);
    const size_t bands = blocks_of(size.height, kBoxLanes);
    constexpr ptrdiff_t kRow = kBoxLanes * sizeof(uint16_t);
    const ptrdiff_t band_bytes = static_cast<ptrdiff_t>(strips) * kBoxLanes * kRow;
    const int in_bits = in.format() == SampleFormat::kU8 ? 8 : 16;

    const BoxResult result = out.format() == SampleFormat::kU8    ? BoxResult::kU8
                             : out.format() == SampleFormat::kU16 ? BoxResult::kU16
                                                                  : BoxResult::kF32;
    const double result_scale = result == BoxResult::kU8 ? 1 / 257.0 : result == BoxResult::kU16 ? 1 : 1 / 65535.0;
    const BoxAxis down(boxes_.radii, boxes_.end, size.height, static_cast<ptrdiff_t>(in.row_bytes()), in_bits,
                       in_bits == 8 ? 257 : 1);
    const BoxAxis along(boxes_.radii, boxes_.end, size.width, kRow, 16, result_scale);

    const bool half_floats = out.format() == SampleFormat::kF16;
    const size_t row_bytes = blocks_of(size.width, 16) * kLine;  // of a band of floats on its way to halves
    const size_t scratch_bytes =
        std::max(down.scratch_bytes(), along.scratch_bytes() + (half_floats ? kBoxLanes * row_bytes : 0));
    const AxisMemory memory(args, bands * static_cast<size_t>(band_bytes), scratch_bytes);
    if (!memory) return no_memory_to_blur(size);

    const auto first_axis = [&](int c, int64_t strip, int worker) {
      const BoxTarget target{memory.between->data() + strip * kBoxLanes * kRow, kRow, band_bytes, kRow / 2, kBoxLanes};
      run_box_strip(down, in.format(), in.row_data(c, 0) + strip * kBoxLanes * sample, BoxResult::kU16, target,
                    memory.own(worker));
    };
    const auto second_axis = [&](int c, int64_t band, int worker) {
      const int y = static_cast<int>(band) * kBoxLanes;
      const int rows = std::min(kBoxLanes, size.height - y);
      const std::byte* source = memory.between->data() + band * band_bytes;
      if (!half_floats) {
        const BoxTarget target{out.writable_row_data(c, y), static_cast<ptrdiff_t>(out.row_bytes()), kLine, 0, rows};
        run_box_strip(along, SampleFormat::kU16, source, result, target, memory.own(worker));
        return;
      }
      std::byte* staged = memory.own(worker) + along.scratch_bytes();
      const BoxTarget target{staged, static_cast<ptrdiff_t>(row_bytes), kLine, 0, rows};
      run_box_strip(along, SampleFormat::kU16, source, result, target, memory.own(worker));
      store_staged(staged, row_bytes, out, c, y, rows);
    };
    return run_axes(args, colors, strips, bands, first_axis, second_axis);
  }

  // Sixteen columns a strip.
  Status blur_floats(ImageArgs& args, int colors) const {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const Size size = in.spec().size();
    const size_t strips = blocks_of(size.width, kBoxFloatLanes);
    const size_t bands = blocks_of(size.height, kBoxFloatLanes);
    constexpr ptrdiff_t kRow = kLine;
    const ptrdiff_t band_bytes = static_cast<ptrdiff_t>(strips) * kBoxFloatLanes * kRow;
    const bool convert_in = in.format() != SampleFormat::kF32;
    const bool convert_out = out.format() != SampleFormat::kF32;
    const ptrdiff_t in_row_bytes = convert_in ? kRow : static_cast<ptrdiff_t>(in.row_bytes());
    const BoxAxis down(boxes_.radii, boxes_.end, size.height, in_row_bytes, 0, 1);
    const BoxAxis along(boxes_.radii, boxes_.end, size.width, kRow, 0, 1);

    const size_t row_bytes = static_cast<size_t>(strips) * kLine;
    const size_t down_bytes = down.scratch_bytes() + (convert_in ? static_cast<size_t>(size.height) * kLine : 0);
    const size_t along_bytes = along.scratch_bytes() + (convert_out ? kBoxFloatLanes * row_bytes : 0);
    const size_t scratch_bytes = std::max(down_bytes, along_bytes);
    const AxisMemory memory(args, bands * static_cast<size_t>(band_bytes), scratch_bytes);
    if (!memory) return no_memory_to_blur(size);

    const auto first_axis = [&](int c, int64_t strip, int worker) {
      const int x = static_cast<int>(strip) * kBoxFloatLanes;
      const int columns = std::min(kBoxFloatLanes, size.width - x);
      const std::byte* source = in.row_data(c, 0) + static_cast<ptrdiff_t>(x) * 4;
      if (convert_in) {
        std::byte* staged = memory.own(worker) + down.scratch_bytes();
        for (int y = 0; y < size.height; ++y) {
          load_row(in.format(), in.row_data(c, y) + static_cast<size_t>(x) * sample_bytes(in.format()),
                   reinterpret_cast<float*>(staged + y * kRow), static_cast<size_t>(columns));
        }
        source = staged;
      }
      const BoxTarget target{memory.between->data() + strip * kBoxFloatLanes * kRow, kRow, band_bytes, 0,
                             kBoxFloatLanes};
      run_lines(down, source, in_row_bytes, columns, target, memory.own(worker));
    };
    const auto second_axis = [&](int c, int64_t band, int worker) {
      const int y = static_cast<int>(band) * kBoxFloatLanes;
      const int rows = std::min(kBoxFloatLanes, size.height - y);
      std::byte* staged = memory.own(worker) + along.scratch_bytes();
      const BoxTarget target{convert_out ? staged : out.writable_row_data(c, y),
                             static_cast<ptrdiff_t>(convert_out ? row_bytes : out.row_bytes()), kLine, 0, rows};
      run_lines(along, memory.between->data() + band * band_bytes, kRow, rows, target, memory.own(worker));
      if (convert_out) store_staged(staged, row_bytes, out, c, y, rows);
    };
    return run_axes(args, colors, strips, bands, first_axis, second_axis);
  }

  // By running sums where these are safe, else by sums that never subtract.
  void run_lines(const BoxAxis& axis, const std::byte* in, ptrdiff_t row_bytes, int columns, const BoxTarget& target,
                 std::byte* scratch) const {
    bool safe = true;
    for (int t = 0; t < axis.length && safe; ++t) {
      const float* row = reinterpret_cast<const float*>(in + t * row_bytes);
      for (int i = 0; i < columns; ++i) safe &= std::fabs(row[i]) <= kLargestRunning;
    }
    if (safe) {
      run_box_float_strip(axis, in, target, scratch);
    } else {
      slide_lines(axis, in, row_bytes, columns, target);
    }
  }

  // The line is extended once for all boxes: a symmetric window keeps the mirror symmetry of the extension.
  void slide_lines(const BoxAxis& axis, const std::byte* in, ptrdiff_t row_bytes, int columns,
                   const BoxTarget& target) const {
    constexpr ptrdiff_t kLanes = kBoxFloatLanes;
    int margin = boxes_.end > 0 ? 1 : 0;
    for (const int radius : boxes_.radii) margin += radius;
    const int length = axis.length;
    std::vector<float> line(static_cast<size_t>(length + 2 * margin) * kLanes), result(line.size());
    for (int t = -margin; t < length + margin; ++t) {
      const int row = border_index(t, length, Border::kReflect101);
      const float* source = reinterpret_cast<const float*>(in + row * row_bytes);
      std::copy(source, source + columns, line.begin() + (t + margin) * kLanes);
    }
    std::vector<float> small;
    std::vector<double> large;
    for (size_t i = 0; i < boxes_.radii.size(); ++i) {
      const int radius = boxes_.radii[i];
      const bool last = i + 1 == boxes_.radii.size();
      const int next = margin - radius - (last && boxes_.end > 0 ? 1 : 0);
      slide_mean(line.data() + (margin - next) * kLanes, result.data(), length + 2 * next, radius, small, large);
      if (last && boxes_.end > 0) {
        const float side = static_cast<float>(2 * radius + 1);
        const float end = static_cast<float>(boxes_.end);
        for (ptrdiff_t k = 0; k < length * kLanes; ++k) {
          const float outside = line[static_cast<size_t>(k)] + line[static_cast<size_t>(k + 2 * margin * kLanes)];
          result[static_cast<size_t>(k)] = (result[static_cast<size_t>(k)] * side + outside * end) / (side + 2 * end);
        }
      }
      margin = next;
      line.swap(result);
    }
    for (int t = 0; t < length; ++t) {
      for (int i = 0; i < target.lines; ++i) {
        reinterpret_cast<float*>(target.data + t / 16 * target.step + i * target.stride)[t % 16] =
            line[static_cast<size_t>(t * kLanes + i)];
      }
    }
  }

  BoxCascade boxes_;
};

}  // namespace

std::unique_ptr<ImageKernel> box_cascade_kernel(BoxCascade boxes) {
  return std::make_unique<BoxCascadeKernel>(std::move(boxes));
}

}  // namespace lightbench
