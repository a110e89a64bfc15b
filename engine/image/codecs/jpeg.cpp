// JPEG through libjpeg-turbo.
//
// libjpeg reports errors by longjmp. Every function that may be jumped out of (those with setjmp) therefore keeps only
// plain pointers and numbers on its frame; whatever needs a destructor lives in its caller. A warning that pixels are
// missing or made up counts as an error: a half-gray photograph must not pass for a picture.
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>
// After jpeglib.h, which it needs.
#include <jerror.h>

#include <csetjmp>
#include <vector>

#include "engine/image/codecs/exif.h"
#include "engine/image/codecs/format.h"

namespace lightbench::codecs {
namespace {

// A block of 8 × 8 luma samples takes at least one bit, so a byte codes at most 512 pixels.
constexpr uint64_t kPixelsPerByte = 512;
// Far more than any encoder writes; a few bytes a scan over a huge picture would otherwise keep a core busy for hours.
constexpr int kMaxScans = 500;
constexpr int kExifMarker = JPEG_APP0 + 1;

struct ErrorState {
  jpeg_error_mgr manager;
  std::jmp_buf jump;
  char text[JMSG_LENGTH_MAX];
};

[[noreturn]] void on_error(j_common_ptr info) {
  ErrorState* state = reinterpret_cast<ErrorState*>(info->err);
  info->err->format_message(info, state->text);
  std::longjmp(state->jump, 1);
}

void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;  // trace output
  switch (info->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC: on_error(info);
    default: return;  // odd metadata or padding: the pixels are all there
  }
}
void print_nothing(j_common_ptr) {}

jpeg_error_mgr* set_up(ErrorState& state) {
  jpeg_error_mgr* manager = jpeg_std_error(&state.manager);
  manager->error_exit = on_error;
  manager->emit_message = on_message;
  manager->output_message = print_nothing;
  state.text[0] = '\0';
  return manager;
}

struct Reader {
  jpeg_decompress_struct info{};
  jpeg_progress_mgr progress{};
  ErrorState error{};

  ~Reader() { jpeg_destroy_decompress(&info); }
};

void stop_at_many_scans(j_common_ptr info) {
  const j_decompress_ptr decompress = reinterpret_cast<j_decompress_ptr>(info);
  if (decompress->input_scan_number > kMaxScans) ERREXIT(info, JERR_BAD_PROGRESSION);
}

bool read_header(Reader& reader, std::string_view bytes) {
  reader.info.err = set_up(reader.error);
  if (setjmp(reader.error.jump)) return false;
  jpeg_create_decompress(&reader.info);
  jpeg_mem_src(&reader.info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_save_markers(&reader.info, kExifMarker, 0xffff);
  jpeg_read_header(&reader.info, TRUE);
  reader.progress.progress_monitor = stop_at_many_scans;
  reader.info.progress = &reader.progress;
  switch (reader.info.jpeg_color_space) {
    case JCS_GRAYSCALE: reader.info.out_color_space = JCS_GRAYSCALE; break;
    case JCS_CMYK:
    case JCS_YCCK: reader.info.out_color_space = JCS_CMYK; break;
    default: reader.info.out_color_space = JCS_RGB; break;
  }
  return true;
}

int orientation_of(const Reader& reader) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  for (auto marker = reader.info.marker_list; marker; marker = marker->next) {
    const std::string_view block(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (marker->marker == kExifMarker && block.substr(0, kPrefix.size()) == kPrefix) return exif_orientation(block);
  }
  return 1;
}

// CMYK to RGB in place. Adobe stores ink upside down (255 is no ink); without its marker 255 is full ink.
void cmyk_to_rgb(unsigned char* row, int width, bool inverted) {
  const unsigned flip = inverted ? 0 : 255;
  for (int x = 0; x < width; ++x) {
    const unsigned char* ink = row + 4 * x;
    const unsigned light = ink[3] ^ flip;
    for (int c = 0; c < 3; ++c) {
      row[3 * x + c] = static_cast<unsigned char>(((ink[c] ^ flip) * light + 127) / 255);
    }
  }
}

bool read_rows(Reader& reader, Image& image, unsigned char* row) {
  if (setjmp(reader.error.jump)) return false;
  jpeg_start_decompress(&reader.info);
  while (reader.info.output_scanline < reader.info.output_height) {
    const int y = static_cast<int>(reader.info.output_scanline);
    jpeg_read_scanlines(&reader.info, &row, 1);
    if (reader.info.out_color_space == JCS_CMYK) cmyk_to_rgb(row, image.width(), reader.info.saw_Adobe_marker);
    put_row(image, y, row);
  }
  jpeg_finish_decompress(&reader.info);
  return true;
}

// Collects the output; its own destination because libjpeg's leaks its buffer when an error jumps out.
struct Writer {
  jpeg_compress_struct info{};
  jpeg_destination_mgr destination{};
  ErrorState error{};
  std::vector<unsigned char> chunk = std::vector<unsigned char>(size_t{1} << 16);
  std::string bytes;

  ~Writer() { jpeg_destroy_compress(&info); }
};

bool append(std::string& target, const unsigned char* bytes, size_t count) noexcept {
  try {
    target.append(reinterpret_cast<const char*>(bytes), count);
    return true;
  } catch (...) {
    return false;
  }
}

Writer& writer_of(j_compress_ptr info) { return *static_cast<Writer*>(info->client_data); }

void start_output(j_compress_ptr info) {
  Writer& writer = writer_of(info);
  writer.destination.next_output_byte = writer.chunk.data();
  writer.destination.free_in_buffer = writer.chunk.size();
}
boolean flush_full_chunk(j_compress_ptr info) {
  Writer& writer = writer_of(info);
  if (!append(writer.bytes, writer.chunk.data(), writer.chunk.size())) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  start_output(info);
  return TRUE;
}
void finish_output(j_compress_ptr info) {
  Writer& writer = writer_of(info);
  const size_t used = writer.chunk.size() - writer.destination.free_in_buffer;
  if (!append(writer.bytes, writer.chunk.data(), used)) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
}

bool write_picture(Writer& writer, const Image& image, int channels, int quality, unsigned char* row) {
  writer.info.err = set_up(writer.error);
  if (setjmp(writer.error.jump)) return false;
  jpeg_create_compress(&writer.info);
  writer.info.client_data = &writer;
  writer.destination.init_destination = start_output;
  writer.destination.empty_output_buffer = flush_full_chunk;
  writer.destination.term_destination = finish_output;
  writer.info.dest = &writer.destination;
  writer.info.image_width = static_cast<JDIMENSION>(image.width());
  writer.info.image_height = static_cast<JDIMENSION>(image.height());
  writer.info.input_components = channels;
  writer.info.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&writer.info);
  jpeg_set_quality(&writer.info, quality, TRUE);
  // From 90 on the caller asks for detail: colour keeps its full resolution. Below, libjpeg's 4:2:0.
  if (quality >= 90) writer.info.comp_info[0].h_samp_factor = writer.info.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&writer.info, TRUE);
  for (int y = 0; y < image.height(); ++y) {
    get_row(image, y, channels, row);
    jpeg_write_scanlines(&writer.info, &row, 1);
  }
  jpeg_finish_compress(&writer.info);
  return true;
}

}  // namespace

Result<Picture> decode_jpeg(const Source& source) {
  Reader reader;
  if (!read_header(reader, source.bytes)) return damaged(source, "JPEG", reader.error.text);
  const uint64_t width = reader.info.image_width;
  const uint64_t height = reader.info.image_height;
  const int channels = reader.info.out_color_space == JCS_GRAYSCALE ? 1 : 3;
  const Result<ImageSpec> spec = checked_spec(source, width, height, channels, SampleFormat::kU8);
  if (!spec) return spec.error();
  if (!reader.info.arith_code) {
    if (const Status status = check_plausible(source, width * height, kPixelsPerByte); !status) return status.error();
  }
  Picture picture{*spec, orientation_of(reader), {}};
  if (!source.pool) return picture;
  Result<Image> image = allocate_picture(source, *spec);
  if (!image) return image.error();
  std::vector<unsigned char> row(static_cast<size_t>(width) * 4);
  if (!read_rows(reader, *image, row.data())) return damaged(source, "JPEG", reader.error.text);
  picture.image = *std::move(image);
  return picture;
}

Result<std::string> encode_jpeg(const Image& image, const EncodeOptions& options) {
  Writer writer;
  const int channels = image.spec().color_channels();
  std::vector<unsigned char> row(static_cast<size_t>(image.width()) * static_cast<size_t>(channels));
  if (!write_picture(writer, image, channels, options.quality, row.data())) {
    return not_encoded("JPEG", writer.error.text);
  }
  return std::move(writer.bytes);
}

}  // namespace lightbench::codecs
