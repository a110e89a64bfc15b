// unsharp_mask: sharpens by adding what a Gaussian blur removes.
//
// Formula: d = v - gaussian(v, sigma);  |d| ≥ threshold ? v + amount · d : v, per channel.
// Shapes:  any size, channels and format; computed in f32. Alpha passes.
// Params:  sigma 0..10000 px; amount 0..100; threshold 0..1 of the value range.
// Border:  reflect101.
// Source:  definition; the blur is that of gaussian_blur, above sigma 8 its stand-in.
// Errors:  none.
#include <cmath>

#include "engine/operators/channel_window.h"
#include "engine/operators/gaussian.h"
#include "engine/operators/gpu_separable.h"
#include "engine/operators/gpu_twofold.h"
#include "engine/operators/gpu_window.h"
#include "engine/operators/large_gaussian.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/unsharp_mask.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

void add_detail(const float* __restrict original, float* __restrict blurred, int count, float amount, float threshold) {
  for (int i = 0; i < count; ++i) {
    const float value = original[i];
    const float detail = value - blurred[i];
    blurred[i] = std::fabs(detail) >= threshold ? madd(amount, detail, value) : value;
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(add_detail);

namespace {

struct Sharpening {
  double sigma = 0;
  float amount = 0;
  float threshold = 0;

  explicit Sharpening(const Params& params)
      : sigma(params.number("sigma")), amount(params.real("amount")), threshold(params.real("threshold")) {}

  // `blurred` becomes the sharpened row.
  void combine(const float* original, float* blurred, int count) const {
    HWY_DYNAMIC_DISPATCH(add_detail)(original, blurred, count, amount, threshold);
  }
};

class DirectUnsharpMask final : public ChannelWindow {
 public:
  DirectUnsharpMask(const ImageSpec& spec, const Sharpening& sharpening, const SeparableWindow& blur)
      : ChannelWindow(spec, blur.halo()), sharpening_(sharpening), blur_(blur) {}

  size_t scratch_floats(int width) const override { return blur_.scratch_floats(width); }

 private:
  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    blur_.run(in, out, args.width, args.rows, args.scratch);
    for (int y = 0; y < args.rows; ++y) sharpening_.combine(in.row(y), out.row(y), padded_row(args.width));
  }
  Sharpening sharpening_;
  SeparableWindow blur_;
};

// On a graphics card, in one pass; `weights` are those of both axes.
GpuProgram sharpening_window(const ImageSpec& output, std::span<const double> weights,
                             const std::vector<GpuParameter>& strength) {
  std::vector<GpuParameter> parameters{{"radius", static_cast<int32_t>(weights.size() / 2)}};
  parameters.insert(parameters.end(), strength.begin(), strength.end());
  std::vector<float> table = gpu_twofold_table(weights);
  return gpu_window("unsharp_mask", output, 2 * static_cast<int>(weights.size()), std::move(parameters),
                    std::move(table));
}

Status unsharp_mask_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const std::vector<double> samples = gaussian_samples(args.params.number("sigma"), 4);
  const double amount = args.params.number("amount");
  const double threshold = args.params.number("threshold");
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    const double value = static_cast<double>(in.at(c, x, y));
    const double detail = value - gaussian_at(in, samples, c, x, y);
    return std::fabs(detail) >= threshold ? value + amount * detail : value;
  });
  return {};
}

}  // namespace

OperatorDef unsharp_mask_operator() {
  OperatorDef def;
  def.id = "unsharp_mask";
  def.version = 2;
  def.label = "Unsharp mask";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {
      number_param("sigma", "Sigma", 2, 0, 10000, 0, 20, 0.1, "px", "Size of the detail that is raised."),
      number_param("amount", "Amount", 0.5, 0, 100, 0, 3, 0.01, "", "How much of the detail is added."),
      number_param("threshold", "Threshold", 0, 0, 1, 0, 0.2, 0.001, "",
                   "Detail weaker than this is left alone, so that noise is not raised."),
  };
  def.params[0].in_pixels = true;
  def.summary = "Sharpens by adding what a Gaussian blur removes.";
  def.formula = "v + amount·(v - blur) where |v - blur| ≥ threshold, else v";
  def.shapes = "Any size, channels and format; alpha passes through.";
  def.border = "reflect101";
  def.source = "definition";
  def.search_words = {"sharpen", "sharp", "clarity"};
  def.is_identity = [](const Params& params) { return params.number("amount") == 0 || params.number("sigma") == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    const Sharpening sharpening(args.params);
    if (sharpening.sigma > kLargestDirectSigma) {
      const auto sharpen = [sharpening](const float* original, float* blurred, int count) {
        sharpening.combine(original, blurred, count);
      };
      return Kernel(large_gaussian_kernel(sharpening.sigma, sharpen));
    }
    const std::vector<float> weights = gaussian_weights(sharpening.sigma);
    return Kernel(std::make_unique<DirectUnsharpMask>(*args.inputs[0], sharpening, SeparableWindow(weights, weights)));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const ImageSpec& out = args.outputs[0];
    const std::vector<double> weights = gaussian_samples(args.params.number("sigma"), 4);
    const std::vector<GpuParameter> strength =
        gpu_twofold({{"amount", args.params.number("amount")}, {"threshold", args.params.number("threshold")}});
    if (fits_gpu_tile(weights)) return sharpening_window(out, weights, strength);
    const GpuTwofold between{gpu_scratch(0), gpu_scratch(1)}, blurred{gpu_scratch(2), gpu_scratch(3)};
    GpuProgram program;
    program.scratch.assign(4, out.with_format(SampleFormat::kF32));
    program.passes = gpu_separable_passes(out, weights, weights, Border::kReflect101, gpu_input(), between, blurred);
    program.passes.push_back(
        gpu_pass("add_detail", out, 1, {gpu_input(), blurred.high, blurred.low}, {gpu_output()}, strength));
    return program;
  };
  def.reference = unsharp_mask_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
