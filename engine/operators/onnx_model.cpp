// onnx_model: runs a neural network from an ONNX file on the picture.
//
// Formula: tensor = (v · range - mean) / std per channel → network → a picture (values / range) or class scores.
// Shapes:  1 or 3 channels in, as the model takes; gray is repeated for 3, alpha is left out. An image output has
//          the size and channels that the model gives, as f32, unclamped; with classes the picture passes unchanged.
// Params:  path, labels (one line a class, in order; a leading WordNet number is dropped), mean and std (3 numbers in
//          units of the range), range 0..1 or 0..255, layout, width and height (0: from the model, or the picture's),
//          fit error or resize (linear, antialiased), output image or classes, top 1..1000.
// Border:  none.
// Source:  https://onnx.ai; run by OpenCV DNN in FP32.
// Errors:  a file that is missing, not ONNX, FLOAT16, or made of layers OpenCV cannot run; a picture whose size or
//          channels do not fit; a labels file of another length than the scores; std of 0.
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

#include "engine/operators/line_strips.h"
#include "engine/operators/onnx_plan.h"
#include "engine/operators/operators.h"
#include "engine/operators/resample.h"

namespace lightbench {
namespace {

struct Scaling {
  float range = 1;
  std::array<float, 3> mean{};
  std::array<float, 3> deviation{};

  explicit Scaling(const Params& params) : range(params.text("range") == "0..255" ? 255.0f : 1.0f) {
    for (int c = 0; c < 3; ++c) {
      mean[static_cast<size_t>(c)] = static_cast<float>(params.table("mean").at(0, c));
      deviation[static_cast<size_t>(c)] = static_cast<float>(params.table("std").at(0, c));
    }
  }
};

// Planes [channel][y][x] to the order of the layout, and back.
void reorder(TensorLayout layout, bool to_tensor, const PictureShape& shape, std::vector<float>& values) {
  if (layout == TensorLayout::kChannelsFirst || shape.channels == 1) return;
  const size_t pixels = static_cast<size_t>(shape.height) * static_cast<size_t>(shape.width);
  const size_t channels = static_cast<size_t>(shape.channels);
  std::vector<float> other(values.size());
  for (size_t i = 0; i < pixels; ++i) {
    for (size_t c = 0; c < channels; ++c) {
      if (to_tensor)
        other[i * channels + c] = values[c * pixels + i];
      else
        other[c * pixels + i] = values[i * channels + c];
    }
  }
  values = std::move(other);
}

Result<std::vector<std::string>> read_labels(const std::string& path) {
  std::vector<std::string> labels;
  if (path.empty()) return labels;
  std::ifstream file(path);
  if (!file) return failed("cannot read the labels", "file " + path, "choose an existing text file");
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const bool word_net = line.size() > 10 && line[0] == 'n' && line[9] == ' ' &&
                          std::all_of(line.begin() + 1, line.begin() + 9, [](char c) { return c >= '0' && c <= '9'; });
    labels.push_back(word_net ? line.substr(10) : line);
  }
  while (!labels.empty() && labels.back().empty()) labels.pop_back();
  return labels;
}

class OnnxModel final : public ImageKernel {
 public:
  OnnxModel(OnnxPlan plan, const Params& params, std::vector<std::string> labels)
      : plan_(std::move(plan)),
        scaling_(params),
        labels_(std::move(labels)),
        labels_path_(params.text("labels")),
        top_(static_cast<size_t>(params.integer("top"))) {}

  Status run(ImageArgs& args) const override {
    Tensor input;
    input.shape = plan_.input_shape;
    Status filled = fill(args, input.values);
    if (!filled) return filled;
    if (args.cancel.cancelled()) return cancelled();
    args.progress(0.05);
    Result<Tensor> output = plan_.session->run(input, args.workers.threads());
    if (!output) return output.error();
    if (args.cancel.cancelled()) return cancelled();
    args.progress(0.95);
    return plan_.output == ModelOutput::kClasses ? report_classes(*output, args) : store_picture(*output, args);
  }

 private:
  Status fill(ImageArgs& args, std::vector<float>& values) const {
    const Image& picture = args.inputs[0];
    const PictureShape& in = plan_.in;
    const size_t plane_size = static_cast<size_t>(in.height) * static_cast<size_t>(in.width);
    values.resize(in.values());
    for (int c = 0; c < in.channels; ++c) {
      float* plane = values.data() + static_cast<size_t>(c) * plane_size;
      const RowLoader<float> load = float_loader(picture, std::min(c, picture.spec().color_channels() - 1));
      if (in.size() == picture.spec().size()) {
        for (int y = 0; y < in.height; ++y) load(0, y, in.width, plane + static_cast<ptrdiff_t>(y) * in.width);
      } else {
        const PlaneResampler resampler(ResampleMethod::kLinear, picture.spec().size(), in.size());
        const RowStorer<float> store = [&](int x, int y, int count, const float* row) {
          std::copy_n(row, count, plane + static_cast<ptrdiff_t>(y) * in.width + x);
        };
        Status status = resampler.run(load, store, args.workers, args.buffers, args.cancel);
        if (!status) return status;
      }
      const float mean = scaling_.mean[static_cast<size_t>(c)];
      const float deviation = scaling_.deviation[static_cast<size_t>(c)];
      for (size_t i = 0; i < plane_size; ++i) plane[i] = (plane[i] * scaling_.range - mean) / deviation;
    }
    reorder(plan_.layout, true, in, values);
    return {};
  }

  Status store_picture(Tensor& output, ImageArgs& args) const {
    const PictureShape& shape = plan_.out;
    if (output.values.size() != shape.values()) {
      return failed("the model gave " + shape_text(output.shape) + " instead of the shape it declares", "",
                    "use a model whose declared shapes are right");
    }
    reorder(plan_.layout, false, shape, output.values);
    for (float& value : output.values) value /= scaling_.range;
    Image& out = args.outputs[0];
    const size_t plane_size = static_cast<size_t>(shape.height) * static_cast<size_t>(shape.width);
    for (int c = 0; c < shape.channels; ++c) {
      const float* plane = output.values.data() + static_cast<size_t>(c) * plane_size;
      const RowLoader<float> load = [&](int x, int y, int count, float* row) {
        std::copy_n(plane + static_cast<ptrdiff_t>(y) * shape.width + x, count, row);
      };
      const RowStorer<float> store = float_storer(out, c);
      if (out.spec().size() == shape.size()) {
        for (int y = 0; y < shape.height; ++y)
          store(0, y, shape.width, plane + static_cast<ptrdiff_t>(y) * shape.width);
      } else {  // a proxy of what a model of fixed size gives
        const PlaneResampler resampler(ResampleMethod::kArea, shape.size(), out.spec().size());
        Status status = resampler.run(load, store, args.workers, args.buffers, args.cancel);
        if (!status) return status;
      }
    }
    args.progress(1);
    return {};
  }

  Status report_classes(const Tensor& output, ImageArgs& args) const {
    const std::vector<float>& scores = output.values;
    if (!labels_.empty() && labels_.size() != scores.size()) {
      return failed("the labels name " + std::to_string(labels_.size()) + " classes and the model gives " +
                        std::to_string(scores.size()) + " scores",
                    "file " + labels_path_, "choose the labels that belong to the model");
    }
    std::vector<size_t> order(scores.size());
    std::iota(order.begin(), order.end(), size_t{0});
    const size_t count = std::min(top_, order.size());
    const auto rank = [&](size_t i) {
      return std::isnan(scores[i]) ? -std::numeric_limits<float>::infinity() : scores[i];
    };
    std::partial_sort(order.begin(), order.begin() + static_cast<ptrdiff_t>(count), order.end(),
                      [&](size_t a, size_t b) { return rank(a) != rank(b) ? rank(a) > rank(b) : a < b; });
    std::vector<ClassScore> classes;
    for (size_t i = 0; i < count; ++i) {
      const size_t index = order[i];
      classes.push_back({static_cast<int>(index), labels_.empty() ? std::string() : labels_[index],
                         static_cast<double>(scores[index])});
    }
    args.values.emplace_back("classes", std::move(classes));
    args.outputs[0] = args.inputs[0];
    args.progress(1);
    return {};
  }

  OnnxPlan plan_;
  Scaling scaling_;
  std::vector<std::string> labels_;
  std::string labels_path_;
  size_t top_;
};

Status check_deviation(const Params& params) {
  for (double value : params.table("std").values) {
    if (value == 0) return invalid("std holds a 0", {}, "use numbers other than 0");
  }
  return {};
}

void add_file_states(const Params& params, Hasher& hasher) {
  for (const char* id : {"path", "labels"}) {
    struct stat state = {};
    const bool found = stat(params.text(id).c_str(), &state) == 0;
    hasher.integer(found);
    if (found) hasher.integer(state.st_size).integer(state.st_mtim.tv_sec).integer(state.st_mtim.tv_nsec);
  }
}

Result<Kernel> prepare_onnx_model(const PrepareArgs& args) {
  Result<OnnxPlan> plan = make_onnx_plan(args.params, *args.inputs[0], args.level);
  if (!plan) return plan.error();
  const ImageSpec& planned = args.outputs[0];
  if (plan->result.size() != planned.size() || plan->result.channels != planned.channels) {
    return failed("the model changed while the run was planned", "file " + args.params.text("path"), "run again");
  }
  Result<std::vector<std::string>> labels = read_labels(args.params.text("labels"));
  if (!labels) return labels.error();
  return Kernel(std::make_unique<OnnxModel>(std::move(*plan), args.params, std::move(*labels)));
}

ParamSpec per_channel_param(std::string id, std::string label, double value, std::string doc) {
  ParamSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.type = ParamType::kMatrix;
  spec.rows = 1;
  spec.columns = 3;
  spec.default_value = NumberTable{1, 3, {value, value, value}};
  spec.doc = std::move(doc);
  return spec;
}

}  // namespace

OperatorDef onnx_model_operator() {
  OperatorDef def;
  def.id = "onnx_model";
  def.label = "ONNX model";
  def.category = Category::kModel;
  def.footprint = Footprint::kGlobal;
  def.result = ResultFormat::kOwn;
  def.params = {
      path_param("path", "Model", "Models (*.onnx)", false, "The network, a file in the ONNX format."),
      choice_param("output", "Output", {"image", "classes"},
                   "What the network gives: a picture, or a score for each class."),
      path_param("labels", "Labels", "Text (*.txt)", false, "Names of the classes, one a line; may be left empty."),
      integer_param("top", "Top", 5, 1, 1000, 1, 10, "", "How many classes are reported, best first."),
      choice_param("range", "Range", {"0..1", "0..255"}, "What the network takes for black and white."),
      per_channel_param("mean", "Mean", 0, "Subtracted from red, green and blue, in units of the range."),
      per_channel_param("std", "Deviation", 1, "Red, green and blue are divided by it, in units of the range."),
      choice_param("layout", "Layout", {"NCHW", "NHWC"}, "Order of the tensor's axes: channels first or last."),
      integer_param("width", "Width", 0, 0, 16384, 0, 1024, "px",
                    "Of the tensor; 0 takes the model's, or the picture's."),
      integer_param("height", "Height", 0, 0, 16384, 0, 1024, "px",
                    "Of the tensor; 0 takes the model's, or the picture's."),
      choice_param("fit", "Fit", {"error", "resize"},
                   "What happens to a picture of another size than the model takes."),
  };
  def.summary = "Runs a neural network from an ONNX file on the picture.";
  def.formula = "network((v·range - mean) / std); an image output is divided by the range";
  def.shapes =
      "1 or 3 channels as the model takes, gray is repeated, alpha left out. An image output is f32 of the model's "
      "size; with classes the picture passes unchanged.";
  def.source = "onnx.ai; run by OpenCV DNN in FP32";
  def.search_words = {"neural network", "ai", "deep learning", "classify", "super resolution", "machine learning"};
  def.check = check_deviation;
  def.infer = [](const InferArgs& args) -> Result<std::vector<ImageSpec>> {
    Result<OnnxPlan> plan = make_onnx_plan(args.params, *args.inputs[0], args.level);
    if (!plan) return plan.error();
    return std::vector<ImageSpec>{plan->result};
  };
  def.add_to_key = add_file_states;
  def.prepare = prepare_onnx_model;
  return def;
}

}  // namespace lightbench
