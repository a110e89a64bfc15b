// fast_blur: three box passes in place of a Gaussian, at a cost that does not depend on sigma.
//
// Formula: three box means in a row, whose variances add up exactly to that of the sampled Gaussian (sigma² from 0.8
//          on). From sigma 2 on: boxes of the two odd sides around sqrt(4 sigma² + 1), the last one of fractional
//          width: the samples just outside it have a weight between 0 and 1. Below: three equal boxes of fractional
//          width. Against the Gaussian a step of 255 is off by 3.5 at most from sigma 1 on (2.5 at large ones), and by
//          5.4 at sigma 0.8, where it is worst.
// Shapes:  any size, channels and format. Integers: whole-number sums, 16 bits between the two axes, one rounding at
//          the end; the same bits on every instruction set. Floats: sums in double. Alpha passes.
// Params:  sigma 0..10000 px; 0 is the identity.
// Border:  reflect101 in every pass.
// Source:  P. Gwosdek et al., "Theoretical foundations of Gaussian convolution by extended box filtering", SSVM 2011;
//          P. Kovesi, "Fast almost-Gaussian filtering", DICTA 2010.
// Errors:  none.
#include <array>
#include <cmath>
#include <vector>

#include "engine/operators/box_cascade.h"
#include "engine/operators/gpu_boxes.h"
#include "engine/operators/gpu_separable.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_bytes.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

// Below it the three boxes are at most 13 samples wide together and are summed as one small kernel.
constexpr double kSmallestCascade = 2;
// On a graphics card the one kernel takes fewer loads and passes up to here.
constexpr double kSmallestGpuCascade = 6;

struct Box {
  int radius = 0;
  double end = 0;  // weight of the samples at ±(radius + 1)

  // Of this variance, at least that of the whole box and less than that of the next.
  static Box of_variance(int radius, double variance) {
    const double side = 2.0 * radius + 1;
    const double squares = side * (side * side - 1) / 12;
    const double next = (radius + 1.0) * (radius + 1.0);
    return {radius, std::max(0.0, (variance * side - squares) / (2 * (next - variance)))};
  }
};

double whole_variance(int radius) { return radius * (radius + 1.0) / 3; }

// Of a Gaussian sampled at whole pixels: less than sigma² where it falls between them.
double sampled_variance(double sigma) {
  if (sigma >= 2) return sigma * sigma;
  double sum = 1, squares = 0;
  for (int x = 1; x <= 20; ++x) {
    const double weight = sigma > 0 ? 2 * std::exp(-0.5 * x * x / (sigma * sigma)) : 0;
    sum += weight;
    squares += weight * x * x;
  }
  return squares / sum;
}

std::array<Box, 3> boxes_for(double sigma) {
  const double variance = sampled_variance(sigma);
  int radius = static_cast<int>((std::sqrt(4 * variance + 1) - 1) / 2);
  while (radius > 0 && 3 * whole_variance(radius) > variance) --radius;
  if (sigma < kSmallestCascade) {
    const Box third = Box::of_variance(radius, variance / 3);
    return {third, third, third};
  }
  const double step = whole_variance(radius + 1) - whole_variance(radius);
  double rest = variance - 3 * whole_variance(radius);
  std::array<Box, 3> boxes;
  for (size_t i = 0; i < 2; ++i) {
    const bool wider = rest >= step;
    boxes[i].radius = wider ? radius + 1 : radius;
    if (wider) rest -= step;
  }
  boxes[2] = Box::of_variance(radius, whole_variance(radius) + rest);
  return boxes;
}

// From kSmallestCascade on.
BoxCascade cascade_for(double sigma) {
  const std::array<Box, 3> boxes = boxes_for(sigma);
  return {{boxes[0].radius, boxes[1].radius, boxes[2].radius}, boxes[2].end};
}

// The three boxes as one kernel.
std::vector<double> combined_boxes(double sigma) {
  std::vector<double> kernel{1.0};
  for (const Box& box : boxes_for(sigma)) {
    const int reach = box.radius + (box.end > 0 ? 1 : 0);
    const double sum = 2 * box.radius + 1 + 2 * box.end;
    std::vector<double> wider(kernel.size() + 2 * static_cast<size_t>(reach), 0.0);
    for (size_t i = 0; i < kernel.size(); ++i) {
      for (int j = -reach; j <= reach; ++j) {
        const double weight = std::abs(j) <= box.radius ? 1.0 : box.end;
        wider[i + static_cast<size_t>(j + reach)] += kernel[i] * weight / sum;
      }
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
  def.version = 3;
  def.label = "Fast blur";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {number_param("sigma", "Sigma", 3, 0, 10000, 0, 100, 0.1, "px",
                             "Standard deviation of the three boxes together.")};
  def.params[0].in_pixels = true;
  def.summary = "Nearly a Gaussian blur, at the same cost whatever the sigma.";
  def.formula = "three box means whose variances add up to sigma²";
  def.shapes = "Any size, channels and format; alpha passes through.";
  def.border = "reflect101";
  def.source = "P. Gwosdek et al., Extended box filtering, SSVM 2011; P. Kovesi, Almost-Gaussian filtering, DICTA 2010";
  def.search_words = {"blur", "box", "stack blur", "smooth"};
  def.is_identity = [](const Params& params) { return params.number("sigma") == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    const double sigma = args.params.number("sigma");
    if (sigma < kSmallestCascade) {
      const std::vector<double> kernel = combined_boxes(sigma);
      if (args.inputs[0]->format == SampleFormat::kU8 && args.outputs[0].format == SampleFormat::kU8)
        return Kernel(separable_bytes_kernel(kernel));
      const std::vector<float> weights(kernel.begin(), kernel.end());
      return Kernel(separable_kernel(*args.inputs[0], SeparableWindow(weights, weights)));
    }
    return Kernel(box_cascade_kernel(cascade_for(sigma)));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const double sigma = args.params.number("sigma");
    if (sigma < kSmallestGpuCascade) {
      return gpu_separable(args.outputs[0], combined_boxes(sigma));
    }
    return gpu_box_cascade(args.outputs[0], cascade_for(sigma));
  };
  def.reference = fast_blur_reference;
  return def;
}

}  // namespace lightbench
