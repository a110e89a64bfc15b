// How a picture meets a network: which tensor goes in, what comes out, and whether the two fit.
//
// Worked out once from the parameters, the picture's shape and the file's own signature; infer() takes the sizes from
// it and the kernel runs it.
#pragma once

#include <memory>

#include "engine/graph/operator_def.h"
#include "engine/model/onnx_session.h"

namespace lightbench {

enum class TensorLayout { kChannelsFirst, kChannelsLast };  // NCHW, NHWC
enum class ModelOutput { kImage, kClasses };

// Height, width and channels of one picture in a tensor of a layout.
struct PictureShape {
  int channels = 0;
  int height = 0;
  int width = 0;
  Size size() const { return {width, height}; }
  size_t values() const {
    return static_cast<size_t>(channels) * static_cast<size_t>(height) * static_cast<size_t>(width);
  }
  bool operator==(const PictureShape&) const = default;
};

struct OnnxPlan {
  std::shared_ptr<const OnnxSession> session;
  ModelOutput output = ModelOutput::kImage;
  TensorLayout layout = TensorLayout::kChannelsFirst;
  PictureShape in;               // what the network gets
  std::vector<int> input_shape;  // the same as a tensor of the layout
  PictureShape out;              // of an image output
  ImageSpec result;              // of the node's picture
};

// Errors: no path, a model that cannot be used (see OnnxSession::open), a picture that does not fit it (kInvalid).
Result<OnnxPlan> make_onnx_plan(const Params& params, const ImageSpec& picture, int level);

}  // namespace lightbench
