#include "engine/operators/large_gaussian.h"

#include <algorithm>
#include <utility>

#include "engine/image/convert.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {
namespace {

constexpr size_t kLine = 64;  // bytes of a cache line
size_t blocks_of(int count, int block) { return static_cast<size_t>((count + block - 1) / block); }

class LargeGaussian final : public ImageKernel {
 public:
  LargeGaussian(double sigma, FinishBlurred finish) : sigma_(sigma), finish_(std::move(finish)) {}

  Status run(ImageArgs& args) const override {
    Image in = args.inputs[0];
    Image& out = args.outputs[0];
    if (in.format() == SampleFormat::kF16) {
      Result<Image> floats = convert_image(in, SampleFormat::kF32, args.buffers);
      if (!floats) return floats.error();
      in = std::move(*floats);
    }
    const Size size = in.spec().size();
    const bool bytes = out.format() == SampleFormat::kU8 && !finish_;
    const double in_top = in.format() == SampleFormat::kU8 ? 255 : in.format() == SampleFormat::kU16 ? 65535 : 1;
    const CoarseAxis columns(sigma_, size.height, (bytes ? 255 : 1) / in_top);
    const CoarseAxis rows(sigma_, size.width, 1);
    const std::vector<ptrdiff_t> down_offsets = columns.row_offsets(static_cast<ptrdiff_t>(in.row_bytes()));
    const std::vector<ptrdiff_t> along_offsets = rows.row_offsets(kLine);

    const size_t strips = blocks_of(size.width, kGaussianLanes);
    const size_t groups = blocks_of(columns.made, kGaussianFineLanes);
    const size_t row_bytes = strips * kGaussianLanes * sizeof(float);
    const size_t group_bytes = strips * kGaussianLanes * kLine;
    const size_t kept_floats = static_cast<size_t>(columns.kept) * kGaussianLanes;
    const size_t stage_floats = bytes ? 0 : static_cast<size_t>(size.height) * kGaussianLanes;
    const size_t scratch_floats =
        std::max({size_t{16} * kGaussianLanes, gaussian_along_floats(rows), kept_floats + stage_floats});
    const std::shared_ptr<Buffer> coarse = args.buffers.allocate(groups * group_bytes);
    const std::shared_ptr<Buffer> smooth = args.buffers.allocate(groups * kGaussianFineLanes * row_bytes);
    const std::shared_ptr<Buffer> scratch =
        args.buffers.allocate(scratch_floats * sizeof(float) * static_cast<size_t>(args.workers.threads()));
    if (!coarse || !smooth || !scratch) return no_memory_to_blur(size);
    const auto own = [&](int worker) {
      return reinterpret_cast<float*>(scratch->data()) + static_cast<size_t>(worker) * scratch_floats;
    };

    for (int c = 0; c < in.channels(); ++c) {
      if (c >= in.spec().color_channels()) {
        if (!copy_plane(args.inputs[0], c, out, c, args.workers, args.cancel)) return cancelled();
        continue;
      }
      const auto down = [&](int64_t strip, int worker) {
        const size_t x = static_cast<size_t>(strip) * kGaussianLanes;
        const int count = std::min(kGaussianLanes, size.width - static_cast<int>(x));
        gaussian_down(columns, in.format(), in.row_data(c, 0) + x * sample_bytes(in.format()), count, down_offsets,
                      coarse->data() + x * kLine, static_cast<ptrdiff_t>(group_bytes), own(worker));
      };
      const auto along = [&](int64_t group, int worker) {
        const size_t index = static_cast<size_t>(group);
        gaussian_along(rows, reinterpret_cast<const float*>(coarse->data() + index * group_bytes), along_offsets,
                       smooth->data() + index * kGaussianFineLanes * row_bytes, static_cast<ptrdiff_t>(row_bytes),
                       own(worker));
      };
      const auto up = [&](int64_t strip, int worker) {
        const size_t x = static_cast<size_t>(strip) * kGaussianLanes;
        const float* source = reinterpret_cast<const float*>(smooth->data()) + x;
        const ptrdiff_t row_floats = static_cast<ptrdiff_t>(row_bytes / sizeof(float));
        if (bytes) {
          gaussian_up(columns, source, row_floats, SampleFormat::kU8, out.writable_row_data(c, 0) + x,
                      static_cast<ptrdiff_t>(out.row_bytes()), own(worker));
          return;
        }
        // Through memory of its own: the last strip may be wider than the picture's rows.
        float* stage = own(worker) + kept_floats;
        gaussian_up(columns, source, row_floats, SampleFormat::kF32, reinterpret_cast<std::byte*>(stage),
                    kGaussianLanes * sizeof(float), own(worker));
        const size_t count = std::min<size_t>(kGaussianLanes, static_cast<size_t>(size.width) - x);
        for (int y = 0; y < size.height; ++y) {
          float* blurred = stage + static_cast<ptrdiff_t>(y) * kGaussianLanes;
          if (finish_) {
            float original[kGaussianLanes];
            load_row(in.format(), in.row_data(c, y) + x * sample_bytes(in.format()), original, count);
            finish_(original, blurred, static_cast<int>(count));
          }
          store_row(out.format(), blurred, out.writable_row_data(c, y) + x * sample_bytes(out.format()), count);
        }
      };
      if (!args.workers.run(static_cast<int64_t>(strips), down, args.cancel)) return cancelled();
      if (!args.workers.run(static_cast<int64_t>(groups), along, args.cancel)) return cancelled();
      if (!args.workers.run(static_cast<int64_t>(strips), up, args.cancel)) return cancelled();
      args.progress((c + 1.0) / in.channels());
    }
    return {};
  }

 private:
  double sigma_;
  FinishBlurred finish_;
};

}  // namespace

std::unique_ptr<ImageKernel> large_gaussian_kernel(double sigma, FinishBlurred finish) {
  return std::make_unique<LargeGaussian>(sigma, std::move(finish));
}

}  // namespace lightbench
