// box_blur: averages each pixel with the square around it.
//
// Formula: mean over [x - r, x + r] × [y - r, y + r].
// Shapes:  any size, channels and format; computed in f32. Alpha passes.
// Params:  radius 0..10000 px; 0 is the identity.
// Border:  reflect101.
// Source:  definition.
// Errors:  none.
#include <algorithm>

#include "engine/operators/line_strips.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"
#include "engine/operators/sliding_window.h"

namespace lightbench {
namespace {

// Up to here a direct sum of 2r + 1 terms is cheap and can be fused with its neighbours.
constexpr int kLargestDirectRadius = 8;

class SlidingBoxBlur final : public ImageKernel {
 public:
  explicit SlidingBoxBlur(int radius) : radius_(radius) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const Size size = in.spec().size();
    Result<Image> between = intermediate_plane(size, args.buffers);
    if (!between) return between.error();
    struct Sums {
      std::vector<float> small;
      std::vector<double> large;
    };
    std::vector<Sums> sums(static_cast<size_t>(args.workers.threads()));
    for (int c = 0; c < in.channels(); ++c) {
      if (c >= in.spec().color_channels()) {
        if (!copy_plane(in, c, out, c, args.workers, args.cancel)) return cancelled();
        continue;
      }
      for (Axis axis : {Axis::kHorizontal, Axis::kVertical}) {
        const bool horizontal = axis == Axis::kHorizontal;
        const LinePass<float> pass{axis,
                                   size,
                                   size,
                                   radius_,
                                   horizontal ? float_loader(in, c) : float_loader(*between, 0),
                                   horizontal ? float_storer(*between, 0) : float_storer(out, c)};
        const int length = horizontal ? size.width : size.height;
        const bool finished =
            filter_lines(pass, args.workers, args.cancel, [&](int worker, const float* line, float* result) {
              Sums& own = sums[static_cast<size_t>(worker)];
              slide_mean(line, result, length, radius_, own.small, own.large);
            });
        if (!finished) return cancelled();
        args.progress((c * 2 + (horizontal ? 1 : 2)) / (2.0 * in.channels()));
      }
    }
    return {};
  }

 private:
  int radius_;
};

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
    if (radius > kLargestDirectRadius) return Kernel(std::make_unique<SlidingBoxBlur>(radius));
    const std::vector<float> weights(static_cast<size_t>(2 * radius + 1), 1.0f / static_cast<float>(2 * radius + 1));
    return Kernel(separable_kernel(*args.inputs[0], SeparableWindow(weights, weights)));
  };
  def.reference = box_blur_reference;
  return def;
}

}  // namespace lightbench
