// PNG through libpng's row interface.
//
// libpng reports errors by longjmp. Every function that may be jumped out of (those with setjmp) therefore keeps only
// plain pointers and numbers on its frame; whatever needs a destructor lives in its caller.
#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <vector>

#include "engine/image/codecs/exif.h"
#include "engine/image/codecs/format.h"

namespace lightbench::codecs {
namespace {

// 3 with the two cheap filters: on photographs within a few percent of level 6 in size at several times its speed.
constexpr int kCompressionLevel = 3;
// deflate codes at most 258 bytes in 2 bits.
constexpr uint64_t kDeflateRatio = 1032;

struct Message {
  char text[160] = "unknown error";
};

[[noreturn]] void on_error(png_structp png, png_const_charp text) {
  Message* message = static_cast<Message*>(png_get_error_ptr(png));
  std::snprintf(message->text, sizeof message->text, "%s", text);
  png_longjmp(png, 1);
}
// Warnings are about metadata that we do not use.
void on_warning(png_structp, png_const_charp) {}

struct Reader {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::string_view rest;
  Message message;
  int passes = 1;

  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

void read_bytes(png_structp png, png_bytep target, size_t count) {
  Reader* reader = static_cast<Reader*>(png_get_io_ptr(png));
  if (reader->rest.size() < count) png_error(png, "the file ends too early");
  std::memcpy(target, reader->rest.data(), count);
  reader->rest.remove_prefix(count);
}

bool read_header(Reader& reader) {
  reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader.message, on_error, on_warning);
  if (!reader.png) return false;
  if (setjmp(png_jmpbuf(reader.png))) return false;
  reader.info = png_create_info_struct(reader.png);
  if (!reader.info) return false;
  png_set_read_fn(reader.png, &reader, read_bytes);
  // Our own limits come with a better message.
  png_set_user_limits(reader.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_read_info(reader.png, reader.info);
  return true;
}

// Asks for 8 or 16 bit gray, gray + alpha, RGB or RGBA in the machine's byte order.
bool set_transforms(Reader& reader) {
  if (setjmp(png_jmpbuf(reader.png))) return false;
  png_set_expand(reader.png);  // palettes, 1/2/4 bit, transparent colours
  png_set_packing(reader.png);
  if (png_get_bit_depth(reader.png, reader.info) == 16) png_set_swap(reader.png);
  reader.passes = png_set_interlace_handling(reader.png);
  return true;
}

bool read_rows(Reader& reader, Image& image, std::byte* row) {
  if (setjmp(png_jmpbuf(reader.png))) return false;
  png_read_update_info(reader.png, reader.info);
  if (png_get_rowbytes(reader.png, reader.info) !=
      static_cast<size_t>(image.width()) * static_cast<size_t>(image.channels()) * sample_bytes(image.format())) {
    png_error(reader.png, "rows of an unexpected length");
  }
  for (int pass = 0; pass < reader.passes; ++pass) {
    for (int y = 0; y < image.height(); ++y) {
      // A pass of an interlaced picture adds its pixels to what the passes before left in the row.
      if (pass > 0) get_row(image, y, image.channels(), row);
      png_read_row(reader.png, reinterpret_cast<png_bytep>(row), nullptr);
      put_row(image, y, row);
    }
  }
  png_read_end(reader.png, nullptr);
  return true;
}

int orientation_of(Reader& reader) {
  png_uint_32 count = 0;
  png_bytep block = nullptr;
  if (!png_get_eXIf_1(reader.png, reader.info, &count, &block)) return 1;
  return exif_orientation({reinterpret_cast<const char*>(block), count});
}

struct Writer {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::string bytes;
  Message message;

  ~Writer() { png_destroy_write_struct(&png, &info); }
};

bool append(std::string& target, const char* bytes, size_t count) noexcept {
  try {
    target.append(bytes, count);
    return true;
  } catch (...) {
    return false;
  }
}

void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  Writer* writer = static_cast<Writer*>(png_get_io_ptr(png));
  if (!append(writer->bytes, reinterpret_cast<const char*>(bytes), count)) png_error(png, "out of memory");
}

bool write_picture(Writer& writer, const Image& image, std::byte* row) {
  constexpr int kColorTypes[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                 PNG_COLOR_TYPE_RGB_ALPHA};
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer.message, on_error, on_warning);
  if (!writer.png) return false;
  if (setjmp(png_jmpbuf(writer.png))) return false;
  writer.info = png_create_info_struct(writer.png);
  if (!writer.info) return false;
  png_set_write_fn(writer.png, &writer, write_bytes, nullptr);
  png_set_user_limits(writer.png, kMaxSide, kMaxSide);
  png_set_compression_level(writer.png, kCompressionLevel);
  png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB | PNG_FILTER_UP);
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(image.width()),
               static_cast<png_uint_32>(image.height()), image.format() == SampleFormat::kU16 ? 16 : 8,
               kColorTypes[image.channels() - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(writer.png, writer.info);
  if (image.format() == SampleFormat::kU16) png_set_swap(writer.png);
  for (int y = 0; y < image.height(); ++y) {
    get_row(image, y, image.channels(), row);
    png_write_row(writer.png, reinterpret_cast<png_bytep>(row));
  }
  png_write_end(writer.png, nullptr);
  return true;
}

}  // namespace

Result<Picture> decode_png(const Source& source) {
  Reader reader;
  reader.rest = source.bytes;
  if (!read_header(reader)) return damaged(source, "PNG", reader.message.text);

  const int color_type = png_get_color_type(reader.png, reader.info);
  const bool color = (color_type & PNG_COLOR_MASK_COLOR) != 0;
  const bool alpha = (color_type & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(reader.png, reader.info, PNG_INFO_tRNS);
  const int bit_depth = png_get_bit_depth(reader.png, reader.info);
  const uint64_t width = png_get_image_width(reader.png, reader.info);
  const uint64_t height = png_get_image_height(reader.png, reader.info);
  const Result<ImageSpec> spec = checked_spec(source, width, height, (color ? 3 : 1) + (alpha ? 1 : 0),
                                              bit_depth == 16 ? SampleFormat::kU16 : SampleFormat::kU8);
  if (!spec) return spec.error();
  const uint64_t file_channels = png_get_channels(reader.png, reader.info);
  const uint64_t row_bytes = (width * file_channels * static_cast<uint64_t>(bit_depth) + 7) / 8;
  if (const Status status = check_plausible(source, row_bytes * height, kDeflateRatio); !status) return status.error();

  Picture picture{*spec, orientation_of(reader), {}};
  if (!source.pool) return picture;
  if (!set_transforms(reader)) return damaged(source, "PNG", reader.message.text);
  Result<Image> image = allocate_picture(source, *spec);
  if (!image) return image.error();
  std::vector<std::byte> row(static_cast<size_t>(spec->width) * static_cast<size_t>(spec->channels) *
                             sample_bytes(spec->format));
  if (!read_rows(reader, *image, row.data())) return damaged(source, "PNG", reader.message.text);
  picture.image = *std::move(image);
  return picture;
}

Result<std::string> encode_png(const Image& image) {
  Writer writer;
  std::vector<std::byte> row(static_cast<size_t>(image.width()) * static_cast<size_t>(image.channels()) *
                             sample_bytes(image.format()));
  if (!write_picture(writer, image, row.data())) return not_encoded("PNG", writer.message.text);
  return std::move(writer.bytes);
}

}  // namespace lightbench::codecs
