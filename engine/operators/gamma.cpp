// gamma: a power curve through black and white.
//
// Formula: max(v, 0)^(1/gamma)
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  gamma 0.01..100; above 1 lifts the mid-tones, below 1 darkens them.
// Border:  none, pointwise.
// Source:  C. Poynton, Digital Video and HD, chapter 27 (gamma). Negative values and NaN become 0.
// Errors:  none.
#include <cmath>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/gamma.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_gamma(const PrepareArgs& args) {
  const float exponent = static_cast<float>(1 / args.params.number("gamma"));
  if (exponent <= kLargestRoot) {
    return per_vector_kernel(args, [exponent](auto d, auto& v) HWY_ATTR { fast_root(d, v, exponent); });
  }
  return per_vector_kernel(args, [exponent](auto d, auto& v) HWY_ATTR { fast_pow(d, v, exponent); });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_gamma);

OperatorDef gamma_operator() {
  OperatorDef def;
  def.id = "gamma";
  def.label = "Gamma";
  def.category = Category::kTone;
  def.params = {number_param("gamma", "Gamma", 1, 0.01, 100, 0.2, 5, 0.01, "",
                             "Above 1 lifts the mid-tones, below 1 darkens them; black and white stay.")};
  def.summary = "Lifts or lowers the mid-tones and leaves black and white where they are.";
  def.formula = "max(v,0)^(1/gamma)";
  def.shapes = "Any picture; the same size and channels out. Alpha passes. Negative values become 0.";
  def.source = "C. Poynton, Digital Video and HD, chapter 27";
  def.search_words = {"power", "midtones", "encode", "decode", "curve"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_gamma)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("gamma", args.outputs[0], 1, gpu_twofold({{"exponent", 1 / args.params.number("gamma")}}));
  };
  def.reference = [](const ReferenceArgs& args) {
    const double exponent = 1 / args.params.number("gamma");
    return per_channel_reference(args, [exponent](double v) { return v > 0 ? std::pow(v, exponent) : 0.0; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
