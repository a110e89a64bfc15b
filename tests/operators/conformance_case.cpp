#include "tests/operators/conformance_case.h"

#include <cmath>
#include <cstring>

#include "tests/operators/sample_pictures.h"

namespace lightbench::testing {

std::string text_of(const ParamMap& params) {
  std::string text = "{";
  for (const auto& [id, value] : params) {
    if (text.size() > 1) text += ", ";
    text.append(id).append(": ").append(to_text(value));
  }
  return text + "}";
}

bool valid_values(const NodeValues& actual, const NodeValues& expected, double tolerance, std::string& problem) {
  if (actual.size() != expected.size()) {
    problem = std::to_string(actual.size()) + " values instead of " + std::to_string(expected.size());
    return false;
  }
  for (size_t i = 0; i < actual.size(); ++i) {
    const auto* got = std::get_if<double>(&actual[i].second);
    const auto* wanted = std::get_if<double>(&expected[i].second);
    const bool near =
        got && wanted && (*got == *wanted || std::abs(*got - *wanted) <= tolerance * std::max(1.0, std::abs(*wanted)));
    if (actual[i].first == expected[i].first && (near || actual[i].second == expected[i].second)) continue;
    problem = "value " + expected[i].first + ": expected " + (wanted ? std::to_string(*wanted) : "another") +
              ", actual " + (got ? std::to_string(*got) : "another") + ", tolerance " + std::to_string(tolerance);
    return false;
  }
  return true;
}

Node node_with(const OperatorDef& def, const ParamMap& params) {
  Node node;
  node.id = "node";
  node.type = def.id;
  node.params = params;
  return node;
}

std::string describe_case(const Case& item) {
  std::string channels;
  for (int count : *item.channels) {
    if (!channels.empty()) channels += "+";
    channels += std::to_string(count);
  }
  std::string text = text_of(*item.params) + ", " + std::to_string(item.size.width) + " × " +
                     std::to_string(item.size.height) + ", " + channels + " channels, " +
                     std::string(name_of(item.input_format)) + " to " + std::string(name_of(item.precision));
  if (item.level > 0) text += ", level " + std::to_string(item.level);
  return text;
}

Result<PreparedCase> prepare_case(const OperatorDef& def, const Case& item, BufferPool& buffers) {
  Result<Params> params = Params::resolve(def, node_with(def, *item.params), item.level, "");
  if (!params) return params.error();
  std::vector<Image> inputs;
  std::vector<std::optional<ImageSpec>> specs;
  for (size_t port = 0; port < item.channels->size(); ++port) {
    const int channels = (*item.channels)[port];
    const ImageSpec spec{item.size.width, item.size.height, channels, item.input_format, item.input_format};
    const int seed = static_cast<int>(port) + 1;
    inputs.push_back(channels == 0     ? Image()
                     : item.not_finite ? not_finite_picture(spec, seed, buffers)
                                       : sample_picture(spec, seed, buffers));
    specs.push_back(channels == 0 ? std::nullopt : std::optional(spec));
  }
  Result<std::vector<ImageSpec>> outputs = def.inferred({*params, specs, item.level});
  if (!outputs) return outputs.error();
  for (ImageSpec& spec : *outputs) {
    const bool as_input = def.result == ResultFormat::kAsInput && item.precision == SampleFormat::kF32;
    if (def.result != ResultFormat::kOwn) spec.format = as_input ? item.input_format : item.precision;
  }
  return PreparedCase{std::move(*params), std::move(inputs), std::move(specs), std::move(*outputs), item.level};
}

std::vector<Image> marked_outputs(const PreparedCase& prepared, BufferPool& buffers) {
  std::vector<Image> images;
  for (const ImageSpec& spec : prepared.outputs) {
    images.push_back(Image::allocate(spec, buffers).value());
    Image& image = images.back();
    std::memset(image.writable_row_data(0, 0), 0x5a, image.plane_bytes() * static_cast<size_t>(image.channels()));
  }
  return images;
}

Result<std::vector<FloatPicture>> reference_of(const OperatorDef& def, const PreparedCase& prepared,
                                               NodeValues& values) {
  std::vector<FloatPicture> inputs;
  for (const Image& image : prepared.inputs) {
    inputs.push_back(image ? float_picture(image) : FloatPicture(ImageSpec{}));
  }
  std::vector<const FloatPicture*> pointers;
  for (size_t port = 0; port < inputs.size(); ++port)
    pointers.push_back(prepared.inputs[port] ? &inputs[port] : nullptr);
  std::vector<FloatPicture> outputs;
  for (const ImageSpec& spec : prepared.outputs) outputs.emplace_back(spec.with_format(SampleFormat::kF32));
  const bool reads = !prepared.inputs.empty() && prepared.inputs[0];
  const SampleFormat stored = reads ? prepared.inputs[0].format() : SampleFormat::kF32;
  const Status status = def.reference({prepared.params, pointers, outputs, values, stored});
  if (!status) return status.error();
  return outputs;
}

}  // namespace lightbench::testing
