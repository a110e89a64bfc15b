#include "engine/image/codecs/format.h"

#include "engine/image/convert.h"

namespace lightbench::codecs {
namespace {

std::string mebibytes(uint64_t bytes) {
  if (bytes < (uint64_t{1} << 20)) return std::to_string(bytes) + " bytes";
  return std::to_string(bytes >> 20) + " MiB";
}

}  // namespace

Result<ImageSpec> checked_spec(const Source& source, uint64_t width, uint64_t height, int channels,
                               SampleFormat format) {
  const std::string size = std::to_string(width) + " × " + std::to_string(height) + " pixels";
  const std::string where = "file " + source.name;
  if (width == 0 || height == 0) {
    return invalid("the picture declares " + size, where, "export it again or use another copy");
  }
  const uint64_t max_side = static_cast<uint64_t>(source.limits.max_side);
  if (width > max_side || height > max_side) {
    return invalid(
        "the picture declares " + size + ", over the limit of " + std::to_string(max_side) + " pixels a side", where,
        "scale it down or crop it with another program first");
  }
  // No overflow: both sides are at most 2^20 here and a pixel has at most 16 bytes.
  const uint64_t bytes = width * height * static_cast<uint64_t>(channels) * sample_bytes(format);
  const uint64_t max_bytes = static_cast<uint64_t>(source.limits.max_bytes);
  if (bytes > max_bytes) {
    return invalid("the picture declares " + size + ", " + mebibytes(bytes) + " decoded, over the limit of " +
                       mebibytes(max_bytes),
                   where, "set LIGHTBENCH_MAX_PICTURE_BYTES=" + std::to_string(bytes) + " to read it all the same");
  }
  return ImageSpec{static_cast<int>(width), static_cast<int>(height), channels, format, format};
}

Status check_plausible(const Source& source, uint64_t bytes, uint64_t ratio) {
  // One extra ratio: the last block of a stream may be counted short.
  if (bytes / ratio <= source.file_bytes + 1) return {};
  return invalid("the picture declares " + mebibytes(bytes) + ", more than a file of " +
                     std::to_string(source.file_bytes) + " bytes can hold",
                 "file " + source.name, "export it again or use another copy");
}

Result<Image> allocate_picture(const Source& source, const ImageSpec& spec) {
  Result<Image> image = Image::allocate(spec, *source.pool);
  if (image) return image;
  Error error = image.error();
  error.where = "file " + source.name;
  return error;
}

Error damaged(const Source& source, std::string_view format, std::string_view detail) {
  return invalid("the " + std::string(format) + " picture is truncated or damaged: " + std::string(detail),
                 "file " + source.name, "export it again or use another copy");
}

Error unsupported(const Source& source, std::string_view format, std::string_view detail) {
  return invalid("this kind of " + std::string(format) + " picture is not read: " + std::string(detail),
                 "file " + source.name, "save it as plain gray or RGB with another program first");
}

Error not_encoded(std::string_view format, std::string_view detail) {
  return failed("cannot write the picture as " + std::string(format) + ": " + std::string(detail), "",
                "choose another format");
}

void put_row(Image& image, int y, const void* interleaved) {
  void* planes[kMaxChannels] = {};
  for (int c = 0; c < image.channels(); ++c) planes[c] = image.writable_row_data(c, y);
  deinterleave_row(interleaved, planes, image.channels(), static_cast<size_t>(image.width()),
                   sample_bytes(image.format()));
}

void get_row(const Image& image, int y, int channels, void* interleaved) {
  const void* planes[kMaxChannels] = {};
  for (int c = 0; c < channels; ++c) planes[c] = image.row_data(c, y);
  interleave_row(planes, interleaved, channels, static_cast<size_t>(image.width()), sample_bytes(image.format()));
}

}  // namespace lightbench::codecs
