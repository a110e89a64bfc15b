#include "engine/model/onnx_session.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <list>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>

namespace lightbench {

struct OnnxSession::Network {
  cv::dnn::Net net;
  std::string output_layer;
};

namespace {

constexpr size_t kKeptSessions = 4;

// Serialises loading and running: see the header.
std::mutex& opencv_mutex() {
  static std::mutex mutex;
  return mutex;
}

// The first sentence of OpenCV's report, without source file and condition.
std::string short_reason(const std::exception& exception) {
  const auto* opencv = dynamic_cast<const cv::Exception*>(&exception);
  std::string text = opencv ? opencv->err : exception.what();
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > 160) text = text.substr(0, 160) + "…";
  return text;
}

Error model_error(std::string what, const std::string& path, std::string remedy) {
  return failed(std::move(what), "file " + path, std::move(remedy));
}

Status check_signature(const OnnxSignature& signature, const std::string& path) {
  if (signature.has_external_data) {
    return model_error("the model keeps its weights in other files", path, "save it as one file");
  }
  if (signature.has_float16) {
    return model_error("the model holds FLOAT16 tensors, which OpenCV DNN does not read", path, "convert it to FP32");
  }
  if (signature.inputs.size() != 1 || signature.outputs.size() != 1) {
    return model_error("the model has " + std::to_string(signature.inputs.size()) + " inputs and " +
                           std::to_string(signature.outputs.size()) + " outputs",
                       path, "use a model with one of each");
  }
  return {};
}

}  // namespace

OnnxSession::~OnnxSession() = default;

Result<std::shared_ptr<const OnnxSession>> OnnxSession::load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file || file.bad()) return model_error("cannot read the model", path, "choose an existing .onnx file");
  Result<OnnxSignature> signature = parse_onnx_signature(bytes, path);
  if (!signature) return signature.error();
  Status usable = check_signature(*signature, path);
  if (!usable) return usable.error();

  std::shared_ptr<OnnxSession> session(new OnnxSession);
  session->path_ = path;
  session->signature_ = std::move(*signature);
  session->network_ = std::make_unique<Network>();
  // What goes wrong is reported as an error; the importer would also print it, layer by layer.
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    const std::vector<std::string> outputs = net.getUnconnectedOutLayersNames();
    if (outputs.size() != 1) {
      return model_error("OpenCV DNN finds " + std::to_string(outputs.size()) + " outputs in the model", path,
                         "use a model with one output");
    }
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    session->network_->net = net;
    session->network_->output_layer = outputs[0];
  } catch (const std::exception& exception) {
    return model_error("OpenCV DNN cannot load the model: " + short_reason(exception), path,
                       "use a model of FP32 layers with fixed shapes");
  }
  return std::shared_ptr<const OnnxSession>(std::move(session));
}

Result<std::shared_ptr<const OnnxSession>> OnnxSession::open(const std::string& path) {
  struct Kept {
    std::string path;
    int64_t size, seconds, nanoseconds;
    std::shared_ptr<const OnnxSession> session;
  };
  static std::list<Kept> kept;  // most recently used first

  struct stat state = {};
  if (stat(path.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) {
    return model_error("there is no such model", path, "choose an existing .onnx file");
  }
  std::lock_guard lock(opencv_mutex());
  for (auto entry = kept.begin(); entry != kept.end(); ++entry) {
    if (entry->path == path && entry->size == state.st_size && entry->seconds == state.st_mtim.tv_sec &&
        entry->nanoseconds == state.st_mtim.tv_nsec) {
      kept.splice(kept.begin(), kept, entry);
      return kept.front().session;
    }
  }
  Result<std::shared_ptr<const OnnxSession>> session = load(path);
  if (!session) return session;
  kept.remove_if([&](const Kept& entry) { return entry.path == path; });
  kept.push_front({path, state.st_size, state.st_mtim.tv_sec, state.st_mtim.tv_nsec, *session});
  if (kept.size() > kKeptSessions) kept.pop_back();
  return session;
}

Result<std::vector<int>> OnnxSession::output_shape(const std::vector<int>& input_shape) const {
  if (!output().shape.empty() && output().is_fixed() && input().is_fixed() && input_shape == input().shape) {
    return output().shape;
  }
  std::lock_guard lock(opencv_mutex());
  try {
    std::vector<cv::dnn::MatShape> inputs, outputs;
    const cv::dnn::Net& net = network_->net;
    const int layer = const_cast<cv::dnn::Net&>(net).getLayerId(network_->output_layer);
    net.getLayerShapes(input_shape, layer, inputs, outputs);
    if (outputs.size() == 1) return outputs[0];
  } catch (const std::exception& exception) {
    return model_error(
        "the model does not take an input of " + shape_text(input_shape) + ": " + short_reason(exception), path_,
        "give the picture the size that the model was made for");
  }
  return model_error("OpenCV DNN cannot tell the shape of the output", path_, "use a model with fixed shapes");
}

Result<Tensor> OnnxSession::run(const Tensor& input, int threads) const {
  std::lock_guard lock(opencv_mutex());
  try {
    cv::setNumThreads(std::min(threads, cv::getNumberOfCPUs()));  // its thread library complains about more
    const cv::Mat blob(static_cast<int>(input.shape.size()), input.shape.data(), CV_32F,
                       const_cast<float*>(input.values.data()));
    network_->net.setInput(blob);
    cv::Mat result = network_->net.forward(network_->output_layer);
    cv::setNumThreads(0);
    cv::Mat floats;
    result.convertTo(floats, CV_32F);
    if (!floats.isContinuous()) floats = floats.clone();
    Tensor output;
    output.shape.assign(floats.size.p, floats.size.p + floats.dims);
    output.values.assign(floats.ptr<float>(), floats.ptr<float>() + floats.total());
    return output;
  } catch (const std::exception& exception) {
    cv::setNumThreads(0);
    return model_error("OpenCV DNN cannot run the model: " + short_reason(exception), path_,
                       "check that the input has the size and channels that the model was made for");
  }
}

}  // namespace lightbench
