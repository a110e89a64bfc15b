// vignette: darkens towards the corners.
//
// Formula: v · (1 - strength · smoothstep(0, radius, d)), d = distance of the pixel's centre from the picture's centre
//          over half the diagonal; smoothstep t²(3 - 2t), t = clamp(d / radius, 0, 1)
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  strength -1..1 (negative brightens), radius 0.01..4 half diagonals.
// Border:  none, pointwise.
// Source:  smoothstep of the OpenGL Shading Language 4.60, 8.3.
// Errors:  none.
#include <algorithm>
#include <cmath>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/vignette.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

class VignetteKernel final : public RowKernel {
 public:
  VignetteKernel(const ImageSpec& spec, const Params& params)
      : spec_(spec),
        strength_(params.real("strength")),
        center_x_(static_cast<float>(spec.width) / 2 - 0.5f),
        center_y_(static_cast<float>(spec.height) / 2 - 0.5f),
        scale_(static_cast<float>(2 / (std::hypot(spec.width, spec.height) * params.number("radius")))) {}

  // The factor is the same for all channels of a pixel.
  void run(const RowArgs& args) const override {
    const hn::ScalableTag<float> d;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const float down = (static_cast<float>(args.y) - center_y_) * scale_;
    const auto down_squared = hn::Set(d, down * down);
    const auto one = hn::Set(d, 1.0f);
    const auto lane = hn::Iota(d, 0.0f);
    const size_t channels = static_cast<size_t>(spec_.color_channels());
    const int padded = padded_row(args.count);
    for (int i = 0; i < padded; i += lanes) {
      const auto column = hn::Add(hn::Set(d, static_cast<float>(args.x + i)), lane);
      const auto across = hn::Mul(hn::Sub(column, hn::Set(d, center_x_)), hn::Set(d, scale_));
      const auto t = hn::Min(hn::Sqrt(hn::MulAdd(across, across, down_squared)), one);
      const auto step = hn::Mul(hn::Mul(t, t), hn::NegMulAdd(t, hn::Set(d, 2.0f), hn::Set(d, 3.0f)));
      const auto factor = hn::NegMulAdd(step, hn::Set(d, strength_), one);
      for (size_t c = 0; c < channels; ++c) {
        hn::StoreU(hn::Mul(hn::LoadU(d, args.in[0][c] + i), factor), d, args.out[0][c] + i);
      }
    }
    copy_alpha(spec_, args);
  }

 private:
  ImageSpec spec_;
  float strength_;
  float center_x_;
  float center_y_;
  float scale_;  // pixels to t
};

Result<Kernel> prepare_vignette(const PrepareArgs& args) {
  return Result<Kernel>(
      Kernel(std::unique_ptr<RowKernel>(std::make_unique<VignetteKernel>(args.outputs[0], args.params))));
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_vignette);

namespace {

Status vignette_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  const double strength = args.params.number("strength");
  const double radius = args.params.number("radius");
  const double half_diagonal = std::hypot(in.spec.width, in.spec.height) / 2;
  for (int c = 0; c < in.spec.channels; ++c) {
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        const double d = std::hypot(x + 0.5 - in.spec.width / 2.0, y + 0.5 - in.spec.height / 2.0) / half_diagonal;
        const double t = std::clamp(d / radius, 0.0, 1.0);
        const double factor = c < in.spec.color_channels() ? 1 - strength * t * t * (3 - 2 * t) : 1;
        out.at(c, x, y) = static_cast<float>(static_cast<double>(in.at(c, x, y)) * factor);
      }
    }
  }
  return {};
}

}  // namespace

OperatorDef vignette_operator() {
  OperatorDef def;
  def.id = "vignette";
  def.label = "Vignette";
  def.category = Category::kTone;
  def.params = {number_param("strength", "Strength", 0.5, -1, 1, 0, 1, 0.01, "",
                             "How much light is taken away at the radius; negative brightens."),
                number_param("radius", "Radius", 1, 0.01, 4, 0.1, 2, 0.01, "half diagonals",
                             "Where the full strength is reached; 1 is the corner.")};
  def.summary = "Darkens the picture towards its corners.";
  def.formula = "v·(1-strength·smoothstep(0,radius,d)), d = distance from centre / half diagonal";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "smoothstep: OpenGL Shading Language 4.60, section 8.3";
  def.search_words = {"corners", "falloff", "darken edges", "lens"};
  def.is_identity = [](const Params& params) { return params.number("strength") == 0; };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_vignette)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const double reach = std::hypot(args.outputs[0].width, args.outputs[0].height) * args.params.number("radius");
    return gpu_formula("vignette", args.outputs[0], 1,
                       gpu_twofold({{"strength", args.params.number("strength")}, {"scale", 1 / (reach * reach)}}));
  };
  def.reference = vignette_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
