// linear_to_srgb: from linear light to sRGB's stored values.
//
// Formula: v ≤ 0.0031308: 12.92 v, else 1.055 v^(1/2.4) - 0.055
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  none.
// Border:  none, pointwise.
// Source:  IEC 61966-2-1:1999, 5.2. Negative values go on along the straight line, values above 1 along the power.
// Errors:  none.
#include <cmath>

#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/linear_to_srgb.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_linear_to_srgb(const PrepareArgs& args) {
  return per_vector_kernel(args, [](auto d, auto& v) HWY_ATTR {
    std::remove_reference_t<decltype(v)> power;
    for (size_t u = 0; u < std::size(v); ++u) power[u] = v[u];
    fast_root(d, power, 1.0f / 2.4f);
    for (size_t u = 0; u < std::size(v); ++u) {
      const auto line = hn::Mul(v[u], hn::Set(d, 12.92f));
      power[u] = hn::MulAdd(power[u], hn::Set(d, 1.055f), hn::Set(d, -0.055f));
      v[u] = hn::IfThenElse(hn::Gt(v[u], hn::Set(d, 0.0031308f)), power[u], line);
    }
  });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_linear_to_srgb);

OperatorDef linear_to_srgb_operator() {
  OperatorDef def;
  def.id = "linear_to_srgb";
  def.label = "Linear to sRGB";
  def.category = Category::kTone;
  def.summary = "Turns amounts of light back into stored sRGB values.";
  def.formula = "v ≤ 0.0031308: 12.92·v, else 1.055·v^(1/2.4) - 0.055";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "IEC 61966-2-1:1999, section 5.2";
  def.search_words = {"encode", "gamma", "display", "transfer"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_linear_to_srgb)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("linear_to_srgb", args.outputs[0], 1);
  };
  def.reference = [](const ReferenceArgs& args) {
    return per_channel_reference(
        args, [](double v) { return v > 0.0031308 ? 1.055 * std::pow(v, 1 / 2.4) - 0.055 : v * 12.92; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
