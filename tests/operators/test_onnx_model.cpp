// The model node on networks written here, and on real ones where they are at hand.
#include <QtTest>

#include <cmath>
#include <fstream>
#include <opencv2/imgproc.hpp>

#include "engine/image/codecs/codec.h"
#include "engine/model/onnx_signature.h"
#include "engine/operators/metrics/quality_metrics.h"
#include "tests/operators/operator_run.h"
#include "tests/operators/tiny_onnx.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestOnnxModel : public QObject {
  Q_OBJECT
  OperatorBench bench_;
  QTemporaryDir folder_;

  std::string write(const char* name, const std::string& bytes) {
    const std::string path = folder_.filePath(name).toStdString();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string write(const char* name, const OnnxWriter& model) { return write(name, model.bytes()); }
  Result<OperatorResult> run(ParamMap params, const std::string& path, const Image& in, int level = 0) {
    params["path"] = path;
    return bench_.run("onnx_model", params, {in}, SampleFormat::kF32, level);
  }
  static std::vector<ClassScore> classes(const OperatorResult& result) {
    for (const auto& [name, value] : result.values) {
      if (name == "classes") return std::get<std::vector<ClassScore>>(value);
    }
    return {};
  }
  static std::string shared(const char* file) { return std::string(LIGHTBENCH_SOURCE_DIR) + "/../shared/" + file; }

 private Q_SLOTS:
  void signature_is_read_from_the_file() {
    OnnxWriter model = swap_model(5, 7);
    const OnnxSignature signature = parse_onnx_signature(model.bytes(), "m").value();
    QCOMPARE(signature.inputs.size(), size_t{1});
    QCOMPARE(signature.inputs[0].name, std::string("x"));
    QVERIFY(signature.inputs[0].shape == (std::vector<int>{1, 3, 5, 7}));
    QVERIFY(signature.outputs[0].is_fixed());
    QVERIFY(!signature.has_float16 && !signature.has_external_data);
  }

  void weights_listed_as_inputs_are_not_inputs() {
    OnnxWriter model = swap_model(5, 7);
    model.input({"w", {3, 3, 1, 1}});
    QCOMPARE(parse_onnx_signature(model.bytes(), "m")->inputs.size(), size_t{1});
  }

  void every_cut_off_model_is_an_error_or_loads() {
    const std::string whole = swap_model(5, 7).bytes();
    int refused = 0;
    for (size_t length = 0; length < whole.size(); ++length) {
      refused += !parse_onnx_signature(std::string_view(whole).substr(0, length), "m").ok();
    }
    QVERIFY(refused > static_cast<int>(whole.size()) * 9 / 10);
    for (size_t i = 0; i < whole.size(); ++i) {  // and no byte can make the reader run astray
      std::string broken = whole;
      broken[i] = static_cast<char>(~broken[i]);
      (void)parse_onnx_signature(broken, "m").ok();
    }
  }

  void image_to_image_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<QString>("range");
    QTest::newRow("RGB 0..1") << 3 << "0..1";
    QTest::newRow("RGBA 0..255") << 4 << "0..255";
    QTest::newRow("gray 0..1") << 1 << "0..1";
  }
  void image_to_image() {
    QFETCH(int, channels);
    QFETCH(QString, range);
    const Image in = bench_.picture(9, 6, channels);
    const OperatorResult result =
        run({{"range", range.toStdString()}}, write("swap.onnx", swap_model(6, 9)), in).value();
    QCOMPARE(result.image.spec().channels, 3);
    QCOMPARE(result.image.format(), SampleFormat::kF32);
    for (int c = 0; c < 3; ++c) {
      const cv::Mat expected = matrix(in, channels == 1 ? 0 : 2 - c) * 0.5;
      QVERIFY(largest_difference(matrix(result.image, c), expected) < 1e-6);
    }
  }

  void mean_and_deviation_are_applied() {
    const Image in = bench_.make(4, 4, 3, SampleFormat::kU8, [](int c, int, int) { return 51 * (c + 1); });
    const ParamMap params{{"mean", NumberTable{1, 3, {0.1, 0.2, 0.3}}}, {"std", NumberTable{1, 3, {0.5, 0.25, 2}}}};
    const OperatorResult result = run(params, write("swap.onnx", swap_model(4, 4)), in).value();
    const double expected[] = {(0.2 - 0.1) / 0.5, (0.4 - 0.2) / 0.25, (0.6 - 0.3) / 2};
    for (int c = 0; c < 3; ++c) QVERIFY(std::fabs(value_at(result.image, c, 1, 2) - expected[2 - c] / 2) < 1e-6);
  }

  void channels_last() {
    OnnxWriter model;
    model.node("Relu", {"x"}, "y");
    model.input({"x", {1, 5, 8, 3}});
    model.output({"y", {1, 5, 8, 3}});
    const Image in = bench_.picture(8, 5, 3);
    const OperatorResult result = run({{"layout", std::string("NHWC")}}, write("nhwc.onnx", model), in).value();
    for (int c = 0; c < 3; ++c) QVERIFY(largest_difference(matrix(result.image, c), matrix(in, c)) < 1e-6);
  }

  void open_sizes_follow_the_picture_or_the_parameters() {
    const std::string path = write("open.onnx", swap_model(-1, -1));
    const Image in = bench_.picture(13, 11, 3);
    const Result<OperatorResult> own = run({}, path, in);
    QVERIFY2(own.ok(), own ? "" : own.error().message().c_str());
    QVERIFY(largest_difference(matrix(own->image, 0), matrix(in, 2) * 0.5) < 1e-6);
    const ParamMap asked{{"width", int64_t{6}}, {"height", int64_t{4}}, {"fit", std::string("resize")}};
    const Result<OperatorResult> smaller = run(asked, path, in);
    QVERIFY2(smaller.ok(), smaller ? "" : smaller.error().message().c_str());
    QCOMPARE(smaller->image.width(), 6);
    QCOMPARE(smaller->image.height(), 4);
  }

  void another_size_is_an_error_unless_it_may_be_resized() {
    const std::string path = write("swap.onnx", swap_model(6, 9));
    const Image in = bench_.picture(18, 12, 3);
    const Result<OperatorResult> refused = run({}, path, in);
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().what.find("18 × 12") != std::string::npos);
    QVERIFY(refused.error().what.find("9 × 6") != std::string::npos);
    QVERIFY(refused.error().remedy.find("resize node") != std::string::npos);
    const Result<OperatorResult> resized = run({{"fit", std::string("resize")}}, path, in);
    QVERIFY(resized.ok());
    QCOMPARE(resized->image.width(), 9);
  }

  void a_proxy_gives_a_proxy() {
    const OperatorResult result = run({}, write("swap.onnx", swap_model(6, 9)), bench_.picture(5, 3, 3), 1).value();
    QCOMPARE(result.image.width(), 5);
    QCOMPARE(result.image.height(), 3);
  }

  void classes_are_ranked_and_the_picture_passes() {
    const std::string labels = write("labels.txt", std::string("n01440764 red, as fire\r\ngreen\nblue\n"));
    const Image in = bench_.make(4, 4, 3, SampleFormat::kU8, [](int c, int, int) { return c == 1 ? 255 : 51 * c; });
    const ParamMap params{{"output", std::string("classes")}, {"labels", labels}, {"top", int64_t{2}}};
    const OperatorResult result = run(params, write("mean.onnx", mean_model(4, 4)), in).value();
    QVERIFY(result.image.shares_memory_with(in));
    const std::vector<ClassScore> best = classes(result);
    QCOMPARE(best.size(), size_t{2});
    QCOMPARE(best[0].index, 1);
    QCOMPARE(best[0].label, std::string("green"));
    QVERIFY(std::fabs(best[0].score - 1) < 1e-6);
    QCOMPARE(best[1].label, std::string("blue"));
    const ParamMap all{{"output", std::string("classes")}, {"labels", labels}};
    QCOMPARE(classes(run(all, write("mean.onnx", mean_model(4, 4)), in).value())[2].label, std::string("red, as fire"));
  }

  void what_does_not_work_is_said_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const OnnxWriter& model, const char* output, const char* words) {
      QTest::newRow(name) << QByteArray::fromStdString(model.bytes()) << output << words;
    };
    QTest::newRow("not ONNX") << QByteArray("\x89PNG\r\n\x1a\n and so on") << "image"
                              << "not an ONNX model";
    QTest::newRow("empty") << QByteArray() << "image"
                           << "not an ONNX model";
    OnnxWriter half;
    half.weights("w", {3, 3, 1, 1}, {0, 0, 0, 0, 0}, 10);
    half.node("Conv", {"x", "w"}, "y");
    half.input({"x", {1, 3, 4, 4}});
    half.output({"y", {1, 3, 4, 4}});
    row("FLOAT16", half, "image", "FLOAT16");
    OnnxWriter external = swap_model(4, 4);
    external.weights("more", {1}, {}, 1, true);
    row("external weights", external, "image", "other files");
    OnnxWriter two = swap_model(4, 4);
    two.output({"z", {1}});
    row("two outputs", two, "image", "1 inputs and 2 outputs");
    OnnxWriter unknown;
    unknown.node("NoSuchLayer", {"x"}, "y");
    unknown.input({"x", {1, 3, 4, 4}});
    unknown.output({"y", {1, 3, 4, 4}});
    row("unknown layer", unknown, "image", "cannot load the model");
    OnnxWriter gray;
    gray.node("Relu", {"x"}, "y");
    gray.input({"x", {1, 1, 4, 4}});
    gray.output({"y", {1, 1, 4, 4}});
    row("colour for a gray model", gray, "image", "1 channel");
    row("classes read as a picture", mean_model(4, 4), "image", "not a picture");
  }
  void what_does_not_work_is_said() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, output);
    QFETCH(QString, words);
    const std::string path = write("broken.onnx", bytes.toStdString());
    const Result<OperatorResult> result = run({{"output", output.toStdString()}}, path, bench_.picture(4, 4, 3));
    QVERIFY(!result.ok());
    const QString message = QString::fromStdString(result.error().message());
    QVERIFY2(message.contains(words), qPrintable(message));
    QVERIFY2(message.contains("broken.onnx"), qPrintable(message));
    QVERIFY2(!message.contains('\n') && !result.error().remedy.empty(), qPrintable(message));
  }

  void missing_files_and_wrong_labels() {
    const Image in = bench_.picture(4, 4, 3);
    QVERIFY(!run({}, "", in).ok());
    const Result<OperatorResult> missing = run({}, folder_.filePath("none.onnx").toStdString(), in);
    QVERIFY(!missing.ok() && missing.error().message().find("none.onnx") != std::string::npos);
    const std::string model = write("mean.onnx", mean_model(4, 4));
    const std::string labels = write("two.txt", std::string("a\nb\n"));
    const Result<OperatorResult> wrong = run({{"output", std::string("classes")}, {"labels", labels}}, model, in);
    QVERIFY(!wrong.ok() && wrong.error().what.find("2 classes") != std::string::npos);
    QVERIFY(!run({{"std", NumberTable{1, 3, {1, 0, 1}}}}, model, in).ok());
  }

  void a_changed_file_is_loaded_again() {
    const Image in = bench_.picture(4, 4, 3);
    const std::string path = write("changing.onnx", swap_model(4, 4));
    QVERIFY(run({}, path, in).ok());
    OnnxWriter relu;
    relu.node("Relu", {"x"}, "y");
    relu.input({"x", {1, 3, 4, 4}});
    relu.output({"y", {1, 3, 4, 4}});
    write("changing.onnx", relu);
    QVERIFY(largest_difference(matrix(run({}, path, in)->image, 0), matrix(in, 0)) < 1e-6);
  }

  void the_kitten_is_a_tabby() {
    if (!QFile::exists(shared("models/squeezenet_fp32.onnx").c_str())) QSKIP("the shared models are not here");
    const Image kitten = decode_file(shared("images/kitten_224.png"), DecodeLimits{}, bench_.buffers).value();
    const ParamMap params{{"output", std::string("classes")},
                          {"range", std::string("0..255")},
                          {"labels", shared("models/imagenet_synset.txt")}};
    const Result<OperatorResult> result = run(params, shared("models/squeezenet_fp32.onnx"), kitten);
    QVERIFY2(result.ok(), result ? "" : result.error().message().c_str());
    QCOMPARE(classes(*result).size(), size_t{5});
    QVERIFY2(classes(*result)[0].label.find("tabby") != std::string::npos, classes(*result)[0].label.c_str());
    QVERIFY(!run(params, shared("models/squeezenet_fp16.onnx"), kitten).ok());
  }

  void the_upscaler_upscales() {
    if (!QFile::exists(shared("models/superres3x_luma_224.onnx").c_str())) QSKIP("the shared models are not here");
    const Image photo = decode_file(shared("images/camera.png"), DecodeLimits{}, bench_.buffers).value();
    const Image part =
        bench_
            .run("crop", {{"x", int64_t{100}}, {"y", int64_t{60}}, {"width", int64_t{224}}, {"height", int64_t{224}}},
                 {photo})
            ->image;
    const Result<OperatorResult> result = run({}, shared("models/superres3x_luma_224.onnx"), part);
    QVERIFY2(result.ok(), result ? "" : result.error().message().c_str());
    QCOMPARE(result->image.width(), 672);
    QCOMPARE(result->image.height(), 672);
    const Image cubic = bench_.run("resize", {{"scale", 3.0}, {"method", std::string("cubic")}}, {part})->image;
    const QualityMetrics metrics = measure_quality(result->image, cubic, bench_.workers, bench_.cancel).value();
    QVERIFY2(*metrics.psnr_db > 25, qPrintable(QString::number(*metrics.psnr_db)));
    QVERIFY(!run({}, shared("models/superres3x_luma_dynamic.onnx"), part).ok());
  }
};

QTEST_GUILESS_MAIN(TestOnnxModel)
#include "test_onnx_model.moc"
