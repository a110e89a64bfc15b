// input and output: what is read, what is planned, what is written, and how a changed file is noticed.
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

#include "engine/operators/output_file.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestFiles : public QObject {
  Q_OBJECT
 private:
  OperatorBench bench_;
  QTemporaryDir folder_;

  std::string path(const char* name) { return folder_.filePath(name).toStdString(); }
  Params params(const char* type, ParamMap map) {
    Node node;
    node.id = "node";
    node.type = type;
    node.params = std::move(map);
    return Params::resolve(*bench_.registry.find(type), node, 0, "").value();
  }
  Image ramp(int channels, SampleFormat format) {
    const int top = format == SampleFormat::kU8 ? 255 : 65535;
    return bench_.make(16, 4, channels, format,
                       [&](int c, int x, int y) { return (x * 4111 + y * 7 + c * 901) % (top + 1); });
  }
  Hash128 key_of(const Params& values) {
    Hasher hasher;
    bench_.registry.find("input")->add_to_key(values, hasher);
    return hasher.finish();
  }

 private Q_SLOTS:
  void what_is_written_is_read_back_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("format");
    for (int channels : {1, 2, 3, 4}) {
      for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16}) {
        QTest::addRow("%d channels %s", channels, name_of(format).data()) << channels << static_cast<int>(format);
      }
    }
  }
  void what_is_written_is_read_back() {
    QFETCH(int, channels);
    QFETCH(int, format);
    const Image image = ramp(channels, static_cast<SampleFormat>(format));
    const Params output =
        params("output", {{"path", path("round.png")}, {"depth", std::string(format == 0 ? "8" : "16")}});
    const Status written = write_output(image, output, bench_.buffers);
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().message().c_str());
    const Result<OperatorResult> read = bench_.run("input", {{"path", path("round.png")}}, {});
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message().c_str());
    QCOMPARE(read->image.format(), image.format());
    QCOMPARE(read->image.channels(), channels);
    for (int c = 0; c < channels; ++c) QCOMPARE(cv::norm(matrix(read->image, c), matrix(image, c), cv::NORM_INF), 0.0);
  }

  void floats_are_rounded_to_the_depth_they_came_with() {
    Image image = bench_.make(3, 1, 1, SampleFormat::kF32, [](int, int x, int) {
      return x == 0 ? -0.5 : x == 1 ? 0.501 : 7;
    });
    const Params output = params("output", {{"path", path("rounded.png")}});
    const Result<ImageSpec> planned = planned_output(image.spec(), output);
    QVERIFY(planned.ok());
    QCOMPARE(planned->format, SampleFormat::kU8);  // make() leaves the nominal depth at 8 bit
    QVERIFY(write_output(image, output, bench_.buffers).ok());
    const Image read = bench_.run("input", {{"path", path("rounded.png")}}, {})->image;
    QCOMPARE(read.plane<uint8_t>(0).at(0, 0), uint8_t{0});
    QCOMPARE(read.plane<uint8_t>(0).at(1, 0), uint8_t{128});
    QCOMPARE(read.plane<uint8_t>(0).at(2, 0), uint8_t{255});
  }

  void what_cannot_be_written_is_told_beforehand_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("depth");
    QTest::addColumn<QString>("word");
    QTest::newRow("no path") << ""
                             << "auto"
                             << "path is empty";
    QTest::newRow("unknown extension") << "a.xyz"
                                       << "auto"
                                       << "xyz";
    QTest::newRow("16 bit jpeg") << "a.jpg"
                                 << "16"
                                 << ".jpg file cannot hold";
    QTest::newRow("float png") << "a.png"
                               << "float"
                               << ".png file cannot hold";
  }
  void what_cannot_be_written_is_told_beforehand() {
    QFETCH(QString, file);
    QFETCH(QString, depth);
    QFETCH(QString, word);
    const std::string full = file.isEmpty() ? "" : path(qPrintable(file));
    const Params output = params("output", {{"path", full}, {"depth", depth.toStdString()}});
    const Result<ImageSpec> planned = planned_output(ramp(3, SampleFormat::kU8).spec(), output);
    QVERIFY(!planned.ok());
    QVERIFY2(QString::fromStdString(planned.error().message()).contains(word), planned.error().message().c_str());
    QCOMPARE(planned.error().kind, ErrorKind::kInvalid);
    QVERIFY(full.empty() || !std::filesystem::exists(full));
  }

  void jpeg_has_no_alpha_and_heeds_quality() {
    const Image image = bench_.picture(64, 64, 4);
    const auto bytes = [&](int64_t quality) {
      const Params output = params("output", {{"path", path("q.jpg")}, {"quality", quality}});
      const Result<ImageSpec> planned = planned_output(image.spec(), output);
      if (!planned || planned->channels != 3) return std::uintmax_t{0};
      if (!write_output(image, output, bench_.buffers)) return std::uintmax_t{0};
      return std::filesystem::file_size(path("q.jpg"));
    };
    const std::uintmax_t small = bytes(20);
    QVERIFY(small > 0);
    QVERIFY(bytes(95) > small);
  }

  void a_missing_or_empty_path_is_an_error() {
    QVERIFY(QString::fromStdString(bench_.run("input", {}, {}).error().message()).contains("path is empty"));
    const std::string missing = path("missing.png");
    QVERIFY(
        QString::fromStdString(bench_.run("input", {{"path", missing}}, {}).error().message()).contains("missing.png"));
  }

  void a_changed_file_changes_the_key() {
    const std::string file = path("changes.png");
    const Params input = params("input", {{"path", file}});
    const Hash128 without = key_of(input);
    std::ofstream(file) << "one";
    const Hash128 first = key_of(input);
    QVERIFY(first != without);
    QVERIFY(first == key_of(input));
    std::ofstream(file) << "longer";
    const Hash128 longer = key_of(input);
    QVERIFY(longer != first);
    std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(5));
    QVERIFY(key_of(input) != longer);
  }

  // As rsync or a restored backup leaves it: the same length, the same time of change, other pixels.
  void a_file_rewritten_in_secret_changes_the_key() {
    const std::string file = path("secret.png");
    const Params input = params("input", {{"path", file}});
    std::ofstream(file) << "one";
    const Hash128 first = key_of(input);
    const auto time = std::filesystem::last_write_time(file);
    const std::string other = path("other.png");
    std::ofstream(other) << "two";
    std::filesystem::last_write_time(other, time);
    std::filesystem::rename(other, file);
    QVERIFY(std::filesystem::last_write_time(file) == time);
    QVERIFY(key_of(input) != first);
  }

  void a_file_that_changes_after_the_plan_is_an_error() {
    const std::string file = path("swap.png");
    QVERIFY(write_output(ramp(3, SampleFormat::kU8), params("output", {{"path", file}}), bench_.buffers).ok());
    const OperatorDef* def = bench_.registry.find("input");
    const Params input = params("input", {{"path", file}});
    const std::vector<ImageSpec> planned = def->inferred({input, {}, 0}).value();
    QVERIFY(write_output(ramp(1, SampleFormat::kU8), params("output", {{"path", file}}), bench_.buffers).ok());
    const Kernel kernel = def->prepare({input, {}, planned, 0}).value();
    std::vector<Image> outputs = {Image::allocate(planned[0], bench_.buffers).value()};
    NodeValues values;
    const Status status = run_kernel({kernel, {}, outputs, values, bench_.workers, bench_.buffers, bench_.cancel});
    QVERIFY(!status.ok());
    QVERIFY(QString::fromStdString(status.error().message()).contains("changed while it was read"));
  }
};

QTEST_GUILESS_MAIN(TestFiles)
#include "test_files.moc"
