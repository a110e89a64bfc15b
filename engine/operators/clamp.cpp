// clamp: limits values to a range.
//
// Formula: min(max(v, low), high)
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  low, high -1e6..1e6 (stored values).
// Border:  none, pointwise.
// Source:  IEEE 754-2019, 9.6 (minimum and maximum); NaN becomes low.
// Errors:  low above high.
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/clamp.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_clamp(const PrepareArgs& args) {
  const float low = args.params.real("low");
  const float high = args.params.real("high");
  return per_channel_kernel(args, [low, high](Lanes v) { return clamped(v, low, high); });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_clamp);

OperatorDef clamp_operator() {
  OperatorDef def;
  def.id = "clamp";
  def.label = "Clamp";
  def.category = Category::kTone;
  def.params = {number_param("low", "Low", 0, -1e6, 1e6, 0, 1, 0.01, "", "Values below become this."),
                number_param("high", "High", 1, -1e6, 1e6, 0, 1, 0.01, "", "Values above become this.")};
  def.summary = "Cuts off values below and above two limits.";
  def.formula = "min(max(v,low),high)";
  def.shapes = "Any picture; the same size and channels out. Alpha passes. NaN becomes low. Error: low above high.";
  def.source = "Minimum and maximum: IEEE 754-2019, section 9.6";
  def.search_words = {"limit", "clip", "saturate", "range", "min", "max"};
  def.check = [](const Params& params) -> Status {
    if (params.number("low") <= params.number("high")) return {};
    return invalid("low is above high", {}, "set low to at most high");
  };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_clamp)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("clamp_range", args.outputs[0], 1,
                       {{"low", args.params.real("low")}, {"high", args.params.real("high")}});
  };
  def.reference = [](const ReferenceArgs& args) {
    const double low = args.params.number("low");
    const double high = args.params.number("high");
    return per_channel_reference(args, [low, high](double v) { return v > low ? (v < high ? v : high) : low; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
