// hue_rotate: turns every colour around the colour circle.
//
// Formula: HSV hue + degrees; value V = max(R,G,B) and chroma C = V - min(R,G,B) stay
// Shapes:  any channels and format in, the same out; gray and alpha pass.
// Params:  degrees -3600..3600.
// Border:  none, pointwise.
// Source:  A. R. Smith, "Color Gamut Transform Pairs", SIGGRAPH 1978; back from hue by the clamped-triangle form
//          V - C · clamp(min(k, 4 - k), 0, 1), k = (n + hue / 60°) mod 6, n = 5, 3, 1.
// Errors:  none. Values outside 0..1 keep their maximum and minimum.
#include <algorithm>
#include <cmath>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#ifndef LIGHTBENCH_OPERATORS_HUE_ROTATE_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_HUE_ROTATE_SHARED
namespace lightbench {
namespace {

// The turn in sixths of the circle, in [0, 6).
double sixths(const Params& params) {
  const double turn = std::fmod(params.number("degrees") / 60, 6);
  return turn < 0 ? turn + 6 : turn;
}

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/hue_rotate.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/color-inl.h"
#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

struct RotateHue {
  float turn;  // in sixths of the circle, [0, 6)

  HWY_INLINE Color<Lanes> operator()(Color<Lanes> color) const {
    const Lanes::D d;
    const auto constant = [d](float value) { return hn::Set(d, value); };
    const auto red = color.red.v;
    const auto green = color.green.v;
    const auto blue = color.blue.v;
    const auto value = hn::Max(hn::Max(red, green), blue);
    const auto chroma = hn::Sub(value, hn::Min(hn::Min(red, green), blue));
    const auto divisor = hn::IfThenElse(hn::Gt(chroma, hn::Zero(d)), chroma, constant(1.0f));
    const auto from_red = hn::Eq(value, red);
    const auto from_green = hn::Eq(value, green);
    const auto first = hn::IfThenElse(from_red, green, hn::IfThenElse(from_green, blue, red));
    const auto second = hn::IfThenElse(from_red, blue, hn::IfThenElse(from_green, red, green));
    // Of red one circle on, so that it is never negative.
    const auto sector =
        hn::IfThenElse(from_red, constant(6.0f), hn::IfThenElse(from_green, constant(2.0f), constant(4.0f)));
    auto hue = hn::Add(hn::Add(hn::Div(hn::Sub(first, second), divisor), sector), constant(turn));
    // In [0, 13], also where the picture is not finite; any place on the circle will do there.
    hue = hn::Min(hn::IfThenElseZero(hn::Gt(hue, hn::Zero(d)), hue), constant(13.0f));
    const auto channel = [&](float n) {  // value - chroma · clamp(min(k, 4 - k), 0, 1), k = (n + hue) mod 6
      const auto position = hn::Add(hue, constant(n));
      const auto circles = hn::Trunc(hn::Mul(position, constant(1.0f / 6.0f)));
      const auto k = hn::Sub(position, hn::Mul(circles, constant(6.0f)));
      const auto share = hn::Min(k, hn::Sub(constant(4.0f), k));
      return Lanes{hn::Sub(value, hn::Mul(chroma, hn::Max(hn::Min(share, constant(1.0f)), hn::Zero(d))))};
    };
    return {channel(5.0f), channel(3.0f), channel(1.0f)};
  }
};

Result<Kernel> prepare_hue_rotate(const PrepareArgs& args) {
  if (args.outputs[0].color_channels() == 1) return per_channel_kernel(args, [](Lanes v) { return v; });
  return per_color_kernel(args, RotateHue{static_cast<float>(sixths(args.params))});
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_hue_rotate);

namespace {

Color<double> exactly_rotated(Color<double> c, double turn) {
  const double value = std::max({c.red, c.green, c.blue});
  const double chroma = value - std::min({c.red, c.green, c.blue});
  if (!(chroma > 0)) return c;
  double hue = 0;
  if (value == c.red) {
    hue = (c.green - c.blue) / chroma;
  } else if (value == c.green) {
    hue = (c.blue - c.red) / chroma + 2;
  } else {
    hue = (c.red - c.green) / chroma + 4;
  }
  const auto channel = [&](double n) {
    const double k = std::fmod(n + hue + turn + 6, 6);
    return value - chroma * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
  };
  return {channel(5), channel(3), channel(1)};
}

}  // namespace

OperatorDef hue_rotate_operator() {
  OperatorDef def;
  def.id = "hue_rotate";
  def.label = "Hue rotation";
  def.category = Category::kTone;
  def.params = {number_param("degrees", "Angle", 0, -3600, 3600, -180, 180, 1, "°",
                             "How far colours turn: 120 makes red green, green blue and blue red.")};
  def.summary = "Turns every colour around the colour circle; gray stays gray.";
  def.formula = "In HSV: H + degrees, S and V stay";
  def.shapes = "Any picture; the same size and channels out. Gray pictures and alpha pass.";
  def.source = "A. R. Smith: Color Gamut Transform Pairs, SIGGRAPH 1978";
  def.search_words = {"color", "colour", "hsv", "tint", "shift"};
  def.is_identity = [](const Params& params) { return sixths(params) == 0; };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_hue_rotate)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return gpu_formula("hue_rotate", args.outputs[0], 1, gpu_twofold({{"turn", sixths(args.params)}}));
  };
  def.reference = [](const ReferenceArgs& args) {
    if (args.inputs[0]->spec.color_channels() == 1) return per_channel_reference(args, [](double v) { return v; });
    const double turn = sixths(args.params);
    return per_color_reference(args, [turn](Color<double> c) { return exactly_rotated(c, turn); });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
