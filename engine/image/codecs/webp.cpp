// WebP through libwebp: lossy and lossless, with or without alpha; the first frame of an animation.
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include <memory>
#include <vector>

#include "engine/image/codecs/exif.h"
#include "engine/image/codecs/format.h"

namespace lightbench::codecs {
namespace {

const uint8_t* unsigned_bytes(std::string_view bytes) { return reinterpret_cast<const uint8_t*>(bytes.data()); }

using Demuxer = std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)>;

struct FrameIterator : WebPIterator {
  FrameIterator() : WebPIterator{} {}
  ~FrameIterator() { WebPDemuxReleaseIterator(this); }
  FrameIterator(const FrameIterator&) = delete;
  FrameIterator& operator=(const FrameIterator&) = delete;
};

int orientation_of(const WebPDemuxer* demuxer) {
  WebPChunkIterator chunk{};
  int orientation = 1;
  if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
    orientation = exif_orientation({reinterpret_cast<const char*>(chunk.chunk.bytes), chunk.chunk.size});
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return orientation;
}

std::string_view words_of(VP8StatusCode code) {
  switch (code) {
    case VP8_STATUS_OUT_OF_MEMORY: return "out of memory";
    case VP8_STATUS_NOT_ENOUGH_DATA: return "the file ends too early";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "a feature that libwebp does not know";
    default: return "the compressed data makes no sense";
  }
}

// The frame lies on the canvas at an offset; what it does not cover is transparent (WebP container, "ANMF").
void put_frame(Image& image, const FrameIterator& frame, const uint8_t* pixels, size_t stride) {
  const size_t channels = static_cast<size_t>(image.channels());
  const bool covers = frame.width == image.width() && frame.height == image.height();
  std::vector<uint8_t> canvas_row(covers ? 0 : static_cast<size_t>(image.width()) * channels);
  for (int y = 0; y < image.height(); ++y) {
    const int row = y - frame.y_offset;
    const bool inside = row >= 0 && row < frame.height;
    if (covers) {
      put_row(image, y, pixels + static_cast<size_t>(row) * stride);
      continue;
    }
    std::fill(canvas_row.begin(), canvas_row.end(), uint8_t{0});
    if (inside) {
      const uint8_t* from = pixels + static_cast<size_t>(row) * stride;
      std::copy(from, from + stride, canvas_row.begin() + static_cast<ptrdiff_t>(channels) * frame.x_offset);
    }
    put_row(image, y, canvas_row.data());
  }
}

struct EncoderPicture : WebPPicture {
  bool usable;
  EncoderPicture() : WebPPicture{}, usable(WebPPictureInit(this) != 0) {}
  ~EncoderPicture() { WebPPictureFree(this); }
  EncoderPicture(const EncoderPicture&) = delete;
  EncoderPicture& operator=(const EncoderPicture&) = delete;
};

int append(const uint8_t* bytes, size_t count, const WebPPicture* picture) noexcept {
  try {
    static_cast<std::string*>(picture->custom_ptr)->append(reinterpret_cast<const char*>(bytes), count);
    return 1;
  } catch (...) {
    return 0;
  }
}

// Gray becomes RGB, which is all that WebP has; 4 channels only when there is alpha.
std::vector<uint8_t> interleaved(const Image& image, int channels) {
  const size_t width = static_cast<size_t>(image.width());
  const bool gray = image.spec().color_channels() == 1;
  std::vector<uint8_t> pixels(width * static_cast<size_t>(image.height()) * static_cast<size_t>(channels));
  uint8_t* target = pixels.data();
  for (int y = 0; y < image.height(); ++y) {
    for (size_t x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        const int from = c == 3 ? image.channels() - 1 : gray ? 0 : c;
        *target++ = static_cast<uint8_t>(image.row_data(from, y)[x]);
      }
    }
  }
  return pixels;
}

Result<ImageSpec> spec_of(const Source& source, const WebPBitstreamFeatures& features) {
  return checked_spec(source, static_cast<uint64_t>(features.width), static_cast<uint64_t>(features.height),
                      features.has_alpha ? 4 : 3, SampleFormat::kU8);
}

// The EXIF block stands behind the pixels: from chunk to chunk (WebP container, "RIFF file format").
int orientation_in(PictureFile& file) {
  constexpr uint64_t kRiffHeader = 12;
  constexpr uint64_t kChunkHeader = 8;
  constexpr uint32_t kLargestExif = 1 << 20;
  unsigned char header[kChunkHeader];
  for (uint64_t at = kRiffHeader; file.read(at, header, sizeof header) == sizeof header;) {
    const uint32_t bytes = header[4] | uint32_t{header[5]} << 8 | uint32_t{header[6]} << 16 | uint32_t{header[7]} << 24;
    const std::string_view name(reinterpret_cast<const char*>(header), 4);
    if (at == kRiffHeader) {
      constexpr unsigned char kHasExif = 0x08;
      unsigned char flags = 0;
      const bool extended = name == "VP8X" && file.read(at + kChunkHeader, &flags, 1) == 1;
      if (!extended || (flags & kHasExif) == 0) return 1;
    }
    if (name == "EXIF") {
      std::string block(std::min(bytes, kLargestExif), '\0');
      block.resize(file.read(at + kChunkHeader, block.data(), block.size()));
      return exif_orientation(block);
    }
    at += kChunkHeader + bytes + bytes % 2;
  }
  return 1;
}

}  // namespace

// Whether every frame is whole shows when it is decoded.
Result<Picture> probe_webp(PictureFile& file, const Source& source) {
  constexpr size_t kFirstPrefix = size_t{16} << 10;
  for (size_t count = kFirstPrefix;; count *= 8) {
    const std::string prefix = file.prefix(count);
    WebPBitstreamFeatures features;
    const VP8StatusCode status = WebPGetFeatures(unsigned_bytes(prefix), prefix.size(), &features);
    // A colour profile or an alpha channel may stand before the header of the pixels.
    if (status == VP8_STATUS_NOT_ENOUGH_DATA && prefix.size() == count) continue;
    if (status != VP8_STATUS_OK) return damaged(source, "WebP", words_of(status));
    const Result<ImageSpec> spec = spec_of(source, features);
    if (!spec) return spec.error();
    return Picture{*spec, orientation_in(file), {}};
  }
}

Result<Picture> decode_webp(const Source& source) {
  const WebPData data{unsigned_bytes(source.bytes), source.bytes.size()};
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(data.bytes, data.size, &features);
  if (status != VP8_STATUS_OK) return damaged(source, "WebP", words_of(status));
  const Result<ImageSpec> spec = spec_of(source, features);
  if (!spec) return spec.error();

  const Demuxer demuxer(WebPDemux(&data), WebPDemuxDelete);
  FrameIterator frame;
  if (!demuxer || !WebPDemuxGetFrame(demuxer.get(), 1, &frame) || !frame.complete) {
    return damaged(source, "WebP", words_of(VP8_STATUS_NOT_ENOUGH_DATA));
  }
  if (frame.x_offset + frame.width > spec->width || frame.y_offset + frame.height > spec->height) {
    return damaged(source, "WebP", "a frame outside the canvas");
  }
  Picture picture{*spec, orientation_of(demuxer.get()), {}};

  const size_t stride = static_cast<size_t>(frame.width) * static_cast<size_t>(spec->channels);
  const size_t scratch_bytes = stride * static_cast<size_t>(frame.height);
  const std::shared_ptr<Buffer> scratch = source.pool->allocate(scratch_bytes);
  if (!scratch) return failed("no memory to decode the picture", "file " + source.name, "close other programs");
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return unsupported(source, "WebP", "libwebp is of another version");
  config.options.use_threads = 1;
  config.output.colorspace = spec->channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {reinterpret_cast<uint8_t*>(scratch->data()), static_cast<int>(stride), scratch_bytes};
  const VP8StatusCode decoded = WebPDecode(frame.fragment.bytes, frame.fragment.size, &config);
  WebPFreeDecBuffer(&config.output);
  if (decoded != VP8_STATUS_OK) return damaged(source, "WebP", words_of(decoded));

  Result<Image> image = allocate_picture(source, *spec);
  if (!image) return image.error();
  put_frame(*image, frame, reinterpret_cast<const uint8_t*>(scratch->data()), stride);
  picture.image = *std::move(image);
  return picture;
}

Result<std::string> encode_webp(const Image& image, const EncodeOptions& options) {
  if (image.width() > WEBP_MAX_DIMENSION || image.height() > WEBP_MAX_DIMENSION) {
    return not_encoded("WebP", "a side is over " + std::to_string(WEBP_MAX_DIMENSION) + " pixels");
  }
  WebPConfig config;
  EncoderPicture picture;
  std::string bytes;
  if (!picture.usable || !WebPConfigInit(&config)) return not_encoded("WebP", "libwebp is of another version");
  config.quality = static_cast<float>(options.quality);
  if (options.quality == 100) {
    // Lossless at effort 2 of 9: close to the default in size at a third of its time.
    WebPConfigLosslessPreset(&config, 2);
    config.exact = 1;  // colours under full transparency stay as they are
  }
  config.thread_level = 1;
  picture.use_argb = config.lossless;
  picture.width = image.width();
  picture.height = image.height();
  picture.writer = append;
  picture.custom_ptr = &bytes;
  const int channels = image.spec().has_alpha() ? 4 : 3;
  const std::vector<uint8_t> pixels = interleaved(image, channels);
  const int stride = image.width() * channels;
  const int imported = channels == 4 ? WebPPictureImportRGBA(&picture, pixels.data(), stride)
                                     : WebPPictureImportRGB(&picture, pixels.data(), stride);
  if (!imported || !WebPEncode(&config, &picture)) {
    return not_encoded("WebP", "libwebp error " + std::to_string(picture.error_code));
  }
  return bytes;
}

}  // namespace lightbench::codecs
