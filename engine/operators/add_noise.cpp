// add_noise: random grain that is the same for the same place and seed.
//
// Formula: gaussian v + sigma · n, n = sqrt(-2 ln u1) cos(2π u2); uniform v + sigma · √3 · (2 u1 - 1);
//          salt_pepper: a fraction `amount` of the pixels becomes 0 or 1, half of them each, all channels together
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  kind gaussian, uniform, salt_pepper; sigma 0..10, the standard deviation of both additive kinds;
//          amount 0..1; seed 0..2147483647.
// Border:  none, pointwise; u1, u2 depend on x, y, channel and seed only.
// Source:  G. E. P. Box, M. E. Muller, "A Note on the Generation of Random Normal Deviates" (1958).
// Errors:  none.
#include <cmath>
#include <numbers>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/noise_hash.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#ifndef LIGHTBENCH_OPERATORS_ADD_NOISE_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_ADD_NOISE_SHARED
namespace lightbench {
namespace {

enum class NoiseKind { kGaussian, kUniform, kSaltPepper };

NoiseKind kind_of(const Params& params) {
  const std::string& kind = params.text("kind");
  return kind == "gaussian" ? NoiseKind::kGaussian : kind == "uniform" ? NoiseKind::kUniform : NoiseKind::kSaltPepper;
}

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/add_noise.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

using Floats = hn::ScalableTag<float>;
using Bits = hn::RebindToUnsigned<Floats>;

// As scrambled() and unit_float() of noise_hash.h.
HWY_INLINE hn::Vec<Bits> scrambled_vector(hn::Vec<Bits> bits) {
  const Bits du;
  bits = hn::Mul(hn::Xor(bits, hn::ShiftRight<16>(bits)), hn::Set(du, 0x7feb352du));
  bits = hn::Mul(hn::Xor(bits, hn::ShiftRight<15>(bits)), hn::Set(du, 0x846ca68bu));
  return hn::Xor(bits, hn::ShiftRight<16>(bits));
}
HWY_INLINE hn::Vec<Floats> draw(hn::Vec<Bits> place, uint32_t first, uint32_t second) {
  const Bits du;
  const Floats d;
  const auto once = scrambled_vector(hn::Add(place, hn::Set(du, first)));
  const auto bits = hn::ShiftRight<8>(scrambled_vector(hn::Xor(once, hn::Set(du, second))));
  return hn::Mul(hn::ConvertTo(d, hn::BitCast(hn::RebindToSigned<Floats>(), bits)), hn::Set(d, 0x1p-24f));
}

class AddNoiseKernel final : public RowKernel {
 public:
  AddNoiseKernel(const ImageSpec& spec, const Params& params)
      : spec_(spec),
        kind_(kind_of(params)),
        sigma_(params.real("sigma")),
        amount_(params.real("amount")),
        seed_(params.integer("seed")) {}

  void run(const RowArgs& args) const override {
    for (int c = 0; c < spec_.color_channels(); ++c) {
      const float* in = args.in[0][static_cast<size_t>(c)];
      float* out = args.out[0][static_cast<size_t>(c)];
      if (kind_ == NoiseKind::kGaussian) gaussian(NoiseRow(args.y, c, seed_), in, out, args.x, args.count);
      if (kind_ == NoiseKind::kUniform) uniform(NoiseRow(args.y, c, seed_), in, out, args.x, args.count);
      if (kind_ == NoiseKind::kSaltPepper) salt_pepper(NoiseRow(args.y, 0, seed_), in, out, args.x, args.count);
    }
    copy_alpha(spec_, args);
  }

 private:
  // Whole vectors, into the row's padding.
  void gaussian(NoiseRow noise, const float* HWY_RESTRICT in, float* HWY_RESTRICT out, int x, int count) const {
    const Floats d;
    const Bits du;
    const auto steps = hn::Iota(du, 0);
    for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
      const auto place = hn::Add(hn::Set(du, static_cast<uint32_t>(x + i)), steps);
      const auto u1 = hn::Add(draw(place, noise.first, noise.second), hn::Set(d, 0x1p-24f));  // never 0
      const auto u2 = draw(place, noise.second, ~noise.first);
      const auto radius = hn::Sqrt(hn::Mul(fast_log2(d, u1), hn::Set(d, -2.0f * std::numbers::ln2_v<float>)));
      const auto grain = hn::Mul(hn::Set(d, sigma_), hn::Mul(radius, cosine_of_turns(d, u2)));
      hn::StoreU(hn::Add(hn::LoadU(d, in + i), grain), d, out + i);
    }
  }
  void uniform(NoiseRow noise, const float* __restrict in, float* __restrict out, int x, int count) const {
    const float half_width = sigma_ * std::numbers::sqrt3_v<float>;
    for (int i = 0; i < count; ++i) {
      out[i] = in[i] + half_width * (2.0f * unit_float(noise.bits(x + i)) - 1.0f);
    }
  }
  void salt_pepper(NoiseRow noise, const float* __restrict in, float* __restrict out, int x, int count) const {
    const float amount = amount_;
    for (int i = 0; i < count; ++i) {
      const float u = unit_float(noise.bits(x + i));
      const float speck = u < amount * 0.5f ? 0.0f : 1.0f;
      const float kept = in[i];  // read in any case: a read behind a condition keeps the loop from vectorising
      out[i] = u < amount ? speck : kept;
    }
  }

  ImageSpec spec_;
  NoiseKind kind_;
  float sigma_;
  float amount_;
  int seed_;
};

Result<Kernel> prepare_add_noise(const PrepareArgs& args) {
  return Result<Kernel>(
      Kernel(std::unique_ptr<RowKernel>(std::make_unique<AddNoiseKernel>(args.outputs[0], args.params))));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_add_noise);

namespace {

double noisy(const Params& params, double v, int x, int y, int channel) {
  const NoiseKind kind = kind_of(params);
  const NoiseRow noise(y, kind == NoiseKind::kSaltPepper ? 0 : channel, params.integer("seed"));
  const double u1 = static_cast<double>(unit_float(noise.bits(x)));
  if (kind == NoiseKind::kSaltPepper) {
    const double amount = static_cast<double>(params.real("amount"));
    return u1 < amount / 2 ? 0 : u1 < amount ? 1 : v;
  }
  const double sigma = params.number("sigma");
  if (kind == NoiseKind::kUniform) return v + sigma * std::sqrt(3.0) * (2 * u1 - 1);
  const double u2 = static_cast<double>(unit_float(noise.more_bits(x)));
  return v + sigma * std::sqrt(-2 * std::log(u1 + 0x1p-24)) * std::cos(2 * std::numbers::pi * u2);
}

Status add_noise_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  for (int c = 0; c < in.spec.channels; ++c) {
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        const double v = static_cast<double>(in.at(c, x, y));
        out.at(c, x, y) =
            c < in.spec.color_channels() ? static_cast<float>(noisy(args.params, v, x, y, c)) : in.at(c, x, y);
      }
    }
  }
  return {};
}

}  // namespace

OperatorDef add_noise_operator() {
  OperatorDef def;
  def.id = "add_noise";
  def.label = "Add noise";
  def.category = Category::kFilter;
  def.params = {choice_param("kind", "Kind", {"gaussian", "uniform", "salt_pepper"},
                             "Grain with a bell-shaped or a flat distribution, or single black and white pixels."),
                number_param("sigma", "Sigma", 0.05, 0, 10, 0, 0.5, 0.005, "",
                             "Standard deviation of gaussian and uniform noise (uniform reaches √3 times as far)."),
                number_param("amount", "Amount", 0.05, 0, 1, 0, 0.5, 0.005, "",
                             "Fraction of the pixels that salt_pepper turns black or white, half each."),
                integer_param("seed", "Seed", 0, 0, 2147483647, 0, 1000, "", "Another number gives other noise.")};
  def.summary = "Adds random grain, for instance to test a denoiser; the same seed gives the same grain.";
  def.formula =
      "gaussian: v + sigma·n(0,1); uniform: v + sigma·√3·u(-1,1); salt_pepper: a fraction amount of the pixels "
      "becomes 0 or 1. Random numbers depend on x, y, channel and seed only.";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "G. E. P. Box, M. E. Muller: A Note on the Generation of Random Normal Deviates (1958)";
  def.search_words = {"grain", "random", "gaussian", "dither", "salt", "pepper", "film"};
  def.is_identity = [](const Params& params) {
    return params.number(kind_of(params) == NoiseKind::kSaltPepper ? "amount" : "sigma") == 0;
  };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_add_noise)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const NoiseKind kind = kind_of(args.params);
    const double reach = kind == NoiseKind::kUniform ? std::sqrt(3.0) : 1.0;
    return gpu_formula(
        "add_noise", args.outputs[0], 1,
        gpu_twofold({{"scale", args.params.number("sigma") * reach}}, {{"kind", static_cast<uint32_t>(kind)},
                                                                       {"key", noise_key(args.params.integer("seed"))},
                                                                       {"amount", args.params.real("amount")}}));
  };
  def.reference = add_noise_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
