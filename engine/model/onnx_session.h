// Running an ONNX network through OpenCV DNN.
//
// A session is one network with one input and one output, loaded once and shared: open() keeps the last few, by path,
// size and time of change. OpenCV's networks and its thread count are global state, so one network runs at a time in
// a process; it may use as many threads as the caller has workers, and OpenCV is set back to none afterwards.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/model/onnx_signature.h"

namespace lightbench {

struct Tensor {
  std::vector<int> shape;
  std::vector<float> values;  // row-major
};

class OnnxSession {
 public:
  // Errors (kFailed) name the file: missing, not ONNX, cut off, FLOAT16, weights in other files, several inputs or
  // outputs, layers that OpenCV cannot run.
  static Result<std::shared_ptr<const OnnxSession>> open(const std::string& path);

  const TensorSignature& input() const { return signature_.inputs[0]; }
  const TensorSignature& output() const { return signature_.outputs[0]; }

  // The shape that comes out for an input of this shape. Errors: shapes the network does not take.
  Result<std::vector<int>> output_shape(const std::vector<int>& input_shape) const;
  // Errors: what OpenCV reports, on one line.
  Result<Tensor> run(const Tensor& input, int threads) const;

  ~OnnxSession();

 private:
  struct Network;
  OnnxSession() = default;
  static Result<std::shared_ptr<const OnnxSession>> load(const std::string& path);

  std::string path_;
  OnnxSignature signature_;
  std::unique_ptr<Network> network_;
};

}  // namespace lightbench
