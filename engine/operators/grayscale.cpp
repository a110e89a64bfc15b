// grayscale: one channel from three.
//
// Formula: w_r R + w_g G + w_b B; rec601 0.299 0.587 0.114, rec709 0.2126 0.7152 0.0722, average 1/3 each
// Shapes:  any channels and format in, 1 channel out; a gray picture passes, alpha is left out.
// Params:  weights rec709, rec601, average.
// Border:  none, pointwise.
// Source:  ITU-R BT.601-7, 2.5.1; ITU-R BT.709-6, item 3.2; on stored values.
// Errors:  none.
#include <algorithm>
#include <array>

#include "engine/operators/gpu_twofold.h"
#include "engine/operators/operators.h"
#include "engine/operators/pointwise.h"

#ifndef LIGHTBENCH_OPERATORS_GRAYSCALE_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_GRAYSCALE_SHARED
namespace lightbench {
namespace {

std::array<double, 3> weights_of(const Params& params) {
  const std::string& name = params.text("weights");
  if (name == "rec709") return {kLumaRed, kLumaGreen, kLumaBlue};
  if (name == "rec601") return {0.299, 0.587, 0.114};
  return {1.0 / 3, 1.0 / 3, 1.0 / 3};
}

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/grayscale.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/color-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// Of a gray picture.
class LeaveOutAlpha final : public RowKernel {
 public:
  void run(const RowArgs& args) const override { std::copy_n(args.in[0][0], args.count, args.out[0][0]); }
};

Result<Kernel> prepare_grayscale(const PrepareArgs& args) {
  if (args.inputs[0]->color_channels() == 1) return Kernel(std::make_unique<LeaveOutAlpha>());
  const std::array<double, 3> exact = weights_of(args.params);
  const std::array<float, 3> w = {static_cast<float>(exact[0]), static_cast<float>(exact[1]),
                                  static_cast<float>(exact[2])};
  return per_color_kernel(args, [w](auto c) { return w[0] * c.red + w[1] * c.green + w[2] * c.blue; });
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_grayscale);

namespace {

Status grayscale_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  const std::array<double, 3> w = weights_of(args.params);
  for (int y = 0; y < in.spec.height; ++y) {
    for (int x = 0; x < in.spec.width; ++x) {
      if (in.spec.color_channels() == 1) {
        out.at(0, x, y) = in.at(0, x, y);
        continue;
      }
      double sum = 0;
      for (int c = 0; c < 3; ++c) sum += w[static_cast<size_t>(c)] * static_cast<double>(in.at(c, x, y));
      out.at(0, x, y) = static_cast<float>(sum);
    }
  }
  return {};
}

}  // namespace

OperatorDef grayscale_operator() {
  OperatorDef def;
  def.id = "grayscale";
  def.label = "Grayscale";
  def.category = Category::kTone;
  def.params = {choice_param("weights", "Weights", {"rec709", "rec601", "average"},
                             "How much each colour counts: of HD video, of SD video and JPEG, or all alike.")};
  def.params[0].default_value = std::string("rec601");
  def.summary = "Makes a gray picture of one channel out of colour.";
  def.formula = "Weighted sum of R, G, B: rec601 0.299 0.587 0.114, rec709 0.2126 0.7152 0.0722, average 1/3 each";
  def.shapes = "Any picture; 1 channel of the same size out. Gray passes; alpha is left out (split_channels keeps it).";
  def.source = "ITU-R BT.601-7, 2.5.1; ITU-R BT.709-6, item 3.2";
  def.search_words = {"gray", "grey", "black and white", "luma", "luminance", "monochrome", "desaturate"};
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    ImageSpec spec = *args.inputs[0];
    spec.channels = 1;
    return std::vector<ImageSpec>{spec};
  };
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_grayscale)(args); };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const std::array<double, 3> weights = weights_of(args.params);
    return gpu_formula("grayscale", args.outputs[0], 1,
                       gpu_twofold({{"red", weights[0]}, {"green", weights[1]}, {"blue", weights[2]}},
                                   {{"is_gray", uint32_t{args.inputs[0]->color_channels() == 1}}}));
  };
  def.reference = grayscale_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
