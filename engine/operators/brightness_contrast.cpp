// brightness_contrast: shifts values and stretches them about the middle.
//
// Formula: (v - 0.5) · (1 + contrast) + 0.5 + brightness
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  brightness -1..1, added; contrast -1..1, -1 flattens to middle gray, 1 doubles the distance from it.
// Border:  none, pointwise.
// Source:  linear point operation (Gonzalez and Woods, Digital Image Processing, section 3.2).
// Errors:  none.
#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/brightness_contrast.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_brightness_contrast(const PrepareArgs& args) {
  const float slope = static_cast<float>(1 + args.params.number("contrast"));
  const float middle = static_cast<float>(0.5 + args.params.number("brightness"));
  return per_channel_kernel(args, [slope, middle](Lanes v) { return (v - 0.5f) * slope + middle; });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_brightness_contrast);

OperatorDef brightness_contrast_operator() {
  OperatorDef def;
  def.id = "brightness_contrast";
  def.label = "Brightness and contrast";
  def.category = Category::kTone;
  def.params = {number_param("brightness", "Brightness", 0, -1, 1, -1, 1, 0.01, "",
                             "Added to every value; 1 turns black into white."),
                number_param("contrast", "Contrast", 0, -1, 1, -1, 1, 0.01, "",
                             "Stretches values about 0.5; -1 leaves middle gray, 1 doubles the distance from it.")};
  def.summary = "Shifts all values and stretches them about middle gray.";
  def.formula = "(v-0.5)·(1+contrast)+0.5+brightness";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "Linear point operation: Gonzalez and Woods, Digital Image Processing, section 3.2";
  def.search_words = {"offset", "lighten", "darken", "punch", "flat"};
  def.is_identity = [](const Params& params) {
    return params.number("brightness") == 0 && params.number("contrast") == 0;
  };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_brightness_contrast)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("brightness_contrast", args.outputs[0], 1,
                       gpu_twofold({{"slope", 1 + args.params.number("contrast")},
                                    {"middle", 0.5 + args.params.number("brightness")}}));
  };
  def.reference = [](const ReferenceArgs& args) {
    const double contrast = args.params.number("contrast");
    const double brightness = args.params.number("brightness");
    return per_channel_reference(args, [=](double v) { return (v - 0.5) * (1 + contrast) + 0.5 + brightness; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
