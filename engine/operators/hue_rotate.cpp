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

#include "engine/operators/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// `position` in [0, 24): sixths of the circle plus the channel's n.
inline float channel_at(float position, float value, float chroma) {
  const float k = position - 6.0f * static_cast<float>(static_cast<int>(position * (1.0f / 6.0f)));
  const float down = 4.0f - k;
  return value - chroma * detail::clamped(k < down ? k : down, 0.0f, 1.0f);
}

struct RotateHue {
  float turn;  // [0, 6)
  Color<float> operator()(Color<float> c) const {
    const float larger = c.red > c.green ? c.red : c.green;
    const float smaller = c.red > c.green ? c.green : c.red;
    const float value = larger > c.blue ? larger : c.blue;
    const float chroma = value - (smaller < c.blue ? smaller : c.blue);
    const float inverse = 1.0f / (chroma > 0.0f ? chroma : 1.0f);
    const float from_blue = (c.red - c.green) * inverse + 4.0f;
    const float from_green = (c.blue - c.red) * inverse + 2.0f;
    const float from_red = (c.green - c.blue) * inverse + 6.0f;  // one circle on, so that it is never negative
    float hue = value == c.green ? from_green : from_blue;
    hue = value == c.red ? from_red : hue;
    // Not finite where the picture is not; any place on the circle will do there.
    hue = detail::clamped(hue + turn, 0.0f, 13.0f);
    return {channel_at(hue + 5.0f, value, chroma), channel_at(hue + 3.0f, value, chroma),
            channel_at(hue + 1.0f, value, chroma)};
  }
};

Result<Kernel> prepare_hue_rotate(const PrepareArgs& args) {
  if (args.outputs[0].color_channels() == 1) return per_channel_kernel(args, [](float v) { return v; });
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
  def.reference = [](const ReferenceArgs& args) {
    if (args.inputs[0]->spec.color_channels() == 1) return per_channel_reference(args, [](double v) { return v; });
    const double turn = sixths(args.params);
    return per_color_reference(args, [turn](Color<double> c) { return exactly_rotated(c, turn); });
  };
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
