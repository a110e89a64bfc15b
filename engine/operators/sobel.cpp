// sobel: the strength of edges.
//
// Formula: sqrt(gx² + gy²), gx and gy the 3×3 Sobel differences [-1 0 1] × [1 2 1], not normalised.
// Shapes:  any size, channels and format; computed in f32, per channel. Alpha passes.
// Params:  none.
// Border:  reflect101.
// Source:  I. Sobel, "An isotropic 3×3 image gradient operator", 1968.
// Errors:  none.
#include <cmath>

#include "engine/operators/channel_window.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/sobel.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

class Sobel final : public ChannelWindow {
 public:
  explicit Sobel(const ImageSpec& spec) : ChannelWindow(spec, {1, 1}) {}

 private:
  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    for (int y = 0; y < args.rows; ++y) {
      run_row(in.row(y - 1), in.row(y), in.row(y + 1), out.row(y), padded_row(args.width));
    }
  }
  static void run_row(const float* above, const float* here, const float* below, float* __restrict target, int width) {
    for (int x = 0; x < width; ++x) {
      const float gx = (above[x + 1] - above[x - 1]) + 2 * (here[x + 1] - here[x - 1]) + (below[x + 1] - below[x - 1]);
      const float gy = (below[x - 1] - above[x - 1]) + 2 * (below[x] - above[x]) + (below[x + 1] - above[x + 1]);
      target[x] = std::sqrt(gx * gx + gy * gy);
    }
  }
};

Result<Kernel> prepare_sobel(const PrepareArgs& args) { return Kernel(std::make_unique<Sobel>(*args.inputs[0])); }

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(prepare_sobel);

namespace {

Status sobel_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    const auto at = [&](int dx, int dy) { return static_cast<double>(in.bordered(c, x + dx, y + dy)); };
    const double gx = at(1, -1) - at(-1, -1) + 2 * (at(1, 0) - at(-1, 0)) + at(1, 1) - at(-1, 1);
    const double gy = at(-1, 1) - at(-1, -1) + 2 * (at(0, 1) - at(0, -1)) + at(1, 1) - at(1, -1);
    return std::sqrt(gx * gx + gy * gy);
  });
  return {};
}

}  // namespace

OperatorDef sobel_operator() {
  OperatorDef def;
  def.id = "sobel";
  def.label = "Sobel";
  def.category = Category::kEdges;
  def.footprint = Footprint::kWindow;
  def.summary = "Shows how steep the picture is at each pixel.";
  def.formula = "sqrt(gx² + gy²) of the 3×3 Sobel differences";
  def.shapes = "Any size, channels and format, channel by channel; alpha passes.";
  def.border = "reflect101";
  def.source = "I. Sobel, An isotropic 3×3 image gradient operator, 1968";
  def.search_words = {"edge", "gradient", "outline", "derivative"};
  def.prepare = [](const PrepareArgs& args) { return HWY_DYNAMIC_DISPATCH(prepare_sobel)(args); };
  def.reference = sobel_reference;
  return def;
}

}  // namespace lightbench
#endif  // HWY_ONCE
