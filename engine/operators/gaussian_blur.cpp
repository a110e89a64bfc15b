// gaussian_blur: blurs with a bell curve.
//
// Formula: in * exp(-(x² + y²) / 2 sigma²), truncated at 4 sigma, weights of sum 1.
// Shapes:  any size, channels and format; computed in f32. Alpha passes.
// Params:  sigma 0..10000 px; 0 is the identity. Above 8 the coarse-grid form of gaussian.h stands in.
// Border:  reflect101.
// Source:  definition.
// Errors:  none.
#include "engine/operators/gaussian.h"
#include "engine/operators/operators.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/reference_channels.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

class LargeGaussian final : public ImageKernel {
 public:
  explicit LargeGaussian(double sigma) : sigma_(sigma) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    for (int c = 0; c < in.channels(); ++c) {
      if (c >= in.spec().color_channels()) {
        if (!copy_plane(in, c, out, c, args.workers, args.cancel)) return cancelled();
      } else {
        Status status = blur_plane(in.spec().size(), sigma_, float_loader(in, c), float_storer(out, c), args.workers,
                                   args.buffers, args.cancel);
        if (!status) return status;
      }
      args.progress((c + 1.0) / in.channels());
    }
    return {};
  }

 private:
  double sigma_;
};

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
  def.label = "Gaussian blur";
  def.category = Category::kFilter;
  def.footprint = Footprint::kWindow;
  def.params = {number_param("sigma", "Sigma", 1, 0, 10000, 0, 50, 0.1, "px", "Standard deviation of the bell curve.")};
  def.params[0].in_pixels = true;
  def.summary = "Blurs with a bell curve: soft, without edges of its own.";
  def.formula = "image * exp(-(x² + y²) / 2·sigma²), truncated at 4·sigma, normalised";
  def.shapes = "Any size, channels and format; alpha passes through. Above sigma 8 within 0.001 of the value range.";
  def.border = "reflect101";
  def.source = "definition";
  def.search_words = {"blur", "smooth", "soften", "lowpass"};
  def.is_identity = [](const Params& params) { return params.number("sigma") == 0; };
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    const double sigma = args.params.number("sigma");
    if (sigma > kLargestDirectSigma) return Kernel(std::make_unique<LargeGaussian>(sigma));
    const std::vector<float> weights = gaussian_weights(sigma);
    return Kernel(separable_kernel(*args.inputs[0], SeparableWindow(weights, weights)));
  };
  def.reference = gaussian_blur_reference;
  return def;
}

}  // namespace lightbench
