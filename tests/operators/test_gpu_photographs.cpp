// Every operator that has a program, on parts of real photographs: what the card makes of 8-bit pictures against the
// scalar reference, as the contract has it: a mean CIEDE2000 of at most 0.05 and nowhere more than 0.5. Without the
// shared folder or a Vulkan device the test is skipped.
#include <algorithm>
#include <cstring>

#include "engine/image/codecs/codec.h"
#include "engine/image/convert.h"
#include "engine/operators/builtin.h"
#include "engine/operators/metrics/ciede2000.h"
#include "tests/engine/gpu_fixture.h"
#include "tests/operators/conformance_table.h"
#include "tests/operators/gpu_conformance.h"
#include "tests/operators/sample_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr double kMean = 0.05, kMost = 0.5;
constexpr Size kPart{193, 130};  // of odd sides: rows do not end with a word
const std::string kPictures = LIGHTBENCH_SOURCE_DIR "/../shared/images/";

// A part of a photograph with so many channels: gray is its green, alpha its red.
Image part_of(const Image& photo, int channels, int x, int y, BufferPool& buffers) {
  constexpr int kFrom[5][4] = {{}, {1}, {1, 0}, {0, 1, 2}, {0, 1, 2, 0}};
  Image image = Image::allocate({kPart.width, kPart.height, channels, SampleFormat::kU8}, buffers).value();
  for (int c = 0; c < channels; ++c) {
    for (int row = 0; row < kPart.height; ++row) {
      const int from = std::min(kFrom[channels][c], photo.channels() - 1);
      std::memcpy(image.writable_row_data(c, row), photo.row_data(from, y + row) + x, static_cast<size_t>(kPart.width));
    }
  }
  return image;
}

Lab lab_at(const Image& image, int x, int y) {
  const auto sample = [&](int c) { return image.plane<uint8_t>(c).at(x, y) / 255.0; };
  const bool color = image.spec().color_channels() == 3;
  return lab_from_srgb(sample(0), sample(color ? 1 : 0), sample(color ? 2 : 0));
}

// As the processor stores it: one rounding.
Image rounded(const FloatPicture& picture, BufferPool& buffers) {
  Image image = Image::allocate(picture.spec.with_format(SampleFormat::kU8), buffers).value();
  for (int c = 0; c < image.channels(); ++c) {
    for (int y = 0; y < image.height(); ++y) {
      std::vector<float> row(static_cast<size_t>(image.width()));
      for (int x = 0; x < image.width(); ++x) row[static_cast<size_t>(x)] = picture.at(c, x, y);
      store_row(SampleFormat::kU8, row.data(), image.writable_row_data(c, y), row.size());
    }
  }
  return image;
}

}  // namespace

class TestGpuPhotographs : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    register_builtin(registry_);
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    for (const char* name : {"kodim01.png", "kodim23.png", "astronaut.png"}) {
      const Result<Image> image = decode_file(kPictures + name, {}, buffers_);
      if (!image) QSKIP("the shared photographs are not here");
      photographs_.push_back(*image);
    }
    backend_ = GpuBackend::open(test_options()).value();
  }

  void agrees_data() {
    QTest::addColumn<int>("index");
    const std::vector<ConformanceRow> table = conformance_table();
    std::map<std::string, int> seen;
    for (size_t i = 0; i < table.size(); ++i) {
      if (registry_.find(table[i].id)->gpu) {
        QTest::addRow("%s %d", table[i].id.c_str(), ++seen[table[i].id]) << static_cast<int>(i);
      }
    }
  }

  void agrees() {
    QFETCH(int, index);
    const ConformanceRow row = conformance_table()[static_cast<size_t>(index)];
    const OperatorDef& def = *registry_.find(row.id);
    for (const ParamMap& params : row.params) {
      for (const std::vector<int>& channels : row.channels) {
        if (std::find(channels.begin(), channels.end(), 2) != channels.end()) continue;
        Case item{&params, &channels, kPart, SampleFormat::kU8, SampleFormat::kU8};
        Result<PreparedCase> prepared = prepare_case(def, item, buffers_);
        if (!prepared) continue;
        for (size_t port = 0; port < prepared->inputs.size(); ++port) {
          if (!prepared->inputs[port]) continue;
          const Image& photo = photographs_[(port + channels.size()) % photographs_.size()];
          prepared->inputs[port] = part_of(photo, channels[port], 120, 160, buffers_);
        }
        const Result<GpuProgram> program = def.gpu(prepared->args());
        if (program) compare(def, item, *prepared, *program);
        if (QTest::currentTestFailed()) return;
      }
    }
  }

  void cleanupTestCase() {
    if (backend_) VERIFY_SILENT(*backend_);
    backend_.reset();
  }

 private:
  void compare(const OperatorDef& def, const Case& item, const PreparedCase& prepared, const GpuProgram& program) {
    NodeValues values;
    const Result<std::vector<Image>> actual = compute_on_gpu(*backend_, prepared, program, buffers_, values);
    QVERIFY2(actual.ok(), actual.ok() ? "" : actual.error().message().c_str());
    const std::vector<FloatPicture> expected = reference_of(def, prepared, values).value();
    for (size_t port = 0; port < expected.size(); ++port) {
      const Image& picture = (*actual)[port];
      if (picture.format() != SampleFormat::kU8) continue;
      const Image wanted = rounded(expected[port], buffers_);
      double sum = 0, most = 0;
      for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
          const double difference = ciede2000(lab_at(picture, x, y), lab_at(wanted, x, y));
          sum += difference;
          most = std::max(most, difference);
        }
      }
      const double mean = sum / static_cast<double>(picture.spec().pixels());
      const std::string told =
          def.id + " " + describe_case(item) + ": mean " + std::to_string(mean) + ", most " + std::to_string(most);
      if (most > 0.2) qInfo("%s", told.c_str());
      QVERIFY2(mean <= kMean && most <= kMost, told.c_str());
    }
  }

  OperatorRegistry registry_;
  BufferPool buffers_;
  std::vector<Image> photographs_;
  std::shared_ptr<GpuBackend> backend_;
};

QTEST_APPLESS_MAIN(TestGpuPhotographs)
#include "test_gpu_photographs.moc"
