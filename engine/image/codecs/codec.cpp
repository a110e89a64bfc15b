#include "engine/image/codecs/codec.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "engine/base/atomic_file.h"
#include "engine/base/memory.h"
#include "engine/image/codecs/exif.h"
#include "engine/image/codecs/format.h"

namespace lightbench {
namespace {

using codecs::Picture;
using codecs::PictureFile;
using codecs::Source;

enum class Format { kPng, kJpeg, kTiff, kWebp, kExr };

constexpr std::string_view kKnownFormats = "PNG, JPEG, TIFF, WebP or OpenEXR";
constexpr size_t kSniffedBytes = 16;
constexpr size_t kFirstPrefix = size_t{64} << 10;  // a header with its EXIF thumbnail

std::optional<Format> format_of_bytes(std::string_view bytes) {
  const auto starts = [&](std::string_view magic) { return bytes.substr(0, magic.size()) == magic; };
  if (starts("\x89PNG\r\n\x1a\n")) return Format::kPng;
  if (starts("\xff\xd8\xff")) return Format::kJpeg;
  using std::string_view_literals::operator""sv;
  // Little and big endian, each also as BigTIFF.
  if (starts("II\x2a\0"sv) || starts("MM\0\x2a"sv) || starts("II\x2b\0"sv) || starts("MM\0\x2b"sv))
    return Format::kTiff;
  if (starts("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return Format::kWebp;
  if (starts("\x76\x2f\x31\x01")) return Format::kExr;
  return std::nullopt;
}

std::optional<Format> format_of_extension(std::string_view extension) {
  std::string lower(extension);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (!lower.empty() && lower.front() == '.') lower.erase(0, 1);
  if (lower == "png") return Format::kPng;
  if (lower == "jpg" || lower == "jpeg") return Format::kJpeg;
  if (lower == "tif" || lower == "tiff") return Format::kTiff;
  if (lower == "webp") return Format::kWebp;
  if (lower == "exr") return Format::kExr;
  return std::nullopt;
}

std::string extension_of(const std::string& path) { return std::filesystem::path(path).extension().string(); }

Error unknown_extension(const std::string& extension, const std::string& where) {
  return invalid(extension.empty() ? "no extension to choose a format by" : "unknown extension " + extension, where,
                 "end the name in one of .png, .jpg, .tif, .webp, .exr");
}

Error not_a_picture(const std::string& name, bool empty) {
  return invalid(empty ? "the file is empty" : "not a picture of a known format", "file " + name,
                 "use " + std::string(kKnownFormats));
}

Result<Picture> decode_any(const Source& source) {
  const std::optional<Format> format = format_of_bytes(source.bytes);
  if (!format) return not_a_picture(source.name, source.bytes.empty());
  switch (*format) {
    case Format::kPng: return codecs::decode_png(source);
    case Format::kJpeg: return codecs::decode_jpeg(source);
    case Format::kTiff: return codecs::decode_tiff(source);
    case Format::kWebp: return codecs::decode_webp(source);
    case Format::kExr: return codecs::decode_exr(source);
  }
  return not_a_picture(source.name, false);
}

// The header leads the file; how long it is shows only in reading it.
Result<Picture> probe_prefix(PictureFile& file, const Source& whole) {
  for (size_t count = kFirstPrefix;; count *= 8) {
    const std::string prefix = file.prefix(count);
    Source source = whole;
    source.bytes = prefix;
    Result<Picture> picture = decode_any(source);
    // One that is longer than the prefix looks as if it were cut off.
    if (picture || prefix.size() < count) return picture;
  }
}

Result<Picture> probe_any(PictureFile& file, const Source& source) {
  char head[kSniffedBytes];
  const std::optional<Format> format = format_of_bytes({head, file.read(0, head, sizeof head)});
  if (!format) return not_a_picture(source.name, file.size() == 0);
  switch (*format) {
    case Format::kPng:
    case Format::kJpeg: return probe_prefix(file, source);
    case Format::kTiff: return codecs::probe_tiff(file, source);
    case Format::kWebp: return codecs::probe_webp(file, source);
    case Format::kExr: return codecs::probe_exr(file, source);
  }
  return not_a_picture(source.name, false);
}

// LIGHTBENCH_MAX_PICTURE_BYTES: a number, with K, M or G for powers of 1024. Anything else is passed over.
int64_t bytes_from_environment() {
  const char* text = std::getenv("LIGHTBENCH_MAX_PICTURE_BYTES");
  if (!text) return 0;
  const std::string_view value(text);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || number <= 0) return 0;
  const std::string_view unit(end, static_cast<size_t>(value.data() + value.size() - end));
  const int shift = unit.empty() ? 0 : unit == "K" ? 10 : unit == "M" ? 20 : unit == "G" ? 30 : -1;
  if (shift < 0 || number > (INT64_MAX >> shift)) return 0;
  return number << shift;
}

DecodeLimits resolved(DecodeLimits limits) {
  if (limits.max_side <= 0 || limits.max_side > kMaxSide) limits.max_side = kMaxSide;
  if (limits.max_bytes <= 0) limits.max_bytes = bytes_from_environment();
  if (limits.max_bytes <= 0) limits.max_bytes = physical_memory_bytes() / 2;
  return limits;
}

// Nothing of a device, a pipe or a file over the limit is read.
Status check_file(const std::string& path, const DecodeLimits& limits) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) {
    const Result<std::string> bytes = read_file(path);  // it has the words for that
    if (!bytes) return bytes.error();
  }
  if (!S_ISREG(status.st_mode)) return not_a_picture(path, false);
  if (status.st_size <= limits.max_bytes) return {};
  return invalid(
      "a file of " + std::to_string(status.st_size) + " bytes is over the limit of " + std::to_string(limits.max_bytes),
      "file " + path,
      "set LIGHTBENCH_MAX_PICTURE_BYTES=" + std::to_string(status.st_size) + " to read it all the same");
}

// The whole file, once its first bytes look like a picture: a huge file of another kind is never read.
Result<std::string> read_picture_file(const std::string& path, const DecodeLimits& limits) {
  if (const Status status = check_file(path, limits); !status) return status.error();
  PictureFile file(path);
  char head[kSniffedBytes];
  if (file.usable() && !format_of_bytes({head, file.read(0, head, sizeof head)})) {
    return not_a_picture(path, file.size() == 0);
  }
  return read_file(path);
}

}  // namespace

Result<Image> decode_bytes(std::string_view bytes, const std::string& name, const DecodeLimits& limits,
                           BufferPool& pool) {
  Result<Picture> picture = decode_any({bytes, name, resolved(limits), &pool, bytes.size()});
  if (!picture) return picture.error();
  Result<Image> image = codecs::orient_image(picture->image, picture->orientation, pool);
  if (image) return image;
  Error error = image.error();
  error.where = "file " + name;
  return error;
}

Result<Image> decode_file(const std::string& path, const DecodeLimits& limits, BufferPool& pool) {
  const Result<std::string> bytes = read_picture_file(path, resolved(limits));
  if (!bytes) return bytes.error();
  return decode_bytes(*bytes, path, limits, pool);
}

Result<ImageSpec> probe_file(const std::string& path, const DecodeLimits& given) {
  const DecodeLimits limits = resolved(given);
  if (const Status status = check_file(path, limits); !status) return status.error();
  PictureFile file(path);
  if (!file.usable()) {
    const Result<std::string> bytes = read_file(path);
    return bytes ? not_a_picture(path, bytes->empty()) : bytes.error();
  }
  const Result<Picture> picture = probe_any(file, {{}, path, limits, nullptr, file.size()});
  if (!picture) return picture.error();
  return codecs::oriented_spec(picture->spec, picture->orientation);
}

Result<SampleFormat> stored_format(const std::string& path, SampleFormat wanted) {
  const std::optional<Format> format = format_of_extension(extension_of(path));
  if (!format) return unknown_extension(extension_of(path), "file " + path);
  switch (*format) {
    case Format::kPng: return wanted == SampleFormat::kU8 ? SampleFormat::kU8 : SampleFormat::kU16;
    case Format::kJpeg:
    case Format::kWebp: return SampleFormat::kU8;
    case Format::kTiff: return wanted;
    // A half holds every 8-bit value apart but not every 16-bit one.
    case Format::kExr:
      return wanted == SampleFormat::kU8 || wanted == SampleFormat::kF16 ? SampleFormat::kF16 : SampleFormat::kF32;
  }
  return SampleFormat::kU8;
}

Result<std::string> encode_bytes(const Image& image, std::string_view extension, const EncodeOptions& options) {
  const std::optional<Format> format = format_of_extension(extension);
  if (!format) return unknown_extension(std::string(extension), "");
  LB_CHECK(static_cast<bool>(image));
  const Result<SampleFormat> stored = stored_format("x." + std::string(extension), image.format());
  LB_CHECK(stored.ok() && *stored == image.format());
  EncodeOptions checked = options;
  checked.quality = std::clamp(options.quality, 1, 100);
  switch (*format) {
    case Format::kPng: return codecs::encode_png(image);
    case Format::kJpeg: return codecs::encode_jpeg(image, checked);
    case Format::kTiff: return codecs::encode_tiff(image);
    case Format::kWebp: return codecs::encode_webp(image, checked);
    case Format::kExr: return codecs::encode_exr(image);
  }
  return unknown_extension(std::string(extension), "");
}

Status encode_file(const Image& image, const std::string& path, const EncodeOptions& options) {
  const std::string extension = extension_of(path);
  const Result<std::string> bytes = encode_bytes(image, extension, options);
  if (!bytes) {
    Error error = bytes.error();
    error.where = "file " + path;
    return error;
  }
  return write_file_atomically(path, *bytes);
}

}  // namespace lightbench
