// What operators on a graphics card promise beyond the conformance table: powers to the nearest float over the whole
// range of floats, what NaN and infinities become, samples that are moved bit for bit, and large Gaussians with the
// processor's bits.
#include <bit>
#include <cmath>
#include <limits>

#include "engine/vulkan/gpu_backend.h"
#include "tests/operators/operator_run.h"
#include "tests/operators/sample_pictures.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr double kSmallestNormal = std::numeric_limits<float>::min();
constexpr double kLargest = std::numeric_limits<float>::max();

float float_at(const Image& image, int x, int y) { return reinterpret_cast<const float*>(image.row_data(0, y))[x]; }

}  // namespace

class TestGpuPointwise : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    if (const auto devices = list_gpu_devices(); !devices) QSKIP(("no Vulkan here: " + devices.error().what).c_str());
    Result<std::shared_ptr<GpuBackend>> backend = GpuBackend::open({});
    QVERIFY2(backend.ok(), backend.ok() ? "" : backend.error().message().c_str());
    backend_ = *backend;
  }
  void cleanupTestCase() { backend_.reset(); }

  void power_of_every_float_data() {
    QTest::addColumn<double>("gamma");
    QTest::newRow("0.01") << 100.0;
    QTest::newRow("1/2.4") << 2.4;
    QTest::newRow("1") << 1.0;
    QTest::newRow("2.2") << 1 / 2.2;
    QTest::newRow("10") << 0.1;
    QTest::newRow("100") << 0.01;
  }
  void power_of_every_float() {
    QFETCH(double, gamma);
    constexpr int kWidth = 1024, kHeight = 420;
    const Image in = bench_.make(kWidth, kHeight, 1, SampleFormat::kF32, [](int, int x, int y) {
      return std::bit_cast<float>(1u + 4967u * static_cast<uint32_t>(y * kWidth + x));  // prime, nearly to infinity
    });
    const Result<std::vector<Image>> out = run("gamma", {{"gamma", gamma}}, {in});
    QVERIFY2(out.ok(), out.ok() ? "" : out.error().message().c_str());
    const double exponent = 1 / gamma;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const double base = static_cast<double>(float_at(in, x, y));
        const double actual = static_cast<double>(float_at((*out)[0], x, y));
        const double expected = std::pow(base, exponent);
        if (expected < kSmallestNormal * (1 + 1e-5)) {  // a card may give 0
          QVERIFY(actual <= kSmallestNormal * (1 + 1e-4));
        } else if (expected > kLargest * (1 - 1e-5)) {
          QVERIFY(actual > kLargest * (1 - 1e-4));
        } else {
          const double error = std::abs(actual / expected - 1);
          QVERIFY2(error <= 6e-8, qPrintable(QString("error %1 at %2").arg(error).arg(base)));
        }
      }
    }
  }

  void special_values_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QList<float>>("expected");  // of NaN, infinity, -infinity, 0, -0, -1
    QTest::newRow("gamma") << "gamma" << QList<float>{0, kInfinity, 0, 0, 0, 0};
    QTest::newRow("levels") << "levels" << QList<float>{0, 1, 0, 0, 0, 0};
    QTest::newRow("curve") << "curve" << QList<float>{0, 1, 0, 0, 0, 0};
    QTest::newRow("clamp") << "clamp" << QList<float>{0, 1, 0, 0, 0, 0};
    QTest::newRow("threshold") << "threshold" << QList<float>{0, 1, 0, 0, 0, 0};
    QTest::newRow("invert") << "invert" << QList<float>{kNan, -kInfinity, kInfinity, 1, 1, 2};
    QTest::newRow("srgb_to_linear") << "srgb_to_linear" << QList<float>{kNan, kInfinity, -kInfinity, 0, 0, -1 / 12.92f};
    QTest::newRow("linear_to_srgb") << "linear_to_srgb" << QList<float>{kNan, kInfinity, -kInfinity, 0, 0, -12.92f};
  }
  void special_values() {
    QFETCH(QString, type);
    QFETCH(QList<float>, expected);
    const float values[] = {kNan, kInfinity, -kInfinity, 0.0f, -0.0f, -1.0f};
    const Image in = bench_.make(6, 1, 1, SampleFormat::kF32, [&](int, int x, int) { return values[x]; });
    const Result<std::vector<Image>> out = run(type.toStdString(), {}, {in});
    QVERIFY2(out.ok(), out.ok() ? "" : out.error().message().c_str());
    for (int x = 0; x < 6; ++x) {
      const float actual = float_at((*out)[0], x, 0);
      const bool near = std::abs(actual - expected[x]) < 1e-6f * std::max(1.0f, std::abs(expected[x]));
      const bool same = actual == expected[x] || (std::isnan(actual) && std::isnan(expected[x]));
      QVERIFY2(near || same,
               qPrintable(QString("%1 instead of %2 for %3").arg(actual).arg(expected[x]).arg(values[x])));
    }
  }

  // The stand-in for large sums has one form, on the card as on every instruction set.
  void large_gaussians_have_the_processors_bits_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("sigma");
    for (const QSize size : {QSize(1, 1), QSize(2, 70), QSize(211, 97)}) {
      for (const double sigma : {8.1, 20.0, 300.0}) {
        QTest::addRow("%d x %d, sigma %g", size.width(), size.height(), sigma) << size << sigma;
      }
    }
  }
  void large_gaussians_have_the_processors_bits() {
    QFETCH(QSize, size);
    QFETCH(double, sigma);
    for (const int channels : {1, 4}) {
      for (const SampleFormat format :
           {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
        const Image in = bench_.picture(size.width(), size.height(), channels, format);
        for (const SampleFormat precision : {SampleFormat::kU8, SampleFormat::kF16, SampleFormat::kF32}) {
          const Result<std::vector<Image>> out = run("gaussian_blur", {{"sigma", sigma}}, {in}, precision);
          QVERIFY2(out.ok(), out.ok() ? "" : out.error().message().c_str());
          const Image expected = bench_.run("gaussian_blur", {{"sigma", sigma}}, {in}, precision)->image;
          const auto text = bit_difference((*out)[0], expected, expected.spec().bounds());
          QVERIFY2(!text, text ? text->c_str() : "");
        }
      }
    }
  }
  // As gaussian_blur, and then the formula of the card, which rounds at its end only.
  void large_sharpening_is_the_processors() {
    for (const SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF32}) {
      const Image in = bench_.picture(97, 61, 4, format);
      const ParamMap params{{"sigma", 20.0}, {"amount", 1.5}};
      const Result<std::vector<Image>> out = run("unsharp_mask", params, {in});
      QVERIFY2(out.ok(), out.ok() ? "" : out.error().message().c_str());
      const Image expected = bench_.run("unsharp_mask", params, {in})->image;
      const auto text = difference((*out)[0], float_picture(expected), 1e-6);
      QVERIFY2(!text, text ? text->c_str() : "");
    }
  }

  void moved_samples_keep_their_bits_data() {
    QTest::addColumn<int>("format");
    QTest::newRow("u8") << static_cast<int>(SampleFormat::kU8);
    QTest::newRow("u16") << static_cast<int>(SampleFormat::kU16);
    QTest::newRow("f16") << static_cast<int>(SampleFormat::kF16);
    QTest::newRow("f32") << static_cast<int>(SampleFormat::kF32);
  }
  void moved_samples_keep_their_bits() {
    QFETCH(int, format);
    check_moves(static_cast<SampleFormat>(format));
  }

 private:
  void check_moves(SampleFormat format) {
    for (const int width : {1, 3, 254, 257}) {
      const Image in = patterns(width, 263, format);
      for (const auto& [type, params] : std::vector<std::pair<std::string, ParamMap>>{
               {"flip", {}},
               {"flip", {{"axis", std::string("vertical")}}},
               {"crop", {{"x", int64_t{width / 3}}, {"y", int64_t{5}}}},
               {"crop", {{"x", int64_t{width / 2}}, {"width", int64_t{width / 3 + 1}}, {"height", int64_t{9}}}}}) {
        const Result<std::vector<Image>> out = run(type, params, {in});
        QVERIFY2(out.ok(), out.ok() ? "" : out.error().message().c_str());
        QVERIFY(same_samples((*out)[0], bench_.run(type, params, {in})->image));  // moves bytes
      }
      const Result<std::vector<Image>> split = run("split_channels", {}, {in});
      QVERIFY2(split.ok(), split.ok() ? "" : split.error().message().c_str());
      const Result<std::vector<Image>> merged = run("merge_channels", {}, *split, format);
      QVERIFY2(merged.ok(), merged.ok() ? "" : merged.error().message().c_str());
      QVERIFY(same_samples((*merged)[0], in));
    }
  }

  // As OperatorBench::run, by the operator's program.
  Result<std::vector<Image>> run(const std::string& type, const ParamMap& params, const std::vector<Image>& inputs,
                                 SampleFormat precision = SampleFormat::kF32) {
    const OperatorDef& def = *bench_.registry.find(type);
    Node node;
    node.id = "node";
    node.type = type;
    node.params = params;
    Result<Params> resolved = Params::resolve(def, node, 0, "");
    if (!resolved) return resolved.error();
    std::vector<std::optional<ImageSpec>> specs;
    std::vector<GpuTask> tasks;
    GpuTask work;
    for (const Image& input : inputs) {
      specs.push_back(input.spec());
      GpuTask upload;
      upload.kind = GpuTask::Kind::kUpload;
      upload.host = input;
      upload.outputs = {backend_->allocate(input.spec()).value()};
      work.inputs.push_back(upload.outputs[0]);
      tasks.push_back(std::move(upload));
    }
    std::vector<ImageSpec> outputs = def.inferred({*resolved, specs, 0}).value();
    for (ImageSpec& spec : outputs) {
      if (def.result == ResultFormat::kPrecision) spec.format = precision;
    }
    const Result<GpuProgram> program = def.gpu({*resolved, specs, outputs, 0});
    if (!program) return program.error();
    work.program = &*program;
    std::vector<Image> images;
    std::vector<GpuTask> downloads;
    for (const ImageSpec& spec : outputs) {
      images.push_back(Image::allocate(spec, bench_.buffers).value());
      GpuTask download;
      download.kind = GpuTask::Kind::kDownload;
      download.host = images.back();
      download.inputs = {backend_->allocate(spec).value()};
      work.outputs.push_back(download.inputs[0]);
      downloads.push_back(std::move(download));
    }
    tasks.push_back(std::move(work));
    tasks.insert(tasks.end(), downloads.begin(), downloads.end());
    if (Status status = backend_->run(tasks, {}, [](size_t, double) {}); !status) return status.error();
    return images;
  }

  // Four channels of all kinds of bits: every half there is, NaN of both kinds among them.
  Image patterns(int width, int height, SampleFormat format) {
    Image image = Image::allocate({width, height, 4, format}, bench_.buffers).value();
    const size_t bytes = sample_bytes(format);
    for (int c = 0; c < 4; ++c) {
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          const uint32_t place = static_cast<uint32_t>((c * height + y) * width + x);
          const uint32_t bits = place * (format == SampleFormat::kF32 ? 2654435761u : 40503u);
          std::memcpy(image.writable_row_data(c, y) + static_cast<size_t>(x) * bytes, &bits, bytes);
        }
      }
    }
    return image;
  }

  OperatorBench bench_;
  std::shared_ptr<GpuBackend> backend_;
};

QTEST_APPLESS_MAIN(TestGpuPointwise)
#include "test_gpu_pointwise.moc"
