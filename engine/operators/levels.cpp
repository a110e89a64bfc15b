// levels: maps an input range to an output range with a gamma between.
//
// Formula: out_black + (out_white - out_black) · clamp((v - in_black) / (in_white - in_black), 0, 1)^(1/gamma)
// Shapes:  any channels and format in, the same out; alpha passes.
// Params:  in_black, in_white, out_black, out_white -100..100 (stored values); gamma 0.01..100. in_white below
//          in_black inverts.
// Border:  none, pointwise.
// Source:  the levels tool of photo editors; W3C SVG 1.1, 15.11 feComponentTransfer (gamma) for the middle part.
// Errors:  in_white equal to in_black. NaN becomes out_black.
#include <cmath>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#ifndef LIGHTBENCH_OPERATORS_LEVELS_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_LEVELS_SHARED
namespace lightbench {
namespace {

struct Levels {
  double in_black, in_white, exponent, out_black, out_white;

  explicit Levels(const Params& params)
      : in_black(params.number("in_black")),
        in_white(params.number("in_white")),
        exponent(1 / params.number("gamma")),
        out_black(params.number("out_black")),
        out_white(params.number("out_white")) {}
};

Status check_levels(const Params& params) {
  if (params.number("in_black") != params.number("in_white")) return {};
  return invalid("in_white equals in_black", {}, "set in_white above in_black, or below it to invert");
}

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/levels.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

Result<Kernel> prepare_levels(const PrepareArgs& args) {
  const Levels levels(args.params);
  const float low = static_cast<float>(levels.in_black);
  const float scale = static_cast<float>(1 / (levels.in_white - levels.in_black));
  const float exponent = static_cast<float>(levels.exponent);
  const float base = static_cast<float>(levels.out_black);
  const float range = static_cast<float>(levels.out_white - levels.out_black);
  if (levels.exponent == 1) {  // nearly free against a power
    return per_channel_kernel(args, [=](Lanes v) { return base + range * clamped((v - low) * scale, 0.0f, 1.0f); });
  }
  return per_vector_kernel(args, [=](auto d, auto& v) HWY_ATTR {
    for (auto& each : v) {
      const auto scaled = hn::Mul(hn::Sub(each, hn::Set(d, low)), hn::Set(d, scale));
      const auto raised = hn::IfThenElseZero(hn::Gt(scaled, hn::Zero(d)), scaled);  // NaN becomes 0
      each = hn::Min(raised, hn::Set(d, 1.0f));
    }
    fast_pow(d, v, exponent);
    for (auto& each : v) each = hn::MulAdd(each, hn::Set(d, range), hn::Set(d, base));
  });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_levels);

namespace {

Status levels_reference(const ReferenceArgs& args) {
  const Levels levels(args.params);
  return per_channel_reference(args, [levels](double v) {
    const double t = (v - levels.in_black) / (levels.in_white - levels.in_black);
    const double inside = t > 0 ? (t < 1 ? t : 1) : 0;
    return levels.out_black + (levels.out_white - levels.out_black) * std::pow(inside, levels.exponent);
  });
}

}  // namespace

OperatorDef levels_operator() {
  OperatorDef def;
  def.id = "levels";
  def.label = "Levels";
  def.category = Category::kTone;
  def.params = {
      number_param("in_black", "Input black", 0, -100, 100, 0, 1, 0.01, "", "The value that becomes the output black."),
      number_param("in_white", "Input white", 1, -100, 100, 0, 1, 0.01, "", "The value that becomes the output white."),
      number_param("gamma", "Gamma", 1, 0.01, 100, 0.2, 5, 0.01, "",
                   "Above 1 lifts the mid-tones, below 1 darkens them."),
      number_param("out_black", "Output black", 0, -100, 100, 0, 1, 0.01, "", "What the darkest values become."),
      number_param("out_white", "Output white", 1, -100, 100, 0, 1, 0.01, "", "What the brightest values become.")};
  def.summary = "Stretches the part between a black and a white point over an output range, with a gamma between.";
  def.formula = "out_black + (out_white - out_black)·clamp((v - in_black)/(in_white - in_black), 0, 1)^(1/gamma)";
  def.shapes = "Any picture; the same size and channels out. Alpha passes. Error: in_white equal to in_black.";
  def.source = "Levels of photo editors; the gamma part as in W3C SVG 1.1, 15.11 feComponentTransfer";
  def.search_words = {"black point", "white point", "stretch", "contrast", "range", "normalize"};
  def.check = check_levels;
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_levels)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const Levels levels(args.params);
    return gpu_formula("levels", args.outputs[0], 1,
                       gpu_twofold({{"black", levels.in_black},
                                    {"scale", 1 / (levels.in_white - levels.in_black)},
                                    {"exponent", levels.exponent},
                                    {"base", levels.out_black},
                                    {"range", levels.out_white - levels.out_black}}));
  };
  def.reference = levels_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
