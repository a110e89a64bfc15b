// Files that our own encoders never write: palettes, packed bits, tiles, other byte orders, CMYK, odd windows. They are
// written here with the formats' libraries or by hand and must come back as the samples they were made from.
#include <QtTest>

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

#include <ImfChannelList.h>
#include <ImfFrameBuffer.h>
#include <ImfHeader.h>
#include <ImfOutputFile.h>
#include <ImfRgbaFile.h>
#include <ImfTiledOutputFile.h>

#include <cmath>
#include <filesystem>
#include <functional>

#include "engine/base/atomic_file.h"
#include "engine/image/codecs/codec.h"
#include "tests/engine/codec_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

const std::string kPictures = LIGHTBENCH_SOURCE_DIR "/../shared/images/";

struct TiffCase {
  const char* name;
  const char* mode = "w";
  int bits = 8;
  int channels = 1;
  int photometric = PHOTOMETRIC_MINISBLACK;
  int compression = COMPRESSION_NONE;
  int sample_format = SAMPLEFORMAT_UINT;
  bool tiled = false;
  bool separate = false;
  int orientation = 1;
};

const TiffCase kTiffCases[] = {
    {"big-endian u8", "wb", 8, 3, PHOTOMETRIC_RGB},
    {"big-endian u16", "wb", 16, 3, PHOTOMETRIC_RGB},
    {"big-endian u16 deflate", "wb", 16, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_ADOBE_DEFLATE},
    {"big-endian f32", "wb", 32, 3, PHOTOMETRIC_RGB, COMPRESSION_NONE, SAMPLEFORMAT_IEEEFP},
    {"big-endian f16 tiles", "wb", 16, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW, SAMPLEFORMAT_IEEEFP, true},
    {"BigTIFF", "w8", 8, 3, PHOTOMETRIC_RGB},
    {"lzw", "w", 8, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW},
    {"packbits", "w", 16, 4, PHOTOMETRIC_RGB, COMPRESSION_PACKBITS},
    {"tiles", "w", 8, 3, PHOTOMETRIC_RGB, COMPRESSION_ADOBE_DEFLATE, SAMPLEFORMAT_UINT, true},
    {"tiles in planes", "w", 16, 3, PHOTOMETRIC_RGB, COMPRESSION_LZW, SAMPLEFORMAT_UINT, true, true},
    {"planes", "w", 8, 4, PHOTOMETRIC_RGB, COMPRESSION_LZW, SAMPLEFORMAT_UINT, false, true},
    {"planes of f32", "w", 32, 3, PHOTOMETRIC_RGB, COMPRESSION_NONE, SAMPLEFORMAT_IEEEFP, false, true},
    {"white is zero", "w", 8, 1, PHOTOMETRIC_MINISWHITE},
    {"white is zero u16", "w", 16, 1, PHOTOMETRIC_MINISWHITE},
    {"1 bit", "w", 1},
    {"1 bit white is zero", "w", 1, 1, PHOTOMETRIC_MINISWHITE},
    {"2 bits", "w", 2},
    {"4 bits", "w", 4},
    {"12 bits", "w", 12},
    {"palette 8 bits", "w", 8, 1, PHOTOMETRIC_PALETTE, COMPRESSION_LZW},
    {"palette 4 bits", "w", 4, 1, PHOTOMETRIC_PALETTE},
    {"orientation 2", "w", 8, 3, PHOTOMETRIC_RGB, COMPRESSION_NONE, SAMPLEFORMAT_UINT, false, false, 2},
    {"orientation 6", "w", 8, 3, PHOTOMETRIC_RGB, COMPRESSION_NONE, SAMPLEFORMAT_UINT, false, false, 6},
    {"orientation 8", "wb", 16, 1, PHOTOMETRIC_MINISBLACK, COMPRESSION_LZW, SAMPLEFORMAT_UINT, true, false, 8},
};

// The raw value of a sample; every case writes these and knows what they stand for.
uint32_t raw_sample(int x, int y, int c, int bits) {
  const uint32_t value = static_cast<uint32_t>(x * 7 + y * 13 + c * 51);
  return bits >= 16 ? value * 37 & 0xffff : value & ((1u << bits) - 1);
}

// One row of `count` samples, first bits first, numbers in the machine's byte order.
std::vector<unsigned char> packed_row(const TiffCase& test, int x0, int count, int y, int first_c, int channels) {
  std::vector<unsigned char> row(static_cast<size_t>((count * channels * test.bits + 7) / 8));
  size_t at = 0;
  for (int x = x0; x < x0 + count; ++x) {
    for (int c = first_c; c < first_c + channels; ++c, ++at) {
      const uint32_t value = raw_sample(x, y, c, test.bits);
      if (test.bits == 32) {
        const float number = static_cast<float>(value) / 64.0f;
        std::memcpy(&row[at * 4], &number, 4);
      } else if (test.bits == 16) {
        const uint16_t number = test.sample_format == SAMPLEFORMAT_IEEEFP
                                    ? float_to_half(static_cast<float>(value) / 64.0f).bits
                                    : static_cast<uint16_t>(value);
        std::memcpy(&row[at * 2], &number, 2);
      } else {
        for (int bit = 0; bit < test.bits; ++bit) {
          const size_t target = at * static_cast<size_t>(test.bits) + static_cast<size_t>(bit);
          const uint32_t one = value >> (test.bits - 1 - bit) & 1;
          row[target / 8] = static_cast<unsigned char>(row[target / 8] | one << (7 - target % 8));
        }
      }
    }
  }
  return row;
}

void write_tiff(const std::string& path, const TiffCase& test, int width, int height) {
  TIFF* tiff = TIFFOpen(path.c_str(), test.mode);
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, test.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, test.channels);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, test.photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, test.compression);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, test.sample_format);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, test.orientation);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, test.separate ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  const uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
  if (test.channels == 4) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
  uint16_t maps[3][256];
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < 256; ++i) maps[c][i] = static_cast<uint16_t>((i * (c + 1) * 5 & 255) * 257);
  }
  if (test.photometric == PHOTOMETRIC_PALETTE) TIFFSetField(tiff, TIFFTAG_COLORMAP, maps[0], maps[1], maps[2]);
  const int planes = test.separate ? test.channels : 1;
  const int channels = test.separate ? 1 : test.channels;
  if (test.tiled) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 32);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, 16);
    for (int plane = 0; plane < planes; ++plane) {
      for (int top = 0; top < height; top += 16) {
        for (int left = 0; left < width; left += 32) {
          std::vector<unsigned char> tile;
          for (int y = top; y < top + 16; ++y) {
            const auto row = packed_row(test, left, 32, y, plane, channels);
            tile.insert(tile.end(), row.begin(), row.end());
          }
          TIFFWriteTile(tiff, tile.data(), static_cast<uint32_t>(left), static_cast<uint32_t>(top), 0,
                        static_cast<uint16_t>(plane));
        }
      }
    }
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 7);
    for (int plane = 0; plane < planes; ++plane) {
      for (int y = 0; y < height; ++y) {
        auto row = packed_row(test, 0, width, y, plane, channels);
        TIFFWriteScanline(tiff, row.data(), static_cast<uint32_t>(y), static_cast<uint16_t>(plane));
      }
    }
  }
  TIFFClose(tiff);
}

float expected_sample(const TiffCase& test, int x, int y, int c) {
  if (test.photometric == PHOTOMETRIC_PALETTE) {
    return static_cast<float>(raw_sample(x, y, 0, test.bits) * static_cast<uint32_t>(c + 1) * 5 & 255) / 255.0f;
  }
  const float value = static_cast<float>(raw_sample(x, y, c, test.bits));
  if (test.sample_format == SAMPLEFORMAT_IEEEFP) {
    return test.bits == 16 ? half_to_float(float_to_half(value / 64.0f)) : value / 64.0f;
  }
  const float unit = value / static_cast<float>((1u << test.bits) - 1);
  return test.photometric == PHOTOMETRIC_MINISWHITE ? 1.0f - unit : unit;
}

float sample_at(const Image& image, int c, int x, int y) {
  float value;
  load_row(image.format(), image.row_data(c, y) + static_cast<size_t>(x) * sample_bytes(image.format()), &value, 1);
  return value;
}

// A PNG from rows that are packed as its bit depth says, with libpng's own calls.
std::string write_png(int width, int height, int depth, int color_type, bool interlaced,
                      const std::function<void(png_structp, png_infop)>& extra,
                      std::vector<std::vector<unsigned char>> rows) {
  std::string bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &bytes,
      [](png_structp p, png_bytep data, size_t count) {
        static_cast<std::string*>(png_get_io_ptr(p))->append(reinterpret_cast<const char*>(data), count);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), depth, color_type,
               interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  extra(png, info);
  png_write_info(png, info);
  std::vector<png_bytep> pointers;
  for (auto& row : rows) pointers.push_back(row.data());
  png_write_image(png, pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

}  // namespace

class TestCodecVariants : public QObject {
  Q_OBJECT
  BufferPool pool_;
  QTemporaryDir folder_;

  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

 private Q_SLOTS:
  void tiff_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(std::size(kTiffCases)); ++i) QTest::newRow(kTiffCases[i].name) << i;
  }
  void tiff() {
    QFETCH(int, index);
    const TiffCase& test = kTiffCases[index];
    const int width = 45, height = 37;
    const std::string file = path("variant.tif");
    write_tiff(file, test, width, height);
    const Result<Image> image = decode_file(file, {}, pool_);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().message().c_str());
    QVERIFY(probe_file(file, {}).value() == image->spec());
    const bool turned = test.orientation >= 5;
    QCOMPARE(image->width(), turned ? height : width);
    QCOMPARE(image->height(), turned ? width : height);
    QCOMPARE(image->channels(), test.photometric == PHOTOMETRIC_PALETTE ? 3 : test.channels);
    const SampleFormat expected = test.bits == 32                             ? SampleFormat::kF32
                                  : test.bits <= 8                            ? SampleFormat::kU8
                                  : test.sample_format == SAMPLEFORMAT_IEEEFP ? SampleFormat::kF16
                                                                              : SampleFormat::kU16;
    QVERIFY(image->format() == expected);
    for (int c = 0; c < image->channels(); ++c) {
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          int seen_x = x, seen_y = y;
          if (test.orientation == 2) seen_x = width - 1 - x;
          if (test.orientation == 6) seen_x = height - 1 - y, seen_y = x;
          if (test.orientation == 8) seen_x = y, seen_y = width - 1 - x;
          const float actual = sample_at(*image, c, seen_x, seen_y);
          const float wanted = expected_sample(test, x, y, c);
          QVERIFY2(std::abs(actual - wanted) < 1e-5f, qPrintable(QString("channel %1 at (%2, %3): %4, expected %5")
                                                                     .arg(c)
                                                                     .arg(x)
                                                                     .arg(y)
                                                                     .arg(static_cast<double>(actual))
                                                                     .arg(static_cast<double>(wanted))));
        }
      }
    }
  }

  void tiff_damage() {
    const std::string file = path("damaged.tif");
    for (const TiffCase& test : kTiffCases) {
      write_tiff(file, test, 45, 37);
      const std::string whole = read_file(file).value();
      uint32_t state = 7;
      for (int round = 0; round < 150; ++round) {
        state = state * 1664525u + 1013904223u;
        std::string bytes = whole;
        if (round % 2)
          bytes.resize(state % whole.size());
        else
          bytes[(state >> 8) % bytes.size()] = static_cast<char>(state);
        const std::vector<char> copy(bytes.begin(), bytes.end());
        const Result<Image> image = decode_bytes({copy.data(), copy.size()}, "damaged.tif", {4096, 64 << 20}, pool_);
        if (!image) QVERIFY(image.error().message().find("damaged.tif") != std::string::npos);
      }
    }
  }

  void tiff_bomb_is_refused() {
    const auto entry = [](int tag, uint32_t value) {  // one 32-bit number (type 4)
      return big_endian_u32(static_cast<uint32_t>(tag) << 16 | 4) + big_endian_u32(1) + big_endian_u32(value);
    };
    const std::string bytes = std::string("MM\0\x2a\0\0\0\x08\0\x04", 10) + entry(256, 100000) + entry(257, 100000) +
                              entry(273, 8) + entry(279, 8) + std::string(4, '\0');
    BufferPool pool;
    const Result<Image> image = decode_bytes(bytes, "bomb.tif", {kMaxSide, int64_t{1} << 20}, pool);
    QVERIFY(!image.ok());
    QVERIFY2(image.error().message().find("100000 × 100000") != std::string::npos, image.error().message().c_str());
    QCOMPARE(pool.statistics().allocations, 0);
  }

  void png_palette_and_low_depths_data() {
    QTest::addColumn<int>("depth");
    QTest::addColumn<bool>("palette");
    QTest::addColumn<bool>("transparent");
    QTest::addColumn<bool>("interlaced");
    for (int depth : {1, 2, 4, 8, 16}) {
      for (bool palette : {false, true}) {
        if (palette && depth == 16) continue;
        for (bool transparent : {false, true}) {
          for (bool interlaced : {false, true}) {
            QTest::addRow("%d bits%s%s%s", depth, palette ? " palette" : "", transparent ? " tRNS" : "",
                          interlaced ? " interlaced" : "")
                << depth << palette << transparent << interlaced;
          }
        }
      }
    }
  }
  void png_palette_and_low_depths() {
    QFETCH(int, depth);
    QFETCH(bool, palette);
    QFETCH(bool, transparent);
    QFETCH(bool, interlaced);
    const int width = 19, height = 11;
    const TiffCase packing{"", "", depth};
    std::vector<std::vector<unsigned char>> rows;
    for (int y = 0; y < height; ++y) {
      rows.push_back(packed_row(packing, 0, width, y, 0, 1));
      if (depth == 16) {
        for (size_t i = 0; i < rows.back().size(); i += 2) std::swap(rows.back()[i], rows.back()[i + 1]);
      }
    }
    const int entries = depth > 8 ? 0 : 1 << depth;
    const uint32_t key = raw_sample(3, 2, 0, depth);
    const auto extra = [&](png_structp png, png_infop info) {
      png_color colors[256];
      png_byte alphas[256];
      for (int i = 0; i < entries; ++i) {
        colors[i] = {static_cast<png_byte>(i * 3), static_cast<png_byte>(255 - i), static_cast<png_byte>(i * 7)};
        alphas[i] = static_cast<png_byte>(i * 11);
      }
      png_color_16 gray_key{};
      gray_key.gray = static_cast<png_uint_16>(key);
      if (palette) png_set_PLTE(png, info, colors, entries);
      if (transparent && palette) png_set_tRNS(png, info, alphas, entries, nullptr);
      if (transparent && !palette) png_set_tRNS(png, info, nullptr, 0, &gray_key);
    };
    const std::string bytes = write_png(width, height, depth, palette ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_GRAY,
                                        interlaced, extra, rows);
    const Result<Image> image = decode_bytes(bytes, "low.png", {}, pool_);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().message().c_str());
    QCOMPARE(image->channels(), (palette ? 3 : 1) + (transparent ? 1 : 0));
    QVERIFY(image->format() == (depth == 16 ? SampleFormat::kU16 : SampleFormat::kU8));
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const uint32_t raw = raw_sample(x, y, 0, depth);
        std::vector<float> expected;
        if (palette) {
          const auto unit = [](uint32_t v) { return static_cast<float>(v & 255) / 255.0f; };
          expected = {unit(raw * 3), unit(255 - raw), unit(raw * 7), unit(raw * 11)};
        } else {
          expected = {static_cast<float>(raw) / static_cast<float>((1u << depth) - 1), raw == key ? 0.0f : 1.0f};
        }
        for (int c = 0; c < image->channels(); ++c) {
          QVERIFY(std::abs(sample_at(*image, c, x, y) - expected[static_cast<size_t>(c)]) < 1e-5f);
        }
      }
    }
  }

  // Solid ink survives JPEG almost exactly.
  void cmyk_jpeg_data() {
    QTest::addColumn<bool>("adobe");
    QTest::newRow("Adobe, upside down") << true;
    QTest::newRow("plain") << false;
  }
  void cmyk_jpeg() {
    QFETCH(bool, adobe);
    jpeg_compress_struct info{};
    jpeg_error_mgr error{};
    info.err = jpeg_std_error(&error);
    jpeg_create_compress(&info);
    unsigned char* target = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &target, &size);
    info.image_width = info.image_height = 16;
    info.input_components = 4;
    info.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 100, TRUE);
    info.write_Adobe_marker = adobe;
    jpeg_start_compress(&info, TRUE);
    std::vector<unsigned char> row;
    for (int x = 0; x < 16; ++x) row.insert(row.end(), {200, 100, 0, 51});
    unsigned char* pointer = row.data();
    while (info.next_scanline < 16) jpeg_write_scanlines(&info, &pointer, 1);
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    const Result<Image> image = decode_bytes({reinterpret_cast<const char*>(target), size}, "cmyk.jpg", {}, pool_);
    free(target);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().message().c_str());
    QCOMPARE(image->channels(), 3);
    const int inverted[] = {200 * 51 / 255, 100 * 51 / 255, 0};
    const int plain[] = {55 * 204 / 255, 155 * 204 / 255, 204};
    for (int c = 0; c < 3; ++c) {
      QVERIFY(std::abs(image->plane<uint8_t>(c).at(7, 7) - (adobe ? inverted : plain)[c]) <= 1);
    }
  }

  void webp_orientation_and_truncation() {
    const Image stored = make_picture({9, 6, 3, SampleFormat::kU8}, pool_);
    const std::string plain = encode_bytes(stored, "webp", {100}).value();
    const std::string exif = exif_block(6, false);
    const std::string body = "WEBP" + ("VP8X" + little_endian_u32(10)) + std::string("\x08\0\0\0\x08\0\0\x05\0\0", 10) +
                             plain.substr(12) + "EXIF" + little_endian_u32(static_cast<uint32_t>(exif.size())) + exif;
    const std::string bytes = "RIFF" + little_endian_u32(static_cast<uint32_t>(body.size())) + body;
    const Result<Image> image = decode_bytes(bytes, "turned.webp", {}, pool_);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().message().c_str());
    QCOMPARE(image->width(), 6);
    for (int y = 0; y < 6; ++y) {
      for (int x = 0; x < 9; ++x) QCOMPARE(sample_at(*image, 1, 5 - y, x), sample_at(stored, 1, x, y));
    }
  }

  void exr_window_and_tiles_data() {
    QTest::addColumn<bool>("tiled");
    QTest::newRow("scan lines") << false;
    QTest::newRow("tiles") << true;
  }
  void exr_window_and_tiles() {
    QFETCH(bool, tiled);
    const Imath::Box2i window({-5, 7}, {21, 25});
    Imf::Header header(Imath::Box2i({0, 0}, {99, 99}), window);
    header.channels().insert("Y", Imf::Channel(Imf::FLOAT));
    header.channels().insert("depth.Z", Imf::Channel(Imf::FLOAT));
    const int width = 27, height = 19;
    std::vector<float> values(static_cast<size_t>(width * height));
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) - 100.0f;
    Imf::FrameBuffer pixels;
    for (const char* name : {"Y", "depth.Z"}) pixels.insert(name, Imf::Slice::Make(Imf::FLOAT, values.data(), window));
    const std::string file = path("window.exr");
    if (tiled) {
      header.setTileDescription(Imf::TileDescription(16, 16));
      Imf::TiledOutputFile output(file.c_str(), header);
      output.setFrameBuffer(pixels);
      output.writeTiles(0, output.numXTiles() - 1, 0, output.numYTiles() - 1);
    } else {
      Imf::OutputFile output(file.c_str(), header);
      output.setFrameBuffer(pixels);
      output.writePixels(height);
    }
    const Result<Image> image = decode_file(file, {}, pool_);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().message().c_str());
    QVERIFY(image->spec() == (ImageSpec{width, height, 1, SampleFormat::kF32, SampleFormat::kF32}));
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) QCOMPARE(sample_at(*image, 0, x, y), static_cast<float>(y * width + x) - 100.0f);
    }
  }

  void exr_chroma() {
    const std::string file = path("chroma.exr");
    std::vector<Imf::Rgba> pixels(32 * 24, Imf::Rgba(0.5f, 0.25f, 0.125f, 1.0f));
    {
      Imf::RgbaOutputFile output(file.c_str(), 32, 24, Imf::WRITE_YC);
      output.setFrameBuffer(pixels.data(), 1, 32);
      output.writePixels(24);
    }
    const Result<Image> image = decode_file(file, {}, pool_);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().message().c_str());
    QCOMPARE(image->channels(), 3);
    const float expected[] = {0.5f, 0.25f, 0.125f};
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 24; ++y) QVERIFY(std::abs(sample_at(*image, c, y, y) - expected[c]) < 0.01f);
    }
  }

  // The same pixels as libpng's own simplified reader gives.
  void photographs_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"kodim01.png", "chelsea.png", "camera.png", "palette_color.png"}) {
      QTest::newRow(name) << QString(name);
    }
  }
  void photographs() {
    QFETCH(QString, name);
    const std::string file = kPictures + name.toStdString();
    if (!std::filesystem::exists(file)) QSKIP("the shared photographs are not here");
    png_image reference{};
    reference.version = PNG_IMAGE_VERSION;
    QVERIFY(png_image_begin_read_from_file(&reference, file.c_str()));
    const Result<Image> image = decode_file(file, {}, pool_);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().message().c_str());
    const int channels = image->channels();
    constexpr png_uint_32 kFormats[] = {PNG_FORMAT_GRAY, PNG_FORMAT_GA, PNG_FORMAT_RGB, PNG_FORMAT_RGBA};
    reference.format = kFormats[channels - 1];
    std::vector<uint8_t> pixels(PNG_IMAGE_SIZE(reference));
    QVERIFY(png_image_finish_read(&reference, nullptr, pixels.data(), 0, nullptr));
    QVERIFY(image->spec().size() == (Size{static_cast<int>(reference.width), static_cast<int>(reference.height)}));
    const uint8_t* expected = pixels.data();
    for (int y = 0; y < image->height(); ++y) {
      for (int x = 0; x < image->width(); ++x) {
        for (int c = 0; c < channels; ++c) QCOMPARE(image->plane<uint8_t>(c).at(x, y), *expected++);
      }
    }
  }

  void shared_tiffs() {
    const std::string pages = kPictures + "multipage_rgb.tif", board = kPictures + "chessboard_GRAY_U16.tif";
    if (!std::filesystem::exists(pages)) QSKIP("the shared photographs are not here");
    const Result<Image> first = decode_file(pages, {}, pool_);
    QVERIFY2(first.ok(), first.ok() ? "" : first.error().message().c_str());
    const Result<Image> chess = decode_file(board, {}, pool_);
    QVERIFY2(chess.ok(), chess.ok() ? "" : chess.error().message().c_str());
    QVERIFY(chess->format() == SampleFormat::kU16 && chess->channels() == 1);
  }
};

QTEST_GUILESS_MAIN(TestCodecVariants)
#include "test_codec_variants.moc"
