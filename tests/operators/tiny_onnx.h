// Writes small ONNX models byte by byte, so that tests of the model node need no file from elsewhere.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace lightbench::testing {

class OnnxWriter {
 public:
  struct Value {
    std::string name;
    std::vector<int> shape;  // -1: not fixed
    int element_type = 1;
  };

  void node(const std::string& type, const std::vector<std::string>& inputs, const std::string& output,
            const std::string& attributes = {}) {
    std::string body;
    for (const std::string& input : inputs) body += field(1, input);
    graph_ += field(1, body + field(2, output) + field(3, output + "_node") + field(4, type) + attributes);
  }
  static std::string ints(const std::string& name, const std::vector<int>& values) {
    std::string body = field(1, name);
    for (int value : values) body += number(8, static_cast<uint64_t>(value));
    return field(5, body + number(20, 7));
  }
  void weights(const std::string& name, const std::vector<int>& shape, const std::vector<float>& values, int type = 1,
               bool external = false) {
    std::string body;
    for (int extent : shape) body += number(1, static_cast<uint64_t>(extent));
    std::string raw(values.size() * sizeof(float), '\0');
    if (!values.empty()) std::memcpy(raw.data(), values.data(), raw.size());
    body += number(2, static_cast<uint64_t>(type)) + field(8, name) + field(9, raw);
    if (external) body += number(14, 1);
    graph_ += field(5, body);
  }
  void input(const Value& value) { graph_ += field(11, value_info(value)); }
  void output(const Value& value) { graph_ += field(12, value_info(value)); }

  std::string bytes() const {
    return number(1, 7) + field(8, field(1, "") + number(2, 12)) + field(7, graph_ + field(2, "tiny"));
  }

 private:
  static std::string varint(uint64_t value) {
    std::string text;
    for (; value >= 0x80; value >>= 7) text += static_cast<char>((value & 0x7f) | 0x80);
    return text + static_cast<char>(value);
  }
  static std::string number(uint32_t field, uint64_t value) { return varint(field << 3) + varint(value); }
  static std::string field(uint32_t number, const std::string& body) {
    return varint(number << 3 | 2) + varint(body.size()) + body;
  }
  static std::string value_info(const Value& value) {
    std::string shape;
    for (int extent : value.shape) {
      shape += field(1, extent < 0 ? field(2, "any") : number(1, static_cast<uint64_t>(extent)));
    }
    const std::string tensor = number(1, static_cast<uint64_t>(value.element_type)) + field(2, shape);
    return field(1, value.name) + field(2, field(1, tensor));
  }

  std::string graph_;
};

// RGB → BGR by a 1×1 convolution that also halves every value.
inline OnnxWriter swap_model(int height, int width) {
  OnnxWriter writer;
  writer.weights("w", {3, 3, 1, 1}, {0, 0, 0.5f, 0, 0.5f, 0, 0.5f, 0, 0});
  writer.node("Conv", {"x", "w"}, "y", OnnxWriter::ints("kernel_shape", {1, 1}));
  writer.input({"x", {1, 3, height, width}});
  writer.output({"y", {1, 3, height, width}});
  return writer;
}

// The mean of each channel as three class scores.
inline OnnxWriter mean_model(int height, int width) {
  OnnxWriter writer;
  writer.node("GlobalAveragePool", {"x"}, "pooled");
  writer.node("Flatten", {"pooled"}, "y");
  writer.input({"x", {1, 3, height, width}});
  writer.output({"y", {1, 3}});
  return writer;
}

}  // namespace lightbench::testing
