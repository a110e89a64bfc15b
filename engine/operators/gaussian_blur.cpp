// gaussian_blur: blurs with a bell curve.
//
// Formula: in * exp(-(x² + y²) / 2 sigma²), truncated at 4 sigma, weights of sum 1.
// Shapes:  any size, channels and format; computed in f32. Alpha passes.
// Params:  sigma 0..10000 px; 0 is the identity. Above 8, and from 3 on between integers, the coarse grid of
//          gaussian_strips.h stands in: at most 2.5e-3 (0.64 / 255) of the range off, the same bits for integers on
//          every instruction set.
// Border:  reflect101.
// Source:  definition.
// Errors:  none.
#include <algorithm>
#include <utility>

#include "engine/image/convert.h"
#include "engine/operators/gaussian.h"
#include "engine/operators/gaussian_strips.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

constexpr size_t kLine = 64;  // bytes of a cache line
size_t blocks_of(int count, int block) { return static_cast<size_t>((count + block - 1) / block); }

// Three sections a channel: strips of columns down to coarse rows, sixteen coarse rows at a time along the rows, and
// strips of columns up again.
class LargeGaussian final : public ImageKernel {
 public:
  explicit LargeGaussian(double sigma) : sigma_(sigma) {}

  Status run(ImageArgs& args) const override {
    Image in = args.inputs[0];
    Image& out = args.outputs[0];
    if (in.format() == SampleFormat::kF16) {
      Result<Image> floats = convert_image(in, SampleFormat::kF32, args.buffers);
      if (!floats) return floats.error();
      in = std::move(*floats);
    }
    const Size size = in.spec().size();
    const bool bytes = out.format() == SampleFormat::kU8;
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
    if (!coarse || !smooth || !scratch) return no_memory(size);
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
          store_row(out.format(), stage + static_cast<ptrdiff_t>(y) * kGaussianLanes,
                    out.writable_row_data(c, y) + x * sample_bytes(out.format()), count);
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
  static Status no_memory(Size size) {
    return failed("no memory to blur " + std::to_string(size.width) + " × " + std::to_string(size.height) + " pixels",
                  "", "close other programs or use a smaller picture");
  }

  double sigma_;
};

Status gaussian_blur_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const std::vector<double> samples = gaussian_samples(args.params.number("sigma"), 4);
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) { return gaussian_at(in, samples, c, x, y); });
  return {};
}

}  // namespace

OperatorDef gaussian_blur_operator() {
  OperatorDef def;
  def.id = "gaussian_blur";
  def.version = 2;
  def.label = "Gaussian blur";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {number_param("sigma", "Sigma", 1, 0, 10000, 0, 50, 0.1, "px", "Standard deviation of the bell curve.")};
  def.params[0].in_pixels = true;
  def.summary = "Blurs with a bell curve: soft, without edges of its own.";
  def.formula = "image * exp(-(x² + y²) / 2·sigma²), truncated at 4·sigma, normalised";
  def.shapes =
      "Any size, channels and format; alpha passes through. Above sigma 8, for integers from 3 on, within 0.0025 of "
      "the value range.";
  def.border = "reflect101";
  def.source = "definition";
  def.search_words = {"blur", "smooth", "soften", "lowpass"};
  def.is_identity = [](const Params& params) { return params.number("sigma") == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    const double sigma = args.params.number("sigma");
    const bool integers = is_integer(args.inputs[0]->format) && is_integer(args.outputs[0].format);
    if (sigma > kLargestDirectSigma || (integers && sigma >= kSmallestCoarseSigma))
      return Kernel(std::make_unique<LargeGaussian>(sigma));
    const std::vector<float> weights = gaussian_weights(sigma);
    return Kernel(separable_kernel(*args.inputs[0], SeparableWindow(weights, weights)));
  };
  def.reference = gaussian_blur_reference;
  return def;
}

}  // namespace lightbench
