#include <QtTest>

#include <filesystem>
#include <fstream>

#include "engine/base/atomic_file.h"
#include "engine/base/hash.h"
#include "engine/base/memory.h"
#include "engine/image/codecs/codec.h"
#include "tests/engine/codec_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

const std::string kPictures = LIGHTBENCH_SOURCE_DIR "/../shared/images/";

struct Kind {
  const char* extension;
  std::vector<SampleFormat> formats;
  bool exact;
};
const Kind kKinds[] = {
    {"png", {SampleFormat::kU8, SampleFormat::kU16}, true},
    {"jpg", {SampleFormat::kU8}, false},
    {"tif", {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}, true},
    {"webp", {SampleFormat::kU8}, true},
    {"exr", {SampleFormat::kF16, SampleFormat::kF32}, true},
};

std::string encoded(const Image& image, const char* extension, int quality = 95) {
  const Result<std::string> bytes = encode_bytes(image, extension, {quality});
  if (!bytes) qFatal("%s", bytes.error().message().c_str());
  return *bytes;
}

// Pixel (x, y) as seen is pixel (source.x, source.y) as stored, from the drawings of EXIF 2.32, figure 13.
Image turned(const Image& stored, int orientation, BufferPool& pool) {
  const int w = stored.width(), h = stored.height();
  ImageSpec spec = stored.spec();
  if (orientation >= 5 && orientation <= 8) std::swap(spec.width, spec.height);  // 9 means nothing
  Image seen = Image::allocate(spec, pool).value();
  for (int c = 0; c < spec.channels; ++c) {
    for (int y = 0; y < spec.height; ++y) {
      for (int x = 0; x < spec.width; ++x) {
        int from_x = x, from_y = y;
        switch (orientation) {
          case 2: from_x = w - 1 - x; break;
          case 3: from_x = w - 1 - x, from_y = h - 1 - y; break;
          case 4: from_y = h - 1 - y; break;
          case 5: from_x = y, from_y = x; break;
          case 6: from_x = y, from_y = h - 1 - x; break;
          case 7: from_x = w - 1 - y, from_y = h - 1 - x; break;
          case 8: from_x = w - 1 - y, from_y = x; break;
          default: break;
        }
        const size_t bytes = sample_bytes(spec.format);
        std::memcpy(seen.writable_row_data(c, y) + static_cast<size_t>(x) * bytes,
                    stored.row_data(c, from_y) + static_cast<size_t>(from_x) * bytes, bytes);
      }
    }
  }
  return seen;
}

// By read() and its kin, from any file.
std::optional<int64_t> bytes_read_so_far() {
  std::ifstream counters("/proc/self/io");
  std::string name;
  int64_t count = 0;
  if (counters >> name >> count && name == "rchar:") return count;
  return std::nullopt;
}

std::string with_orientation(const std::string& extension, std::string file, int orientation, bool big_endian) {
  const std::string block = exif_block(orientation, big_endian);
  if (extension == "png") return file.insert(kPngHeaderBytes, png_chunk("eXIf", block));
  if (extension == "jpg") {
    const std::string payload = std::string("Exif\0\0", 6) + block;
    const size_t length = payload.size() + 2;
    return file.insert(2,
                       std::string("\xff\xe1") + static_cast<char>(length >> 8) + static_cast<char>(length) + payload);
  }
  return {};
}

}  // namespace

class TestCodecs : public QObject {
  Q_OBJECT
  BufferPool pool_;
  QTemporaryDir folder_;

  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
  Result<Image> decode(const std::string& bytes) { return decode_bytes(bytes, "memory", {}, pool_); }

 private Q_SLOTS:
  void round_trip_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("format");
    QTest::addColumn<int>("channels");
    QTest::addColumn<QSize>("size");
    for (int kind = 0; kind < static_cast<int>(std::size(kKinds)); ++kind) {
      for (SampleFormat format : kKinds[kind].formats) {
        for (int channels = 1; channels <= 4; ++channels) {
          for (const QSize size : {QSize(1, 1), QSize(7, 5), QSize(127, 129)}) {
            QTest::addRow("%s %s %d channels %dx%d", kKinds[kind].extension, name_of(format).data(), channels,
                          size.width(), size.height())
                << kind << static_cast<int>(format) << channels << size;
          }
        }
      }
    }
  }
  void round_trip() {
    QFETCH(int, kind);
    QFETCH(int, format);
    QFETCH(int, channels);
    QFETCH(QSize, size);
    const SampleFormat depth = static_cast<SampleFormat>(format);
    const Image image = make_picture({size.width(), size.height(), channels, depth, depth}, pool_);
    const std::string file = path("round_trip.") + kKinds[kind].extension;
    const Status written = encode_file(image, file, {100});
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().message().c_str());
    const Result<Image> back = decode_file(file, {}, pool_);
    QVERIFY2(back.ok(), back.ok() ? "" : back.error().message().c_str());
    QCOMPARE(back->spec().nominal, depth);
    QVERIFY(probe_file(file, {}).value() == back->spec());
    if (kKinds[kind].exact && !(kKinds[kind].extension == std::string("webp") && channels < 3)) {
      QCOMPARE(QString::fromStdString(difference(*back, image)), QString());
      return;
    }
    QCOMPARE(back->spec().size(), image.spec().size());
    if (kKinds[kind].extension == std::string("webp")) {  // gray comes back as RGB with three equal channels
      QCOMPARE(back->channels(), channels + 2);
      for (int c = 0; c < back->channels(); ++c) {
        for (int y = 0; y < back->height(); ++y) {
          QVERIFY(std::memcmp(back->row_data(c, y), image.row_data(c / 3, y), static_cast<size_t>(back->width())) == 0);
        }
      }
      return;
    }
    QCOMPARE(back->channels(), image.spec().color_channels());
    // Wraps of the ramp from 255 to 0 ring; what matters here is that planes and rows are in their places.
    if (size.width() < 100) QVERIFY(largest_difference(*back, image) < 0.04f);
  }

  void orientation_data() {
    QTest::addColumn<QString>("extension");
    QTest::addColumn<int>("value");
    QTest::addColumn<bool>("big_endian");
    for (const char* extension : {"png", "jpg"}) {
      for (int value = 0; value <= 9; ++value) {
        for (bool big : {false, true}) {
          QTest::addRow("%s orientation %d %s", extension, value, big ? "big-endian" : "little-endian")
              << QString(extension) << value << big;
        }
      }
    }
  }
  void orientation() {
    QFETCH(QString, extension);
    QFETCH(int, value);
    QFETCH(bool, big_endian);
    const std::string name = extension.toStdString();
    const std::string plain = encoded(make_picture({67, 41, 3, SampleFormat::kU8}, pool_), name.c_str());
    const Image stored = decode(plain).value();
    const std::string bytes = with_orientation(name, plain, value, big_endian);
    QVERIFY(bytes.size() > plain.size());
    const Result<Image> seen = decode(bytes);
    QVERIFY2(seen.ok(), seen.ok() ? "" : seen.error().message().c_str());
    QCOMPARE(QString::fromStdString(difference(*seen, turned(stored, value, pool_))), QString());
    const std::string file = path("oriented.bin");
    QVERIFY(write_file_atomically(file, bytes).ok());
    QVERIFY(probe_file(file, {}).value() == seen->spec());
  }

  void a_probe_reads_little_of_a_large_file_data() {
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < static_cast<int>(std::size(kKinds)); ++kind) {
      QTest::addRow("%s", kKinds[kind].extension) << kind;
    }
  }
  void a_probe_reads_little_of_a_large_file() {
    QFETCH(int, kind);
    if (!bytes_read_so_far()) QSKIP("the kernel does not count what this process reads");
    // Noise: no format makes it small.
    const SampleFormat depth = kKinds[kind].formats.back();
    Image image = Image::allocate({1400, 1100, 3, depth, depth}, pool_).value();
    uint32_t state = 1;
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < image.height(); ++y) {
        std::vector<float> row(static_cast<size_t>(image.width()));
        for (float& value : row) {
          state = state * 1664525u + 1013904223u;
          value = static_cast<float>(state >> 8) / 16777216.0f;
        }
        store_row(depth, row.data(), image.writable_row_data(c, y), row.size());
      }
    }
    const std::string file = path("large.") + kKinds[kind].extension;
    QVERIFY(encode_file(image, file, {100}).ok());
    const auto size = std::filesystem::file_size(file);
    QVERIFY2(size > (size_t{2} << 20), std::to_string(size).c_str());
    const int64_t before = *bytes_read_so_far();
    const Result<ImageSpec> spec = probe_file(file, {});
    const int64_t read = *bytes_read_so_far() - before;
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().message().c_str());
    QVERIFY(*spec == decode_file(file, {}, pool_)->spec());
    QVERIFY2(read < (160 << 10), std::to_string(read).c_str());
  }

  // More before the pixels than the first look at the file takes in.
  void a_probe_follows_a_long_header_data() {
    QTest::addColumn<QString>("extension");
    for (const char* extension : {"png", "jpg", "webp"}) QTest::addRow("%s", extension) << QString(extension);
  }
  void a_probe_follows_a_long_header() {
    QFETCH(QString, extension);
    const Image image = make_picture({67, 41, 3, SampleFormat::kU8}, pool_);
    std::string bytes = encoded(image, qPrintable(extension), 100);
    const std::string exif = exif_block(6, true);
    if (extension == "png") {
      // The orientation comes last.
      bytes.insert(kPngHeaderBytes, png_chunk("teSt", std::string(700'000, 'x')) + png_chunk("eXIf", exif));
    } else if (extension == "jpg") {
      bytes = with_orientation("jpg", bytes, 6, true);
      for (int i = 0; i < 12; ++i) bytes.insert(2, std::string("\xff\xed\xff\xff", 4) + std::string(0xffff - 2, 'x'));
    } else {
      // Extended: canvas, profile, pixels, EXIF.
      const auto chunk = [](const std::string& name, const std::string& data) {
        return name + little_endian_u32(static_cast<uint32_t>(data.size())) + data + std::string(data.size() % 2, '\0');
      };
      const std::string canvas("\x28\0\0\0\x42\0\0\x28\0\0", 10);  // flags: profile and EXIF; 67 × 41, less one
      const std::string body = "WEBP" + chunk("VP8X", canvas) + chunk("ICCP", std::string(300'001, 'x')) +
                               bytes.substr(12) + chunk("EXIF", exif);
      bytes = "RIFF" + little_endian_u32(static_cast<uint32_t>(body.size())) + body;
    }
    const std::string file = path("long_header.bin");
    QVERIFY(write_file_atomically(file, bytes).ok());
    const Result<Image> decoded = decode_file(file, {}, pool_);
    QVERIFY2(decoded.ok(), decoded.ok() ? "" : decoded.error().message().c_str());
    const Result<ImageSpec> spec = probe_file(file, {});
    QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().message().c_str());
    QVERIFY(*spec == decoded->spec());
    QCOMPARE(spec->width, 41);  // lying on its side
    QCOMPARE(spec->height, 67);
  }

  // Cut off anywhere, a probe gives the right size or an error; within the header only the error.
  void a_probe_of_a_truncated_file_data() { a_probe_reads_little_of_a_large_file_data(); }
  void a_probe_of_a_truncated_file() {
    QFETCH(int, kind);
    const Image image = make_picture({31, 23, 3, kKinds[kind].formats.front()}, pool_);
    const std::string whole = encoded(image, kKinds[kind].extension);
    const std::string file = path("cut.bin");
    for (size_t length = 0; length < whole.size(); length += 1 + length / 64) {
      std::ofstream(file, std::ios::binary) << whole.substr(0, length);
      const Result<ImageSpec> spec = probe_file(file, {});
      if (length < 20) QVERIFY(!spec.ok());
      if (spec) QCOMPARE(spec->size(), image.spec().size());
    }
  }

  void truncation_data() {
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < static_cast<int>(std::size(kKinds)); ++kind) {
      QTest::addRow("%s", kKinds[kind].extension) << kind;
    }
  }
  void truncation() {
    QFETCH(int, kind);
    const Image image = make_picture({31, 23, 3, kKinds[kind].formats.front()}, pool_);
    const std::string whole = encoded(image, kKinds[kind].extension);
    QVERIFY(decode(whole).ok());
    for (size_t size = 0; size < whole.size(); ++size) {
      // A copy of its own, so that AddressSanitizer sees a read past the end.
      const std::vector<char> part(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      const Result<Image> cut = decode_bytes({part.data(), part.size()}, "cut.bin", {}, pool_);
      QVERIFY2(!cut.ok(), qPrintable(QString("%1 of %2 bytes passed for a picture").arg(size).arg(whole.size())));
      QVERIFY(cut.error().kind == ErrorKind::kInvalid);
      QVERIFY2(cut.error().message().find("cut.bin") != std::string::npos, cut.error().message().c_str());
    }
  }

  void damage_data() { truncation_data(); }
  void damage() {
    QFETCH(int, kind);
    const Image image = make_picture({31, 23, 3, kKinds[kind].formats.front()}, pool_);
    const std::string whole = encoded(image, kKinds[kind].extension);
    uint32_t state = 99;
    for (size_t at = 0; at < whole.size(); ++at) {
      std::string bytes = whole;
      state = state * 1664525u + 1013904223u;
      bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + state % 255));
      const DecodeLimits limits{4096, 64 << 20};
      const Result<Image> image_or_error = decode_bytes(bytes, "damaged.bin", limits, pool_);
      if (!image_or_error) QVERIFY(image_or_error.error().message().find("damaged.bin") != std::string::npos);
    }
  }

  void bombs_are_refused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("word");
    const auto add = [](const char* name, const std::string& bytes, const char* word) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(word);
    };
    add("png RGBA 100000x100000", png_bomb(100000, 100000, 6), "100000 × 100000");
    add("png gray 100000x100000", png_bomb(100000, 100000, 0), "100000 × 100000");
    add("png of 2^31 a side", png_bomb(0x7fffffff, 0x7fffffff, 6), "1048576");
    add("png of 0 pixels", png_bomb(0, 7, 6), "PNG");
    add("png too short for its size", png_bomb(8000, 8000, 0), "can hold");
    std::string jpeg = encoded(make_picture({16, 16, 3, SampleFormat::kU8}, pool_), "jpg");
    const size_t frame = jpeg.find("\xff\xc0");
    jpeg.replace(frame + 5, 4, "\xff\xdc\xff\xdc");
    add("jpeg 65500x65500", jpeg, "65500 × 65500");
    jpeg.replace(frame + 5, 4, "\x20\x20\x20\x20");
    add("jpeg too short for its size", jpeg, "can hold");
  }
  void bombs_are_refused() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, word);
    BufferPool pool;
    const int64_t before = peak_resident_bytes();
    const DecodeLimits limits{kMaxSide, int64_t{1} << 30};
    const Result<Image> image = decode_bytes(bytes.toStdString(), "bomb.bin", limits, pool);
    QVERIFY(!image.ok());
    QVERIFY2(image.error().message().find(word.toStdString()) != std::string::npos, image.error().message().c_str());
    QCOMPARE(pool.statistics().allocations, 0);
    QVERIFY(peak_resident_bytes() - before < (64 << 20));
  }

  void limits_say_how_to_raise_them() {
    const std::string bytes = encoded(make_picture({20, 10, 3, SampleFormat::kU8}, pool_), "png");
    const Result<Image> refused = decode_bytes(bytes, "x.png", {kMaxSide, 599}, pool_);
    QVERIFY(!refused.ok());
    QVERIFY2(refused.error().message().find("LIGHTBENCH_MAX_PICTURE_BYTES=600") != std::string::npos,
             refused.error().message().c_str());
    QVERIFY(decode_bytes(bytes, "x.png", {kMaxSide, 600}, pool_).ok());
    QVERIFY(!decode_bytes(bytes, "x.png", {19, 0}, pool_).ok());

    struct {
      const char* value;
      bool passes;
    } const rows[] = {{"599", false}, {"600", true}, {"1K", true}, {"1G", true}, {"nonsense", true}, {"0", true}};
    for (const auto& row : rows) {
      qputenv("LIGHTBENCH_MAX_PICTURE_BYTES", row.value);
      QVERIFY2(decode(bytes).ok() == row.passes, row.value);
    }
    qunsetenv("LIGHTBENCH_MAX_PICTURE_BYTES");
  }

  void content_decides_not_the_name() {
    const Image image = make_picture({7, 5, 3, SampleFormat::kU8}, pool_);
    const std::string file = path("wrong.jpg");
    QVERIFY(write_file_atomically(file, encoded(image, "png")).ok());
    QCOMPARE(QString::fromStdString(difference(decode_file(file, {}, pool_).value(), image)), QString());
  }

  void files_that_are_no_pictures_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("word");
    QTest::newRow("missing") << "missing.png"
                             << "No such file";
    QTest::newRow("folder") << "."
                            << "folder";
    QTest::newRow("empty") << "empty.png"
                           << "empty";
    QTest::newRow("text") << "text.png"
                          << "not a picture";
    QTest::newRow("endless device") << "/dev/zero"
                                    << "not a picture";
  }
  void files_that_are_no_pictures() {
    QFETCH(QString, name);
    QFETCH(QString, word);
    QVERIFY(write_file_atomically(path("empty.png"), "").ok());
    QVERIFY(write_file_atomically(path("text.png"), "some words, certainly not a picture").ok());
    const std::string file = name.startsWith('/') ? name.toStdString() : path(qPrintable(name));
    const Result<Image> image = decode_file(file, {}, pool_);
    const Result<ImageSpec> spec = probe_file(file, {});
    QVERIFY(!image.ok() && !spec.ok());
    for (const Error& error : {image.error(), spec.error()}) {
      QVERIFY(error.kind == ErrorKind::kInvalid);
      QVERIFY2(error.message().find(word.toStdString()) != std::string::npos, error.message().c_str());
      QVERIFY2(error.message().find(file) != std::string::npos, error.message().c_str());
    }
  }

  void writing_reports_what_is_wrong() {
    const Image image = make_picture({7, 5, 3, SampleFormat::kU8}, pool_);
    const Status unknown = encode_file(image, path("x.xyz"), {});
    QVERIFY(!unknown.ok() && unknown.error().kind == ErrorKind::kInvalid);
    QVERIFY(unknown.error().message().find("x.xyz") != std::string::npos);
    QVERIFY(!stored_format("x.xyz", SampleFormat::kU8).ok());
    QVERIFY(!stored_format("png", SampleFormat::kU8).ok());
    const Status nowhere = encode_file(image, path("none/x.png"), {});
    QVERIFY(!nowhere.ok() && nowhere.error().kind == ErrorKind::kFailed);
    QVERIFY(nowhere.error().message().find("none/x.png") != std::string::npos);
    QVERIFY(!encode_bytes(image, "", {}).ok());
    QCOMPARE(encode_bytes(image, ".PNG", {}).value(), encode_bytes(image, "png", {}).value());
  }

  void a_failed_write_leaves_the_old_file() {
    const std::string file = path("wide.jpg");
    QVERIFY(write_file_atomically(file, "old").ok());
    const Status status = encode_file(make_picture({65536, 1, 1, SampleFormat::kU8}, pool_), file, {});
    QVERIFY(!status.ok() && status.error().message().find("wide.jpg") != std::string::npos);
    QCOMPARE(read_file(file).value(), std::string("old"));
  }

  void quality_is_used() {
    const Image image = make_picture({127, 129, 3, SampleFormat::kU8}, pool_);
    for (const char* extension : {"jpg", "webp"}) {
      QVERIFY(encoded(image, extension, 20).size() < encoded(image, extension, 95).size());
    }
  }

  void truncated_photograph_is_an_error() {
    if (!std::filesystem::exists(kPictures + "truncated.jpg")) QSKIP("the shared photographs are not here");
    const Result<Image> image = decode_file(kPictures + "truncated.jpg", {}, pool_);
    QVERIFY(!image.ok());
    QVERIFY(image.error().message().find("truncated.jpg") != std::string::npos);
    const Result<std::string> rocket = read_file(kPictures + "rocket.jpg");
    QVERIFY(!decode(rocket->substr(0, rocket->size() / 2)).ok());
  }
};

QTEST_GUILESS_MAIN(TestCodecs)
#include "test_codecs.moc"
