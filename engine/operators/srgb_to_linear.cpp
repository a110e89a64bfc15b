// srgb_to_linear: from sRGB's stored values to linear light.
//
// Formula: v ≤ 0.04045: v / 12.92, else ((v + 0.055) / 1.055)^2.4
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  none.
// Border:  none, pointwise.
// Source:  IEC 61966-2-1:1999, 5.2. Negative values go on along the straight line, values above 1 along the power.
// Errors:  none.
#include <cmath>

#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/srgb_to_linear.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_srgb_to_linear(const PrepareArgs& args) {
  return per_vector_kernel(args, [](auto d, auto& v) HWY_ATTR {
    std::remove_reference_t<decltype(v)> power;
    for (size_t u = 0; u < std::size(v); ++u) {
      power[u] = hn::Mul(hn::Add(v[u], hn::Set(d, 0.055f)), hn::Set(d, 1.0f / 1.055f));
    }
    fast_pow(d, power, 2.4f);
    for (size_t u = 0; u < std::size(v); ++u) {
      const auto line = hn::Mul(v[u], hn::Set(d, 1.0f / 12.92f));
      v[u] = hn::IfThenElse(hn::Gt(v[u], hn::Set(d, 0.04045f)), power[u], line);
    }
  });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_srgb_to_linear);

OperatorDef srgb_to_linear_operator() {
  OperatorDef def;
  def.id = "srgb_to_linear";
  def.label = "sRGB to linear";
  def.category = Category::kTone;
  def.summary = "Turns stored sRGB values into amounts of light, so that sums and blurs mix light.";
  def.formula = "v ≤ 0.04045: v/12.92, else ((v+0.055)/1.055)^2.4";
  def.shapes = "Any picture; the same size and channels out. Alpha passes.";
  def.source = "IEC 61966-2-1:1999, section 5.2";
  def.search_words = {"linearize", "linearise", "degamma", "decode", "scene light", "transfer"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_srgb_to_linear)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("srgb_to_linear", args.outputs[0], 1);
  };
  def.reference = [](const ReferenceArgs& args) {
    return per_channel_reference(args,
                                 [](double v) { return v > 0.04045 ? std::pow((v + 0.055) / 1.055, 2.4) : v / 12.92; });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
