// What an ONNX file says about itself: inputs, outputs, and what would keep it from running here.
//
// Only the few fields that matter are read, straight from the protobuf wire format, without trusting any length in
// the file. This happens before a library loads the file, so that the common reasons for refusal get clear words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace lightbench {

struct TensorSignature {
  std::string name;
  int element_type = 0;    // TensorProto.DataType: 1 is FLOAT, 10 is FLOAT16
  std::vector<int> shape;  // -1: not fixed by the file
  bool is_fixed() const;
};

struct OnnxSignature {
  std::vector<TensorSignature> inputs;  // without those that are weights
  std::vector<TensorSignature> outputs;
  bool has_float16 = false;
  bool has_external_data = false;  // weights in another file
};

// `name` is the file, for messages. Errors (kFailed): not ONNX, cut off.
Result<OnnxSignature> parse_onnx_signature(std::string_view bytes, const std::string& name);

// "1 × 3 × ? × ?"
std::string shape_text(const std::vector<int>& shape);

}  // namespace lightbench
