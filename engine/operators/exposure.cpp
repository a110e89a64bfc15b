// exposure: brightens or darkens by factors of two.
//
// Formula: v · 2^stops
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  stops -20..20 stops.
// Border:  none, pointwise.
// Source:  the definition of a photographic stop (ISO 2720:1974, exposure value).
// Errors:  none.
#include <cmath>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/exposure.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_exposure(const PrepareArgs& args) {
  const float factor = static_cast<float>(std::exp2(args.params.number("stops")));
  return per_channel_kernel(args, [factor](Lanes v) { return v * factor; });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_exposure);

OperatorDef exposure_operator() {
  OperatorDef def;
  def.id = "exposure";
  def.label = "Exposure";
  def.category = Category::kTone;
  def.params = {number_param("stops", "Exposure", 0, -20, 20, -4, 4, 0.05, "stops",
                             "How many times the light is doubled; negative halves it.")};
  def.summary = "Brightens or darkens the picture as a longer or shorter exposure would.";
  def.formula = "v·2^stops";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "ISO 2720:1974, exposure value: one stop is a factor of two";
  def.search_words = {"brightness", "gain", "ev", "stops", "lighten", "darken", "multiply"};
  def.is_identity = [](const Params& params) { return params.number("stops") == 0; };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_exposure)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("exposure", args.outputs[0], 1,
                       gpu_twofold({{"factor", std::exp2(args.params.number("stops"))}}));
  };
  def.reference = [](const ReferenceArgs& args) {
    const double factor = std::exp2(args.params.number("stops"));
    return per_channel_reference(args, [factor](double v) { return v * factor; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
