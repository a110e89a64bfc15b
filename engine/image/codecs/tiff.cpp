// TIFF through libtiff: strips and tiles, either byte order, any compression that libtiff was built with, the first
// page. Rare colour spaces (YCbCr, CMYK, Lab) go through libtiff's own conversion to 8-bit RGB.
#include <algorithm>
#include <vector>

#include "engine/image/codecs/exif.h"
#include "engine/image/codecs/format.h"
#include "engine/image/codecs/tiff_handle.h"
#include "engine/image/codecs/tiff_layout.h"
#include "engine/image/convert.h"

namespace lightbench::codecs {
namespace {

// Deflate level 4 of libdeflate: half the time of 6 for one percent of size.
constexpr int kDeflateLevel = 4;
constexpr uint32_t kStripBytes = 256 * 1024;

class TiffReader {
 public:
  TiffReader(const TiffHandle& handle, const TiffLayout& layout, Image& image)
      : handle_(handle), tiff_(handle.get()), layout_(layout), image_(image) {}

  bool read() {
    if (layout_.tiled ? !read_tiles() : !read_rows()) return false;
    if (layout_.photometric == PHOTOMETRIC_MINISWHITE) invert_gray();
    // Some codecs report damage and go on.
    return !handle_.has_error();
  }

 private:
  int planes() const { return layout_.separate ? layout_.channels : 1; }
  size_t samples() const { return layout_.separate ? 1 : layout_.samples_per_pixel; }
  size_t packed_bytes(size_t pixels) const { return (pixels * samples() * layout_.bits + 7) / 8; }

  bool read_rows() {
    const size_t width = static_cast<size_t>(image_.width());
    if (TIFFScanlineSize64(tiff_) != packed_bytes(width)) return false;
    std::vector<std::byte> packed(packed_bytes(width));
    TiffRows rows(tiff_, layout_, width);
    for (int plane = 0; plane < planes(); ++plane) {
      for (int y = 0; y < image_.height(); ++y) {
        if (TIFFReadScanline(tiff_, packed.data(), static_cast<uint32_t>(y), static_cast<uint16_t>(plane)) < 0) {
          return false;
        }
        put(rows.convert(packed.data(), width, samples()), plane, 0, y, width);
      }
    }
    return true;
  }

  bool read_tiles() {
    uint32_t tile_width = 0, tile_height = 0;
    TIFFGetField(tiff_, TIFFTAG_TILEWIDTH, &tile_width);
    TIFFGetField(tiff_, TIFFTAG_TILELENGTH, &tile_height);
    if (tile_width == 0 || tile_height == 0 || tile_width > uint32_t{kMaxSide} || tile_height > uint32_t{kMaxSide}) {
      return false;
    }
    const size_t row_bytes = packed_bytes(tile_width);
    if (TIFFTileRowSize64(tiff_) != row_bytes || TIFFTileSize64(tiff_) != row_bytes * tile_height) return false;
    // A tile may be larger than the picture, but not by more than a tile's common size.
    constexpr size_t kLargestIdleTile = size_t{1} << 28;
    if (row_bytes * tile_height > std::max(kLargestIdleTile, image_.memory_bytes())) return false;
    std::vector<std::byte> tile(row_bytes * tile_height);
    TiffRows rows(tiff_, layout_, tile_width);
    for (int plane = 0; plane < planes(); ++plane) {
      for (uint32_t top = 0; top < layout_.height; top += tile_height) {
        for (uint32_t left = 0; left < layout_.width; left += tile_width) {
          if (TIFFReadTile(tiff_, tile.data(), left, top, 0, static_cast<uint16_t>(plane)) < 0) return false;
          const uint32_t bottom = std::min(top + tile_height, layout_.height);
          const size_t width = std::min(tile_width, layout_.width - left);
          for (uint32_t y = top; y < bottom; ++y) {
            const std::byte* packed = tile.data() + (y - top) * row_bytes;
            put(rows.convert(packed, width, samples()), plane, left, static_cast<int>(y), width);
          }
        }
      }
    }
    return true;
  }

  void put(const std::byte* row, int plane, size_t left, int y, size_t pixels) {
    const size_t bytes = sample_bytes(image_.format());
    if (layout_.separate) {
      std::copy(row, row + pixels * bytes, image_.writable_row_data(plane, y) + left * bytes);
      return;
    }
    void* targets[kMaxChannels] = {};
    for (int c = 0; c < image_.channels(); ++c) targets[c] = image_.writable_row_data(c, y) + left * bytes;
    deinterleave_row(row, targets, image_.channels(), pixels, bytes);
  }

  // White is 0 in the file. Floats have no white to count from and stay; 32-bit integers have become 0..1.
  void invert_gray() {
    const size_t width = static_cast<size_t>(image_.width());
    const bool unit = layout_.sample_format != SAMPLEFORMAT_IEEEFP && image_.format() == SampleFormat::kF32;
    for (int y = 0; y < image_.height(); ++y) {
      std::byte* row = image_.writable_row_data(0, y);
      if (is_integer(image_.format())) {
        std::transform(row, row + width * sample_bytes(image_.format()), row, [](std::byte b) { return ~b; });
      } else if (unit) {
        float* values = reinterpret_cast<float*>(row);
        std::transform(values, values + width, values, [](float v) { return 1.0f - v; });
      }
    }
  }

  const TiffHandle& handle_;
  TIFF* tiff_;
  const TiffLayout& layout_;
  Image& image_;
};

// False when libtiff cannot convert this kind of picture.
bool read_through_library(TIFF* tiff, const TiffLayout& layout, uint32_t* raster, Image& image) {
  char message[1024] = "";
  TIFFRGBAImage converter;
  if (!TIFFRGBAImageBegin(&converter, tiff, 1, message)) return false;
  converter.req_orientation = converter.orientation;  // rows as stored: decode_bytes() turns the picture
  const bool done = TIFFRGBAImageGet(&converter, raster, layout.width, layout.height) != 0;
  TIFFRGBAImageEnd(&converter);
  if (!done) return false;
  for (int y = 0; y < image.height(); ++y) {
    const uint32_t* row = raster + static_cast<size_t>(y) * layout.width;
    for (int c = 0; c < 3; ++c) {
      uint8_t* target = image.writable_plane<uint8_t>(c).row(y);
      for (uint32_t x = 0; x < layout.width; ++x) target[x] = static_cast<uint8_t>(row[x] >> (8 * c));
    }
  }
  return true;
}

bool write_picture(TIFF* tiff, const Image& image) {
  const bool integers = is_integer(image.format());
  const size_t bytes = sample_bytes(image.format());
  const uint32_t row_bytes = static_cast<uint32_t>(static_cast<size_t>(image.width() * image.channels()) * bytes);
  const uint32_t strip_rows = std::max<uint32_t>(1, kStripBytes / row_bytes);
  bool ok = TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<uint32_t>(image.width())) &&
            TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<uint32_t>(image.height())) &&
            TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<int>(bytes * 8)) &&
            TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, image.channels()) &&
            TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, integers ? SAMPLEFORMAT_UINT : SAMPLEFORMAT_IEEEFP) &&
            TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
                         image.spec().color_channels() == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB) &&
            TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) &&
            TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, strip_rows) &&
            TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE) &&
            TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, kDeflateLevel) &&
            TIFFSetField(tiff, TIFFTAG_PREDICTOR, integers ? PREDICTOR_HORIZONTAL : PREDICTOR_FLOATINGPOINT);
  if (ok && image.spec().has_alpha()) {
    const uint16_t kind = EXTRASAMPLE_UNASSALPHA;
    ok = TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind) != 0;
  }
  std::vector<std::byte> row(row_bytes);
  for (int y = 0; ok && y < image.height(); ++y) {
    get_row(image, y, image.channels(), row.data());
    ok = TIFFWriteScanline(tiff, row.data(), static_cast<uint32_t>(y), 0) >= 0;
  }
  return ok;
}

// Tables and strips of a small picture must fit whatever the limit for its pixels.
int64_t allocation_limit(const Source& source) { return std::max(source.limits.max_bytes, int64_t{64} << 20); }

Result<Picture> header_of(const Source& source, const TiffHandle& handle, TiffLayout& layout) {
  if (!handle.get()) return damaged(source, "TIFF", handle.message());
  layout = tiff_layout(handle.get());
  if (!layout.refusal.empty()) return unsupported(source, "TIFF", layout.refusal);
  const Result<ImageSpec> spec = checked_spec(source, layout.width, layout.height, layout.channels, layout.format);
  if (!spec) return spec.error();
  const bool known = layout.orientation >= 1 && layout.orientation <= 8;
  return Picture{*spec, known ? layout.orientation : 1, {}};
}

}  // namespace

Result<Picture> probe_tiff(PictureFile& file, const Source& source) {
  const TiffHandle handle(file, allocation_limit(source));
  TiffLayout layout;
  return header_of(source, handle, layout);
}

Result<Picture> decode_tiff(const Source& source) {
  const TiffHandle handle(source.bytes, allocation_limit(source));
  TiffLayout layout;
  Result<Picture> header = header_of(source, handle, layout);
  if (!header) return header;
  Picture& picture = *header;
  const ImageSpec* spec = &picture.spec;
  Result<Image> image = allocate_picture(source, *spec);
  if (!image) return image.error();
  if (layout.through_library) {
    const std::shared_ptr<Buffer> raster =
        source.pool->allocate(static_cast<size_t>(spec->pixels()) * sizeof(uint32_t));
    if (!raster) return failed("no memory to decode the picture", "file " + source.name, "close other programs");
    char reason[1024] = "";
    if (!TIFFRGBAImageOK(handle.get(), reason)) return unsupported(source, "TIFF", reason);
    if (!read_through_library(handle.get(), layout, reinterpret_cast<uint32_t*>(raster->data()), *image) ||
        handle.has_error()) {
      return damaged(source, "TIFF", handle.message());
    }
  } else if (!TiffReader(handle, layout, *image).read()) {
    return damaged(source, "TIFF", handle.message());
  }
  picture.image = *std::move(image);
  return picture;
}

Result<std::string> encode_tiff(const Image& image) {
  std::string bytes;
  TiffHandle handle(bytes, "w");
  if (!handle.get() || !write_picture(handle.get(), image) || !handle.finish()) {
    return not_encoded("TIFF", handle.message());
  }
  return bytes;
}

}  // namespace lightbench::codecs
