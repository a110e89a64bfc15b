// laplacian: the curvature of the picture, its finest detail.
//
// Formula: left + right + above + below - 4 · centre.
// Shapes:  any size, channels and format; computed in f32, per channel; negative results stay in float formats and
//          become 0 in integer ones. Alpha passes.
// Params:  none.
// Border:  reflect101.
// Source:  the five-point difference, M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 25.3.30.
// Errors:  none.
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

class Laplacian final : public TileKernel {
 public:
  explicit Laplacian(const ImageSpec& spec) : spec_(spec) {}
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
          target[x] = (here[x - 1] + here[x + 1]) + (above[x] + below[x]) - 4 * here[x];
        }
      }
    }
  }

 private:
  ImageSpec spec_;
};

Status laplacian_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    const auto at = [&](int dx, int dy) { return static_cast<double>(in.bordered(c, x + dx, y + dy)); };
    return at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1) - 4 * at(0, 0);
  });
  return {};
}

}  // namespace

OperatorDef laplacian_operator() {
  OperatorDef def;
  def.id = "laplacian";
  def.label = "Laplacian";
  def.category = Category::kEdges;
  def.footprint = Footprint::kWindow;
  def.summary = "Shows the finest detail: where the picture bends.";
  def.formula = "left + right + above + below - 4·centre";
  def.shapes = "Any size, channels and format, channel by channel; alpha passes.";
  def.border = "reflect101";
  def.source = "five-point difference, Abramowitz and Stegun 25.3.30";
  def.search_words = {"edge", "second derivative", "detail", "curvature"};
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<Laplacian>(*args.inputs[0]));
  };
  def.reference = laplacian_reference;
  return def;
}

}  // namespace lightbench
