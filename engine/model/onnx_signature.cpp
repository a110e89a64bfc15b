#include "engine/model/onnx_signature.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

namespace lightbench {
namespace {

// Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
constexpr uint32_t kModelGraph = 7;
constexpr uint32_t kGraphInitializer = 5, kGraphInput = 11, kGraphOutput = 12;
constexpr uint32_t kValueName = 1, kValueType = 2;
constexpr uint32_t kTypeTensor = 1;
constexpr uint32_t kTensorTypeElement = 1, kTensorTypeShape = 2;
constexpr uint32_t kShapeDimension = 1, kDimensionValue = 1;
constexpr uint32_t kTensorDataType = 2, kTensorName = 8, kTensorLocation = 14;
constexpr int kFloat16 = 10;

// Walks over the fields of one message. A wrong length or an unknown wire type ends the walk as broken.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  bool next() {
    if (rest_.empty() || broken_) return false;
    const std::optional<uint64_t> key = varint();
    if (!key || (*key >> 3) == 0 || (*key >> 3) > 0x1fffffff) return stop();
    number_ = static_cast<uint32_t>(*key >> 3);
    value_ = 0;
    bytes_ = {};
    switch (*key & 7) {
      case 0: return take_varint();
      case 1: return take_bytes(8);
      case 2: return take_varint() && take_bytes(value_);
      case 5: return take_bytes(4);
      default: return stop();
    }
  }
  uint32_t number() const { return number_; }
  uint64_t value() const { return value_; }          // of a varint field
  std::string_view bytes() const { return bytes_; }  // of a length-delimited field
  bool broken() const { return broken_; }

 private:
  bool stop() {
    broken_ = true;
    return false;
  }
  std::optional<uint64_t> varint() {
    uint64_t result = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const uint8_t byte = static_cast<uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      result |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    return std::nullopt;
  }
  bool take_varint() {
    const std::optional<uint64_t> value = varint();
    if (!value) return stop();
    value_ = *value;
    return true;
  }
  bool take_bytes(uint64_t count) {
    if (count > rest_.size()) return stop();
    bytes_ = rest_.substr(0, static_cast<size_t>(count));
    rest_.remove_prefix(static_cast<size_t>(count));
    return true;
  }

  std::string_view rest_;
  uint32_t number_ = 0;
  uint64_t value_ = 0;
  std::string_view bytes_;
  bool broken_ = false;
};

bool read_shape(std::string_view bytes, std::vector<int>& shape) {
  Fields shape_fields(bytes);
  while (shape_fields.next()) {
    if (shape_fields.number() != kShapeDimension) continue;
    int extent = -1;
    Fields dimension(shape_fields.bytes());
    while (dimension.next()) {
      const bool fits = dimension.value() > 0 && dimension.value() <= std::numeric_limits<int>::max();
      if (dimension.number() == kDimensionValue && fits) extent = static_cast<int>(dimension.value());
    }
    if (dimension.broken()) return false;
    shape.push_back(extent);
  }
  return !shape_fields.broken();
}

bool read_tensor_type(std::string_view bytes, TensorSignature& tensor) {
  Fields fields(bytes);
  while (fields.next()) {
    if (fields.number() == kTensorTypeElement) tensor.element_type = static_cast<int>(fields.value());
    if (fields.number() == kTensorTypeShape && !read_shape(fields.bytes(), tensor.shape)) return false;
  }
  return !fields.broken();
}

bool read_value(std::string_view bytes, TensorSignature& tensor) {
  Fields fields(bytes);
  while (fields.next()) {
    if (fields.number() == kValueName) tensor.name = fields.bytes();
    if (fields.number() != kValueType) continue;
    Fields type(fields.bytes());
    while (type.next()) {
      if (type.number() == kTypeTensor && !read_tensor_type(type.bytes(), tensor)) return false;
    }
    if (type.broken()) return false;
  }
  return !fields.broken();
}

bool read_initializer(std::string_view bytes, std::set<std::string>& names, OnnxSignature& signature) {
  Fields fields(bytes);
  while (fields.next()) {
    if (fields.number() == kTensorName) names.emplace(fields.bytes());
    if (fields.number() == kTensorDataType && fields.value() == kFloat16) signature.has_float16 = true;
    if (fields.number() == kTensorLocation && fields.value() == 1) signature.has_external_data = true;
  }
  return !fields.broken();
}

bool read_graph(std::string_view bytes, OnnxSignature& signature) {
  std::set<std::string> weights;
  Fields fields(bytes);
  while (fields.next()) {
    if (fields.number() == kGraphInitializer && !read_initializer(fields.bytes(), weights, signature)) return false;
    if (fields.number() != kGraphInput && fields.number() != kGraphOutput) continue;
    TensorSignature tensor;
    if (!read_value(fields.bytes(), tensor)) return false;
    if (tensor.element_type == kFloat16) signature.has_float16 = true;
    (fields.number() == kGraphInput ? signature.inputs : signature.outputs).push_back(std::move(tensor));
  }
  // Files of the first versions list their weights among the inputs.
  std::erase_if(signature.inputs, [&](const TensorSignature& input) { return weights.contains(input.name); });
  return !fields.broken();
}

}  // namespace

bool TensorSignature::is_fixed() const {
  return std::none_of(shape.begin(), shape.end(), [](int extent) { return extent < 0; });
}

Result<OnnxSignature> parse_onnx_signature(std::string_view bytes, const std::string& name) {
  OnnxSignature signature;
  bool has_graph = false;
  bool broken = false;
  Fields fields(bytes);
  while (!broken && fields.next()) {
    if (fields.number() != kModelGraph) continue;
    has_graph = true;
    broken = !read_graph(fields.bytes(), signature);
  }
  if (broken || fields.broken() || !has_graph) {
    return failed("not an ONNX model, or cut off", "file " + name, "choose a complete .onnx file");
  }
  return signature;
}

std::string shape_text(const std::vector<int>& shape) {
  std::string text;
  for (int extent : shape) {
    if (!text.empty()) text += " × ";
    text += extent < 0 ? "?" : std::to_string(extent);
  }
  return text.empty() ? "a single number" : text;
}

}  // namespace lightbench
