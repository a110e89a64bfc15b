// saturation: moves colours towards or away from gray of the same luma.
//
// Formula: luma + amount · (v - luma), luma = 0.2126 R + 0.7152 G + 0.0722 B
// Shapes:  any channels and format in, the same out; gray and alpha pass.
// Params:  amount 0..10; 0 is gray, 1 leaves the picture as it is.
// Border:  none, pointwise.
// Source:  luma coefficients of ITU-R BT.709-6, item 3.2, on stored values.
// Errors:  none.
#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/saturation.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/color-inl.h"
#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_saturation(const PrepareArgs& args) {
  if (args.outputs[0].color_channels() == 1) return per_channel_kernel(args, [](Lanes v) { return v; });
  const float amount = args.params.real("amount");
  return per_color_kernel(args, [amount]<class Sample>(Color<Sample> c) {
    const Sample luma = static_cast<float>(kLumaRed) * c.red + static_cast<float>(kLumaGreen) * c.green +
                        static_cast<float>(kLumaBlue) * c.blue;
    return Color<Sample>{luma + amount * (c.red - luma), luma + amount * (c.green - luma),
                         luma + amount * (c.blue - luma)};
  });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_saturation);

OperatorDef saturation_operator() {
  OperatorDef def;
  def.id = "saturation";
  def.label = "Saturation";
  def.category = Category::kTone;
  def.params = {number_param("amount", "Amount", 1, 0, 10, 0, 2, 0.01, "",
                             "0 is gray, 1 leaves the colours, 2 doubles their distance from gray.")};
  def.summary = "Makes colours stronger or weaker and keeps their luma.";
  def.formula = "luma + amount·(v-luma), luma = 0.2126 R + 0.7152 G + 0.0722 B";
  def.shapes = "Any picture; the same size and channels out. Gray pictures and alpha pass.";
  def.source = "Luma: ITU-R BT.709-6, item 3.2";
  def.search_words = {"colour", "color", "vibrance", "chroma", "desaturate"};
  def.is_identity = [](const Params& params) { return params.number("amount") == 1; };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_saturation)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("saturation", args.outputs[0], 1, gpu_twofold({{"amount", args.params.number("amount")}}));
  };
  def.reference = [](const ReferenceArgs& args) {
    if (args.inputs[0]->spec.color_channels() == 1) return per_channel_reference(args, [](double v) { return v; });
    const double amount = args.params.number("amount");
    return per_color_reference(args, [amount](Color<double> c) {
      const double luma = kLumaRed * c.red + kLumaGreen * c.green + kLumaBlue * c.blue;
      return Color<double>{luma + amount * (c.red - luma), luma + amount * (c.green - luma),
                           luma + amount * (c.blue - luma)};
    });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
