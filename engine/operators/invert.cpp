// invert: the negative of a picture.
//
// Formula: 1 - v
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  none.
// Border:  none, pointwise.
// Source:  complement (Gonzalez and Woods, Digital Image Processing, section 3.2).
// Errors:  none.
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/invert.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_invert(const PrepareArgs& args) {
  return per_channel_kernel(args, [](Lanes v) { return 1.0f - v; });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_invert);

OperatorDef invert_operator() {
  OperatorDef def;
  def.id = "invert";
  def.label = "Invert";
  def.category = Category::kTone;
  def.summary = "Turns the picture into its negative.";
  def.formula = "1-v";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "Image negative: Gonzalez and Woods, Digital Image Processing, section 3.2";
  def.search_words = {"negative", "complement", "not"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_invert)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> { return gpu_formula("invert", args.outputs[0], 1); };
  def.reference = [](const ReferenceArgs& args) {
    return per_channel_reference(args, [](double v) { return 1.0 - v; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
