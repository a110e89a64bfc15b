// gaussian_blur: blurs with a bell curve.
//
// Formula: in * exp(-(x² + y²) / 2 sigma²), truncated at 4 sigma, weights of sum 1.
// Shapes:  any size, channels and format; computed in f32, from bytes to bytes in integers. Alpha passes.
// Params:  sigma 0..10000 px; 0 is the identity. Above 8, and from 3 on between integers, the coarse grid of
//          gaussian_strips.h stands in: at most 2.5e-3 (0.64 / 255) of the range off, the same bits for integers on
//          every instruction set; on Vulkan it does so above 8, with the processor's bits.
// Border:  reflect101.
// Source:  definition.
// Errors:  none.
#include "engine/operators/gaussian.h"
#include "engine/operators/gpu_gaussian.h"
#include "engine/operators/gpu_separable.h"
#include "engine/operators/large_gaussian.h"
#include "engine/operators/operators.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_bytes.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

Status gaussian_blur_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const std::vector<double> samples = gaussian_samples(args.params.number("sigma"), 4);
  reference_colors(in, args.outputs[0], [&](int c, int x, int y) { return gaussian_at(in, samples, c, x, y); });
  return {};
}

}  // namespace

OperatorDef gaussian_blur_operator() {
  OperatorDef def;
  def.id = "gaussian_blur";
  def.version = 3;
  def.label = "Gaussian blur";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {number_param("sigma", "Sigma", 1, 0, 10000, 0, 50, 0.1, "px", "Standard deviation of the bell curve.")};
  def.params[0].in_pixels = true;
  def.summary = "Blurs with a bell curve: soft, without edges of its own.";
  def.formula = "image * exp(-(x² + y²) / 2·sigma²), truncated at 4·sigma, normalised";
  def.shapes =
      "Any size, channels and format; alpha passes through. Above sigma 8, for integers from 3 on, within 0.0025 of "
      "the value range.";
  def.border = "reflect101";
  def.source = "definition";
  def.search_words = {"blur", "smooth", "soften", "lowpass"};
  def.is_identity = [](const Params& params) { return params.number("sigma") == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    const double sigma = args.params.number("sigma");
    const bool integers = is_integer(args.inputs[0]->format) && is_integer(args.outputs[0].format);
    if (sigma > kLargestDirectSigma || (integers && sigma >= kSmallestCoarseSigma))
      return Kernel(large_gaussian_kernel(sigma));
    if (args.inputs[0]->format == SampleFormat::kU8 && args.outputs[0].format == SampleFormat::kU8)
      return Kernel(separable_bytes_kernel(gaussian_samples(sigma, 4)));
    const std::vector<float> weights = gaussian_weights(sigma);
    return Kernel(separable_kernel(*args.inputs[0], SeparableWindow(weights, weights)));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    const double sigma = args.params.number("sigma");
    if (sigma > kLargestDirectSigma) return gpu_large_gaussian(*args.inputs[0], args.outputs[0], sigma);
    return gpu_separable(args.outputs[0], gaussian_samples(sigma, 4));
  };
  def.reference = gaussian_blur_reference;
  return def;
}

}  // namespace lightbench
