// fast_blur: three box passes in place of a Gaussian, at a cost that does not depend on sigma.
//
// Formula: box(r1) * box(r2) * box(r3), the radii chosen by sigma: the two odd box sides nearest to
//          sqrt(4 sigma² + 1), as many of the smaller as brings the summed variance closest to sigma².
// Shapes:  any size, channels and format; computed in f32, rounded once. Alpha passes.
// Params:  sigma 0..10000 px; below 0.57 the boxes are single pixels and nothing changes.
// Border:  reflect101 in every pass.
// Source:  P. Kovesi, "Fast almost-Gaussian filtering", DICTA 2010.
// Errors:  none.
#include <array>
#include <cmath>

#include "engine/operators/line_strips.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/sliding_window.h"

namespace lightbench {
namespace {

std::array<int, 3> box_radii(double sigma) {
  const double ideal = std::sqrt(12 * sigma * sigma / 3 + 1);
  const int lower = (static_cast<int>(ideal) - 1) / 2 * 2 + 1;  // largest odd side not above the ideal one
  const double smaller_boxes = (12 * sigma * sigma - 3.0 * lower * lower - 12.0 * lower - 9) / (-4.0 * lower - 4);
  std::array<int, 3> radii{};
  for (int i = 0; i < 3; ++i)
    radii[static_cast<size_t>(i)] = (lower - 1) / 2 + (i < std::lround(smaller_boxes) ? 0 : 1);
  return radii;
}

class FastBlur final : public ImageKernel {
 public:
  explicit FastBlur(double sigma) : radii_(box_radii(sigma)) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const Size size = in.spec().size();
    Result<Image> between = intermediate_plane(size, args.buffers);
    if (!between) return between.error();
    std::vector<Scratch> scratch(static_cast<size_t>(args.workers.threads()));
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
                                   radii_[0] + radii_[1] + radii_[2],
                                   horizontal ? float_loader(in, c) : float_loader(*between, 0),
                                   horizontal ? float_storer(*between, 0) : float_storer(out, c)};
        const int length = horizontal ? size.width : size.height;
        const bool finished =
            filter_lines(pass, args.workers, args.cancel, [&](int worker, const float* line, float* result) {
              blur_lines(line, result, length, scratch[static_cast<size_t>(worker)]);
            });
        if (!finished) return cancelled();
        args.progress((c * 2 + (horizontal ? 1 : 2)) / (2.0 * in.channels()));
      }
    }
    return {};
  }

 private:
  struct Scratch {
    std::vector<float> first, second, small;
    std::vector<double> large;
  };

  // The line is extended once for all three passes: a symmetric window keeps the mirror symmetry of the extension,
  // so this equals extending before every pass.
  void blur_lines(const float* line, float* result, int length, Scratch& scratch) const {
    constexpr ptrdiff_t kLanes = kStripLanes<float>;
    const int second_margin = radii_[1] + radii_[2];
    const int third_margin = radii_[2];
    scratch.first.resize(static_cast<size_t>(length + 2 * second_margin) * kLanes);
    scratch.second.resize(static_cast<size_t>(length + 2 * third_margin) * kLanes);
    slide_mean(line - second_margin * kLanes, scratch.first.data(), length + 2 * second_margin, radii_[0],
               scratch.small, scratch.large);
    slide_mean(scratch.first.data() + radii_[1] * kLanes, scratch.second.data(), length + 2 * third_margin, radii_[1],
               scratch.small, scratch.large);
    slide_mean(scratch.second.data() + radii_[2] * kLanes, result, length, radii_[2], scratch.small, scratch.large);
  }

  std::array<int, 3> radii_;
};

// The three boxes as one kernel, in double.
std::vector<double> combined_boxes(double sigma) {
  std::vector<double> kernel{1.0};
  for (int radius : box_radii(sigma)) {
    const size_t side = static_cast<size_t>(2 * radius + 1);
    std::vector<double> wider(kernel.size() + side - 1, 0.0);
    for (size_t i = 0; i < kernel.size(); ++i) {
      for (size_t j = 0; j < side; ++j) wider[i + j] += kernel[i] / static_cast<double>(side);
    }
    kernel = std::move(wider);
  }
  return kernel;
}

Status fast_blur_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const std::vector<double> kernel = combined_boxes(args.params.number("sigma"));
  const int radius = static_cast<int>(kernel.size()) / 2;
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) {
    double sum = 0;
    for (int dy = -radius; dy <= radius; ++dy) {
      double row = 0;
      for (int dx = -radius; dx <= radius; ++dx) {
        row += kernel[static_cast<size_t>(dx + radius)] * static_cast<double>(in.bordered(c, x + dx, y + dy));
      }
      sum += kernel[static_cast<size_t>(dy + radius)] * row;
    }
    return sum;
  });
  return {};
}

}  // namespace

OperatorDef fast_blur_operator() {
  OperatorDef def;
  def.id = "fast_blur";
  def.label = "Fast blur";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {number_param("sigma", "Sigma", 3, 0, 10000, 0, 100, 0.1, "px",
                             "Standard deviation that the three boxes come closest to.")};
  def.params[0].in_pixels = true;
  def.summary = "Nearly a Gaussian blur, at the same cost whatever the sigma.";
  def.formula = "three box means whose variances add up to sigma²";
  def.shapes = "Any size, channels and format; alpha passes through.";
  def.border = "reflect101";
  def.source = "P. Kovesi, Fast almost-Gaussian filtering, DICTA 2010";
  def.search_words = {"blur", "box", "stack blur", "smooth"};
  def.is_identity = [](const Params& params) {
    return box_radii(params.number("sigma")) == std::array<int, 3>{0, 0, 0};
  };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(std::make_unique<FastBlur>(args.params.number("sigma")));
  };
  def.reference = fast_blur_reference;
  return def;
}

}  // namespace lightbench
