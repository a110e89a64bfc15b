// What the files of this folder share; nobody outside includes it.
//
// One file per format implements decode_<format>() and encode_<format>(). A decoder fills in the header, asks
// checked_spec() before anything is allocated for pixels. Pixels are returned as stored; decode_bytes() turns them by
// `orientation`. No decoder prints, exits, throws or keeps state.
//
// A probe stops at the header and reads little of the file: where the header leads the file, decode_<format>() looks at
// a prefix with `pool` null; where it is spread over the file, probe_<format>() reads those places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/image/codecs/codec.h"
#include "engine/image/codecs/picture_file.h"

namespace lightbench::codecs {

struct Source {
  std::string_view bytes;  // the whole file; of a probe a prefix, or nothing
  const std::string& name;
  DecodeLimits limits;         // resolved: no zeros
  BufferPool* pool = nullptr;  // null: header only
  uint64_t file_bytes = 0;     // of the whole file
};

struct Picture {
  ImageSpec spec;
  int orientation = 1;  // EXIF, 1..8
  Image image;          // empty after a probe
};

Result<Picture> decode_png(const Source& source);
Result<Picture> decode_jpeg(const Source& source);
Result<Picture> decode_tiff(const Source& source);
Result<Picture> decode_webp(const Source& source);
Result<Picture> decode_exr(const Source& source);

// `source.bytes` is not looked at.
Result<Picture> probe_tiff(PictureFile& file, const Source& source);
Result<Picture> probe_webp(PictureFile& file, const Source& source);
Result<Picture> probe_exr(PictureFile& file, const Source& source);

Result<std::string> encode_png(const Image& image);
Result<std::string> encode_jpeg(const Image& image, const EncodeOptions& options);
Result<std::string> encode_tiff(const Image& image);
Result<std::string> encode_webp(const Image& image, const EncodeOptions& options);  // quality 100 is lossless
Result<std::string> encode_exr(const Image& image);

// The spec of a declared picture. Errors (kInvalid): no pixels, a side or the decoded bytes over the limits.
Result<ImageSpec> checked_spec(const Source& source, uint64_t width, uint64_t height, int channels,
                               SampleFormat format);
// Errors (kInvalid) when `bytes` of output cannot come from the file at the best `ratio` of its compression: a short
// file that declares a huge picture is refused before its memory is taken.
Status check_plausible(const Source& source, uint64_t bytes, uint64_t ratio);
// Memory for `spec`; an error names the file.
Result<Image> allocate_picture(const Source& source, const ImageSpec& spec);

// "the <format> picture is truncated or damaged: <detail>".
Error damaged(const Source& source, std::string_view format, std::string_view detail);
// A picture that is whole but of a kind we do not read.
Error unsupported(const Source& source, std::string_view format, std::string_view detail);
// An encoder's failure; encode_file() adds the path.
Error not_encoded(std::string_view format, std::string_view detail);

// One row between the planes and interleaved samples.
void put_row(Image& image, int y, const void* interleaved);
void get_row(const Image& image, int y, int channels, void* interleaved);

}  // namespace lightbench::codecs
