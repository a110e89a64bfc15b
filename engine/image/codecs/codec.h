// Picture files in and out, straight on the format's own library.
//
// Every decoder reads the header first and refuses a picture that is over the limits before it allocates anything
// for pixels. Depth and channels are kept: 8 and 16 bit integers, half and float; gray, gray + alpha, RGB, RGBA.
// Palettes become RGB(A), CMYK becomes RGB, EXIF orientation is applied, multi-page files give their first page.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/cancel_token.h"
#include "engine/base/result.h"
#include "engine/image/image.h"

namespace lightbench {

struct DecodeLimits {
  int max_side = kMaxSide;
  int64_t max_bytes = 0;  // decoded samples; 0 means LIGHTBENCH_MAX_PICTURE_BYTES or half of the memory
};

struct EncodeOptions {
  int quality = 95;  // 1..100, lossy formats only
};

// The whole file at `path`, chosen by its first bytes, never by its name.
// Errors (kInvalid) name the file: missing, not a picture, truncated or damaged, over a limit (which and how to raise
// it).
Result<Image> decode_file(const std::string& path, const DecodeLimits& limits, BufferPool& pool);
Result<Image> decode_bytes(std::string_view bytes, const std::string& name, const DecodeLimits& limits,
                           BufferPool& pool);

// Size, channels and format of a file without its pixels (orientation applied).
Result<ImageSpec> probe_file(const std::string& path, const DecodeLimits& limits);

// The depth that the format of `path`'s extension stores for a picture of nominal depth `wanted`
// (png: u8, u16; jpg, webp: u8; tif: all four; exr: f16, f32). Errors (kInvalid): unknown extension.
Result<SampleFormat> stored_format(const std::string& path, SampleFormat wanted);

// Encodes in the format of the extension; `image` must be in stored_format() (checked). webp has no gray: it is
// written as RGB; webp at quality 100 is lossless. Alpha is dropped by jpg (over black is
// not applied). The file is replaced atomically. Errors: unknown extension (kInvalid), unwritable path (kFailed).
Status encode_file(const Image& image, const std::string& path, const EncodeOptions& options);
Result<std::string> encode_bytes(const Image& image, std::string_view extension, const EncodeOptions& options);

}  // namespace lightbench
