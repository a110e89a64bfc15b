#include "engine/operators/output_file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "engine/image/codecs/codec.h"
#include "engine/image/convert.h"

namespace lightbench {
namespace {

std::string lower_extension(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return extension;
}

std::optional<SampleFormat> wanted_depth(const Params& params) {
  const std::string& depth = params.text("depth");
  if (depth == "8") return SampleFormat::kU8;
  if (depth == "16") return SampleFormat::kU16;
  if (depth == "float") return SampleFormat::kF32;
  return std::nullopt;
}

}  // namespace

Result<ImageSpec> planned_output(const ImageSpec& spec, const Params& params) {
  const std::string& path = params.text("path");
  if (path.empty()) return invalid("path is empty", {}, "choose a file to write");
  const std::optional<SampleFormat> wanted = wanted_depth(params);
  const Result<SampleFormat> stored = stored_format(path, wanted.value_or(spec.nominal));
  if (!stored) return stored.error();
  const std::string extension = lower_extension(path);
  if (wanted && *stored != *wanted) {
    return invalid("depth is " + params.text("depth") + ", which a " + extension + " file cannot hold", "file " + path,
                   "set depth to auto or write another format, for instance .tif");
  }
  ImageSpec planned = spec.with_format(*stored);
  planned.nominal = *stored;
  if (extension == ".jpg" || extension == ".jpeg") planned.channels = spec.color_channels();
  return planned;
}

Status write_output(const Image& image, const Params& params, BufferPool& pool) {
  const Result<ImageSpec> planned = planned_output(image.spec(), params);
  if (!planned) return planned.error();
  const Result<Image> converted = convert_image(image, planned->format, pool);
  if (!converted) return converted.error();
  EncodeOptions options;
  options.quality = params.integer("quality");
  return encode_file(*converted, params.text("path"), options);
}

}  // namespace lightbench
