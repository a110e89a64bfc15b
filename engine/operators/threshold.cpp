// threshold: black or white, nothing between.
//
// Formula: v > level → 1, else 0
// Shapes:  any channels and format in, the same out, each channel by itself; alpha passes.
// Params:  level -100..100.
// Border:  none, pointwise.
// Source:  Gonzalez and Woods, Digital Image Processing, section 10.3. NaN becomes 0.
// Errors:  none.
#include <cmath>

#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/threshold.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_threshold(const PrepareArgs& args) {
  const float level = args.params.real("level");
  return per_channel_kernel(args, [level](Lanes v) { return above(v, level); });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_threshold);
OperatorDef threshold_operator() {
  OperatorDef def;
  def.id = "threshold";
  def.label = "Threshold";
  def.category = Category::kTone;
  def.result = ResultFormat::kAsInput;
  def.params = {number_param("level", "Level", 0.5, -100, 100, 0, 1, 0.01, "", "Values above become 1, all others 0.")};
  def.summary = "Makes everything brighter than a level white and the rest black.";
  def.formula = "v > level → 1, else 0";
  def.shapes = "Any picture; the same size and channels out, channel by channel. Alpha passes.";
  def.source = "Gonzalez and Woods, Digital Image Processing, section 10.3";
  def.search_words = {"binary", "binarize", "mask", "black and white", "segment"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_threshold)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("threshold", args.outputs[0], 1, {{"level", args.params.real("level")}});
  };
  def.reference = [](const ReferenceArgs& args) {
    const float level = args.params.real("level");
    return per_channel_reference(args, [level](double v) { return v > static_cast<double>(level) ? 1.0 : 0.0; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
