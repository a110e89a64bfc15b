// box_blur: averages each pixel with the square around it.
//
// Formula: mean over [x - r, x + r] × [y - r, y + r].
// Shapes:  any size, channels and format. Integers: whole-number sums, 16 bits between the two axes, one rounding at
//          the end; the same bits on every instruction set. Floats: sums in f32 up to radius 8, in double beyond.
//          Alpha passes.
// Params:  radius 0..10000 px; 0 is the identity.
// Border:  reflect101.
// Source:  definition.
// Errors:  none.
#include <vector>

#include "engine/operators/box_cascade.h"
#include "engine/operators/gpu_boxes.h"
#include "engine/operators/gpu_separable.h"
#include "engine/operators/gpu_window.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

Status box_blur_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const int radius = args.params.integer("radius");
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    double sum = 0;
    for (int dy = -radius; dy <= radius; ++dy) {
      for (int dx = -radius; dx <= radius; ++dx) sum += static_cast<double>(in.bordered(c, x + dx, y + dy));
    }
    const double side = 2.0 * radius + 1;
    return sum / (side * side);
  });
  return {};
}

}  // namespace

OperatorDef box_blur_operator() {
  OperatorDef def;
  def.id = "box_blur";
  def.label = "Box blur";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {
      integer_param("radius", "Radius", 1, 0, 10000, 0, 50, "px", "Half the side of the square, less half a pixel.")};
  def.params[0].in_pixels = true;
  def.summary = "Averages each pixel with the square around it.";
  def.formula = "mean over (2·radius + 1)² pixels";
  def.shapes = "Any size, channels and format; alpha passes through.";
  def.border = "reflect101";
  def.source = "definition";
  def.search_words = {"mean", "average", "smooth", "blur"};
  def.is_identity = [](const Params& params) { return params.integer("radius") == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    const int radius = args.params.integer("radius");
    const bool integers = is_integer(args.inputs[0]->format) && is_integer(args.outputs[0].format);
    if (radius > kLargestDirectBox || integers) return Kernel(box_cascade_kernel({{radius}}));
    const std::vector<float> weights(static_cast<size_t>(2 * radius + 1), 1.0f / static_cast<float>(2 * radius + 1));
    return Kernel(separable_kernel(*args.inputs[0], SeparableWindow(weights, weights)));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const int radius = args.params.integer("radius");
    if (radius > kLargestGpuReach) return gpu_box_cascade(args.outputs[0], {{radius}});
    return gpu_separable(args.outputs[0],
                         std::vector<double>(static_cast<size_t>(2 * radius + 1), 1 / (2.0 * radius + 1)));
  };
  def.reference = box_blur_reference;
  return def;
}

}  // namespace lightbench
