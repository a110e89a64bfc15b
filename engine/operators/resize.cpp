// resize: another number of pixels for the same picture.
//
// Formula: out(i) = Σ w((j - c) / max(1, ratio)) · in(j), c = (i + 0.5) · ratio - 0.5, ratio = in / out, weights
//          normalised, first along rows, then along columns; nearest takes the sample under the centre, area the mean
//          over what the output pixel covers.
// Shapes:  any channels and format; computed in f32, from 8 to 8 bits in integers (resample_bytes.h). Alpha is
//          resampled like a colour channel.
// Params:  width, height in pixels (one of them 0: keeps the aspect; both 0: scale counts); scale 0.0001..1000;
//          method nearest, linear, cubic (Catmull-Rom, a = -0.5), lanczos3 or area.
// Border:  reflect101.
// Source:  R. Keys 1981 (cubic); C. Lanczos window of 3; OpenCV's INTER_AREA (area, when reducing).
// Errors:  a result with a side above 2^20.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include "engine/operators/operators.h"
#include "engine/operators/resample.h"
#include "engine/operators/resample_bytes.h"

namespace lightbench {
namespace {

class Resize final : public ImageKernel {
 public:
  Resize(ResampleMethod method, const ImageSpec& in, const ImageSpec& out) {
    const bool bytes = in.format == SampleFormat::kU8 && out.format == SampleFormat::kU8;
    if (bytes) byte_resampler_ = ByteResampler::make(method, in.size(), out.size());
    if (!byte_resampler_) resampler_.emplace(method, in.size(), out.size());
  }

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    if (in.spec().size() == out.spec().size() && in.format() == out.format()) {
      out = in;  // every method gives back the samples themselves
      return {};
    }
    if (byte_resampler_) return byte_resampler_->run(in, out, args.workers, args.cancel);
    for (int c = 0; c < in.channels(); ++c) {
      Status status =
          resampler_->run(float_loader(in, c), float_storer(out, c), args.workers, args.buffers, args.cancel);
      if (!status) return status;
      args.progress((c + 1.0) / in.channels());
    }
    return {};
  }

 private:
  std::optional<PlaneResampler> resampler_;  // one of the two
  std::optional<ByteResampler> byte_resampler_;
};

Result<std::vector<ImageSpec>> infer_resize(const InferArgs& args) {
  ImageSpec spec = *args.inputs[0];
  const double unit = static_cast<double>(int64_t{1} << args.level);
  double width = args.params.integer("width") / unit;
  double height = args.params.integer("height") / unit;
  if (width == 0 && height == 0) {
    width = spec.width * args.params.number("scale");
    height = spec.height * args.params.number("scale");
  } else if (width == 0) {
    width = height * spec.width / spec.height;
  } else if (height == 0) {
    height = width * spec.height / spec.width;
  }
  width = std::max(1.0, std::round(width));
  height = std::max(1.0, std::round(height));
  if (width > kMaxSide || height > kMaxSide) {
    return invalid("the result would be " + std::to_string(static_cast<int64_t>(width)) + " × " +
                       std::to_string(static_cast<int64_t>(height)) + " pixels",
                   "parameters width, height, scale", "use at most " + std::to_string(kMaxSide) + " a side");
  }
  spec.width = static_cast<int>(width);
  spec.height = static_cast<int>(height);
  return std::vector<ImageSpec>{spec};
}

// What a pass along one axis reads: shaders/operators/resample_rows.comp tells the order.
std::vector<float> axis_table(ResampleMethod method, int in_length, int out_length) {
  std::vector<uint32_t> places;
  std::vector<float> weights;
  const size_t first_weight = 2 * (static_cast<size_t>(out_length) + 1);
  for (int i = 0; i < out_length; ++i) {
    const std::vector<ResampleTap> taps = resample_taps(method, in_length, out_length, i);
    places.push_back(static_cast<uint32_t>(taps.front().position));
    places.push_back(static_cast<uint32_t>(first_weight + weights.size()));
    const size_t begin = weights.size();
    weights.resize(begin + static_cast<size_t>(taps.back().position - taps.front().position) + 1);
    for (const ResampleTap& tap : taps) {
      weights[begin + static_cast<size_t>(tap.position - taps.front().position)] = static_cast<float>(tap.weight);
    }
  }
  places.push_back(0);
  places.push_back(static_cast<uint32_t>(first_weight + weights.size()));
  std::vector<float> table(places.size());
  std::memcpy(table.data(), places.data(), places.size() * sizeof(float));
  table.insert(table.end(), weights.begin(), weights.end());
  return table;
}

// Rows, then columns; an axis that keeps its length has no pass unless both do.
GpuProgram resize_program(ResampleMethod method, const ImageSpec& in, const ImageSpec& out) {
  GpuProgram program;
  const auto add = [&](const char* shader, const ImageSpec& made, std::vector<GpuOperand> from,
                       std::vector<GpuOperand> to, int in_length, int out_length) {
    GpuPass pass = gpu_pass(shader, made, made.channels, std::move(from), std::move(to));
    pass.table = axis_table(method, in_length, out_length);
    pass.work = 1 + 4 * static_cast<double>(pass.table.size()) / out_length;
    program.passes.push_back(std::move(pass));
  };
  const bool columns = in.height != out.height;
  const bool rows = in.width != out.width || !columns;
  if (rows && columns) {
    ImageSpec between = in.with_format(SampleFormat::kF32);
    between.width = out.width;
    program.scratch.assign(2, between);
    add("resample_rows", between, {gpu_input()}, {gpu_scratch(0), gpu_scratch(1)}, in.width, out.width);
    add("resample_columns", out, {gpu_scratch(0), gpu_scratch(1)}, {gpu_output()}, in.height, out.height);
  } else if (rows) {
    add("resample_rows", out, {gpu_input()}, {gpu_output(), {}}, in.width, out.width);
  } else {
    add("resample_columns", out, {gpu_input(), {}}, {gpu_output()}, in.height, out.height);
  }
  return program;
}

// The definition in double, one output pixel at a time, from the same table of weights in each direction.
Status resize_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  FloatPicture& out = args.outputs[0];
  const ResampleMethod method = resample_method_from(args.params.text("method"));
  const ResampleWeights columns(method, in.spec.width, out.spec.width);
  const ResampleWeights rows(method, in.spec.height, out.spec.height);
  for (int c = 0; c < out.spec.channels; ++c) {
    for (int y = 0; y < out.spec.height; ++y) {
      for (int x = 0; x < out.spec.width; ++x) {
        double sum = 0;
        for (size_t j = rows.start[static_cast<size_t>(y)]; j < rows.start[static_cast<size_t>(y) + 1]; ++j) {
          for (size_t i = columns.start[static_cast<size_t>(x)]; i < columns.start[static_cast<size_t>(x) + 1]; ++i) {
            sum += static_cast<double>(rows.weight[j]) * static_cast<double>(columns.weight[i]) *
                   static_cast<double>(in.at(c, columns.index[i], rows.index[j]));
          }
        }
        out.at(c, x, y) = static_cast<float>(sum);
      }
    }
  }
  return {};
}

}  // namespace

OperatorDef resize_operator() {
  OperatorDef def;
  def.id = "resize";
  def.label = "Resize";
  def.category = Category::kGeometry;
  def.footprint = Footprint::kResample;
  // Not in_pixels: a width of 0 has a meaning of its own, so the proxy's size is worked out in infer_resize().
  def.params = {
      integer_param("width", "Width", 0, 0, kMaxSide, 0, 4000, "px", "0 keeps the aspect, or follows the scale."),
      integer_param("height", "Height", 0, 0, kMaxSide, 0, 4000, "px", "0 keeps the aspect, or follows the scale."),
      number_param("scale", "Scale", 1, 0.0001, 1000, 0.1, 4, 0.01, "×", "Used when width and height are both 0."),
      choice_param("method", "Method", {"linear", "nearest", "cubic", "lanczos3", "area"},
                   "How samples are weighed; all but nearest average when the picture gets smaller."),
  };
  def.summary = "Gives the picture another number of pixels.";
  def.formula =
      "weights of the method around (i + 0.5)·in/out - 0.5, stretched when reducing, normalised; cubic has a = -0.5";
  def.shapes = "Any channels and format; alpha is resampled like a colour channel. No side above 1048576.";
  def.border = "reflect101";
  def.source = "R. Keys 1981 for cubic; Lanczos window of 3; OpenCV's INTER_AREA for area";
  def.search_words = {"scale", "shrink", "enlarge", "zoom", "thumbnail", "resample"};
  def.is_identity = [](const Params& params) {
    return params.integer("width") == 0 && params.integer("height") == 0 && params.number("scale") == 1;
  };
  def.infer = infer_resize;
  def.prepare = [](const PrepareArgs& args) -> Result<Kernel> {
    return Kernel(
        std::make_unique<Resize>(resample_method_from(args.params.text("method")), *args.inputs[0], args.outputs[0]));
  };
  def.gpu = [](const PrepareArgs& args) -> Result<GpuProgram> {
    return resize_program(resample_method_from(args.params.text("method")), *args.inputs[0], args.outputs[0]);
  };
  def.reference = resize_reference;
  return def;
}

}  // namespace lightbench
