// sobel: the strength of edges.
//
// Formula: sqrt(gx² + gy²), gx and gy the 3×3 Sobel differences [-1 0 1] × [1 2 1], not normalised.
// Shapes:  any size, channels and format; computed in f32, per channel. Alpha passes.
// Params:  none.
// Border:  reflect101.
// Source:  I. Sobel, "An isotropic 3×3 image gradient operator", 1968.
// Errors:  none.
#include <cmath>

#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

class Sobel final : public TileKernel {
 public:
  explicit Sobel(const ImageSpec& spec) : spec_(spec) {}
  Size halo() const override { return {1, 1}; }

  void run(const TileArgs& args) const override {
    const Size size{args.region.width, args.region.height};
    for (int c = 0; c < spec_.channels; ++c) {
      const InputTile& in = args.in[0][static_cast<size_t>(c)];
      const OutputTile& out = args.out[0][static_cast<size_t>(c)];
      if (c >= spec_.color_channels()) {
        copy_tile(in, out, size);
        continue;
      }
      for (int y = 0; y < size.height; ++y) {
        const float* above = in.data + (y - 1) * in.stride;
        const float* here = in.data + y * in.stride;
        const float* below = in.data + (y + 1) * in.stride;
        float* __restrict target = out.data + y * out.stride;
        for (int x = 0; x < size.width; ++x) {
          const float gx =
              (above[x + 1] - above[x - 1]) + 2 * (here[x + 1] - here[x - 1]) + (below[x + 1] - below[x - 1]);
          const float gy = (below[x - 1] - above[x - 1]) + 2 * (below[x] - above[x]) + (below[x + 1] - above[x + 1]);
          target[x] = std::sqrt(gx * gx + gy * gy);
        }
      }
    }
  }

 private:
  ImageSpec spec_;
};

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
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Sobel>(*args.inputs[0]));
  };
  def.reference = sobel_reference;
  return def;
}

}  // namespace lightbench
