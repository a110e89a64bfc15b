#include "engine/operators/onnx_plan.h"

#include <algorithm>

namespace lightbench {
namespace {

std::string size_text(Size size) { return std::to_string(size.width) + " × " + std::to_string(size.height); }

Error misfit(const Params& params, std::string what, std::string remedy) {
  return invalid(std::move(what), "file " + params.text("path"), std::move(remedy));
}

// Positions of channels, height and width among the last three extents.
struct Axes {
  size_t channels, height, width;
};
Axes axes_of(TensorLayout layout) { return layout == TensorLayout::kChannelsFirst ? Axes{0, 1, 2} : Axes{2, 0, 1}; }

// The side of the tensor: the file's, the parameter's or the picture's, in this order of weight.
Result<int> side(const Params& params, const char* id, int fixed, int of_picture) {
  const int asked = params.integer(id);
  if (fixed > 0 && asked > 0 && asked != fixed) {
    return misfit(
        params,
        std::string("the model takes a ") + id + " of " + std::to_string(fixed) + ", not " + std::to_string(asked),
        std::string("set ") + id + " to 0");
  }
  return fixed > 0 ? fixed : asked > 0 ? asked : of_picture;
}

Result<PictureShape> input_picture(const OnnxPlan& plan, const Params& params, const ImageSpec& picture) {
  std::vector<int> shape = plan.session->input().shape;
  if (shape.empty()) shape = {-1, -1, -1, -1};
  if (shape.size() != 4 || shape[0] > 1) {
    return misfit(params, "the model takes a tensor of " + shape_text(shape) + ", not one picture",
                  "use a model with an input of 1 × channels × height × width");
  }
  const Axes axes = axes_of(plan.layout);
  PictureShape in;
  const int channels = shape[1 + axes.channels];
  in.channels = channels > 0 ? channels : picture.color_channels();
  if (in.channels != 1 && in.channels != 3) {
    return misfit(params, "the model takes " + std::to_string(in.channels) + " channels (" + shape_text(shape) + ")",
                  "set layout to the order of its axes, or use a model with 1 or 3 channels");
  }
  if (in.channels == 1 && picture.color_channels() == 3) {
    return misfit(params, "the model takes 1 channel and the picture is in colour", "add a grayscale node before it");
  }
  const Result<int> width = side(params, "width", shape[1 + axes.width], picture.width);
  if (!width) return width.error();
  const Result<int> height = side(params, "height", shape[1 + axes.height], picture.height);
  if (!height) return height.error();
  in.width = *width;
  in.height = *height;
  return in;
}

Result<PictureShape> output_picture(const OnnxPlan& plan, const Params& params) {
  Result<std::vector<int>> found = plan.session->output_shape(plan.input_shape);
  if (!found) return found.error();
  std::vector<int> shape = *found;
  const std::string text = shape_text(shape);
  while (shape.size() > 3 && shape.front() == 1) shape.erase(shape.begin());
  PictureShape out;
  if (shape.size() == 3) {
    const Axes axes = axes_of(plan.layout);
    out = {shape[axes.channels], shape[axes.height], shape[axes.width]};
  }
  const bool sides = out.width >= 1 && out.height >= 1 && out.width <= kMaxSide && out.height <= kMaxSide;
  if ((out.channels == 1 || out.channels == 3) && sides) return out;
  return misfit(params, "the model gives " + text + ", which is not a picture of 1 or 3 channels",
                "set output to classes, or use a model that gives a picture");
}

}  // namespace

Result<OnnxPlan> make_onnx_plan(const Params& params, const ImageSpec& picture, int level) {
  const std::string& path = params.text("path");
  if (path.empty()) return invalid("path is empty", {}, "choose a model");
  Result<std::shared_ptr<const OnnxSession>> session = OnnxSession::open(path);
  if (!session) return session.error();

  OnnxPlan plan;
  plan.session = *session;
  plan.output = params.text("output") == "classes" ? ModelOutput::kClasses : ModelOutput::kImage;
  plan.layout = params.text("layout") == "NHWC" ? TensorLayout::kChannelsLast : TensorLayout::kChannelsFirst;
  const Result<PictureShape> in = input_picture(plan, params, picture);
  if (!in) return in.error();
  plan.in = *in;
  plan.input_shape = plan.layout == TensorLayout::kChannelsFirst
                         ? std::vector<int>{1, plan.in.channels, plan.in.height, plan.in.width}
                         : std::vector<int>{1, plan.in.height, plan.in.width, plan.in.channels};
  // A proxy is a smaller picture of what will come, so it is fitted to the model whatever the parameter says.
  const bool resized = plan.in.size() != picture.size();
  if (resized && level == 0 && params.text("fit") == "error") {
    return misfit(params,
                  "the picture is " + size_text(picture.size()) + " and the model takes " + size_text(plan.in.size()),
                  "add a resize node, or set fit to resize");
  }

  plan.result = picture;
  if (plan.output == ModelOutput::kClasses) return plan;
  const Result<PictureShape> out = output_picture(plan, params);
  if (!out) return out.error();
  plan.out = *out;
  const int unit = resized ? 1 << level : 1;
  plan.result.channels = plan.out.channels;
  plan.result.width = (plan.out.width + unit - 1) / unit;
  plan.result.height = (plan.out.height + unit - 1) / unit;
  plan.result.format = SampleFormat::kF32;
  return plan;
}

}  // namespace lightbench
