// resize, crop and flip: against OpenCV and on values worked out by hand.
#include <QtTest>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "engine/operators/resample_weights.h"
#include "engine/simd/isa.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestGeometry : public QObject {
  Q_OBJECT
  OperatorBench bench_;

  Image run(const std::string& type, const ParamMap& params, const Image& in,
            SampleFormat precision = SampleFormat::kF32) {
    Result<OperatorResult> result = bench_.run(type, params, {in}, precision);
    if (!result) qFatal("%s", result.error().message().c_str());
    return result->image;
  }
  static ParamMap to(int width, int height, const char* method) {
    return {{"width", int64_t{width}}, {"height", int64_t{height}}, {"method", std::string(method)}};
  }

 private Q_SLOTS:
  void weights_sum_to_one_and_stay_inside_data() {
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    for (int in : {1, 2, 3, 17, 100}) {
      for (int out : {1, 2, 5, 33, 100, 301}) QTest::addRow("%d to %d", in, out) << in << out;
    }
  }
  void weights_sum_to_one_and_stay_inside() {
    QFETCH(int, in);
    QFETCH(int, out);
    for (const char* method : {"nearest", "linear", "cubic", "lanczos3", "area"}) {
      const ResampleWeights weights(resample_method_from(method), in, out);
      QCOMPARE(weights.start.size(), static_cast<size_t>(out) + 1);
      for (int i = 0; i < out; ++i) {
        double sum = 0;
        QVERIFY(weights.taps(i) > 0);
        for (size_t k = weights.start[static_cast<size_t>(i)]; k < weights.start[static_cast<size_t>(i) + 1]; ++k) {
          QVERIFY(weights.index[k] >= 0 && weights.index[k] < in);
          sum += static_cast<double>(weights.weight[k]);
        }
        QVERIFY2(std::fabs(sum - 1) < 1e-5, method);
      }
    }
  }

  void area_matches_opencv_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("half") << 60 << 40;
    QTest::newRow("odd ratios") << 37 << 29;
    QTest::newRow("one column") << 1 << 80;
    QTest::newRow("one pixel") << 1 << 1;
    QTest::newRow("hardly smaller") << 119 << 79;
  }
  void area_matches_opencv() {
    QFETCH(int, width);
    QFETCH(int, height);
    const Image in = bench_.picture(120, 80, 3);
    const Image out = run("resize", to(width, height, "area"), in);
    for (int c = 0; c < 3; ++c) {
      cv::Mat expected;
      cv::resize(matrix(in, c), expected, {width, height}, 0, 0, cv::INTER_AREA);
      QVERIFY(largest_difference(matrix(out, c), expected) < 1e-5);
    }
  }

  void half_by_area_is_the_mean_of_four_bytes() {
    for (const int width : {2, 34, 258, 402}) {
      const Image in = bench_.picture(width, 6, 3);
      const Image out = bench_.run("resize", to(width / 2, 3, "area"), {in}, SampleFormat::kU8).value().image;
      for (int c = 0; c < 3; ++c) {
        const PlaneView<const uint8_t> from = in.plane<uint8_t>(c);
        for (int y = 0; y < 3; ++y) {
          for (int x = 0; x < width / 2; ++x) {
            const int sum = from.at(2 * x, 2 * y) + from.at(2 * x + 1, 2 * y) + from.at(2 * x, 2 * y + 1) +
                            from.at(2 * x + 1, 2 * y + 1);
            QCOMPARE(int{out.plane<uint8_t>(c).at(x, y)}, (sum + 2) / 4);
          }
        }
      }
    }
  }

  // Quarters both ways (1, 3, 3, 9 sixteenths), rounded once; the last picture is written past the caches.
  void twice_by_linear_weighs_quarters_of_bytes() {
    for (const auto& [width, height] : {std::pair{1, 1}, {2, 3}, {31, 4}, {64, 5}, {201, 2}, {1500, 1501}}) {
      const Image in = bench_.picture(width, height, 2);
      for (const Isa isa : supported_isas()) {
        QVERIFY(use_isa(isa).ok());
        const Image out =
            bench_.run("resize", to(2 * width, 2 * height, "linear"), {in}, SampleFormat::kU8).value().image;
        for (int c = 0; c < 2; ++c) {
          const PlaneView<const uint8_t> from = in.plane<uint8_t>(c);
          const PlaneView<const uint8_t> made = out.plane<uint8_t>(c);
          for (int y = 0; y < 2 * height; ++y) {
            const int far_row = border_index(y / 2 + (y % 2 == 0 ? -1 : 1), height, Border::kReflect101);
            for (int x = 0; x < 2 * width; ++x) {
              const int far = border_index(x / 2 + (x % 2 == 0 ? -1 : 1), width, Border::kReflect101);
              const int sum = 9 * from.at(x / 2, y / 2) + 3 * from.at(far, y / 2) + 3 * from.at(x / 2, far_row) +
                              from.at(far, far_row);
              if (made.at(x, y) != (sum + 8) / 16) QFAIL(qPrintable(QString("%1, %2").arg(x).arg(y)));
            }
          }
        }
      }
      use_best_isa();
    }
  }

  // OpenCV replicates the border, so its first pixels differ; inside the methods agree.
  void linear_enlarging_matches_opencv() {
    const Image in = bench_.picture(50, 40, 1);
    cv::Mat expected;
    cv::resize(matrix(in, 0), expected, {150, 100}, 0, 0, cv::INTER_LINEAR);
    QVERIFY(largest_difference(matrix(run("resize", to(150, 100, "linear"), in), 0), expected, 3) < 1e-3);
  }

  void nearest_takes_the_sample_under_the_centre() {
    const Image in = bench_.make(5, 1, 1, SampleFormat::kF32, [](int, int x, int) { return x; });
    const Image wide = run("resize", to(10, 1, "nearest"), in), narrow = run("resize", to(2, 1, "nearest"), in);
    for (int x = 0; x < 10; ++x) QCOMPARE(value_at(wide, 0, x, 0), static_cast<double>(x / 2));
    QCOMPARE(value_at(narrow, 0, 0, 0), 1.0);
    QCOMPARE(value_at(narrow, 0, 1, 0), 3.0);
  }

  void cubic_is_catmull_rom() {
    // Half way between samples the weights are -1, 9, 9, -1 sixteenths.
    const Image in = bench_.make(8, 1, 1, SampleFormat::kF32, [](int, int x, int) { return x == 3 ? 16 : 0; });
    QCOMPARE(value_at(run("resize", to(24, 1, "cubic"), in), 0, 10, 0), 16.0);  // centre of sample 3
    const Image doubled = run("resize", to(16, 1, "cubic"), in);
    // Output 6 lies 0.25 left of sample 3: w(0.25) = 1.5/64 - 2.5/16 + 1.
    QVERIFY(std::fabs(value_at(doubled, 0, 6, 0) - 16 * (1.5 / 64 - 2.5 / 16 + 1)) < 1e-5);
    QVERIFY(std::fabs(value_at(doubled, 0, 4, 0) - 16 * (-0.5 * 1.953125 + 2.5 * 1.5625 - 4 * 1.25 + 2)) < 1e-5);
  }

  void reducing_is_antialiased_except_for_nearest() {
    const Image stripes = bench_.make(256, 16, 1, SampleFormat::kF32, [](int, int x, int) { return x % 2; });
    for (const char* method : {"linear", "cubic", "lanczos3", "area"}) {
      const cv::Mat out = matrix(run("resize", to(64, 4, method), stripes), 0);
      for (int x = 4; x < 60; ++x) QVERIFY2(std::fabs(static_cast<double>(out.at<float>(2, x)) - 0.5) < 0.02, method);
    }
    const cv::Mat nearest = matrix(run("resize", to(64, 4, "nearest"), stripes), 0);
    QVERIFY(std::fabs(static_cast<double>(nearest.at<float>(2, 30)) - 0.5) > 0.4);
  }

  void flat_pictures_stay_flat() {
    const Image in = bench_.make(37, 23, 4, SampleFormat::kU8, [](int c, int, int) { return 60 * c + 10; });
    for (const char* method : {"nearest", "linear", "cubic", "lanczos3", "area"}) {
      for (const auto& [width, height] : {std::pair{5, 90}, {74, 11}, {1, 1}}) {
        const Image out = run("resize", to(width, height, method), in, SampleFormat::kU8);
        for (int c = 0; c < 4; ++c) {
          QCOMPARE(out.plane<uint8_t>(c).at(width - 1, height - 1), static_cast<uint8_t>(60 * c + 10));
        }
      }
    }
  }

  void sizes_follow_the_parameters_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("level");
    QTest::addColumn<QSize>("expected");
    QTest::newRow("both") << 10 << 20 << 3.0 << 0 << QSize(10, 20);
    QTest::newRow("width keeps the aspect") << 50 << 0 << 3.0 << 0 << QSize(50, 30);
    QTest::newRow("height keeps the aspect") << 0 << 30 << 3.0 << 0 << QSize(50, 30);
    QTest::newRow("scale") << 0 << 0 << 0.25 << 0 << QSize(25, 15);
    QTest::newRow("never empty") << 0 << 0 << 0.0001 << 0 << QSize(1, 1);
    QTest::newRow("proxy of a width") << 200 << 0 << 1.0 << 1 << QSize(100, 60);
    QTest::newRow("proxy of a scale") << 0 << 0 << 2.0 << 1 << QSize(200, 120);
  }
  void sizes_follow_the_parameters() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(double, scale);
    QFETCH(int, level);
    QFETCH(QSize, expected);
    const ParamMap params{{"width", int64_t{width}}, {"height", int64_t{height}}, {"scale", scale}};
    const Image out = bench_.run("resize", params, {bench_.picture(100, 60, 1)}, SampleFormat::kF32, level)->image;
    QCOMPARE(QSize(out.width(), out.height()), expected);
  }

  void too_large_a_result_is_refused() {
    const Result<OperatorResult> result = bench_.run("resize", {{"scale", 1000.0}}, {bench_.picture(2000, 3, 1)});
    QVERIFY(!result.ok());
    QVERIFY(result.error().what.find("2000000 × 3000") != std::string::npos);
  }

  void crop_cuts_out_the_rectangle() {
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
      const Image in = bench_.picture(60, 50, 4, format);
      const Image out =
          run("crop", {{"x", int64_t{10}}, {"y", int64_t{20}}, {"width", int64_t{31}}, {"height", int64_t{13}}}, in);
      QCOMPARE(QSize(out.width(), out.height()), QSize(31, 13));
      QCOMPARE(out.format(), format);
      for (int c = 0; c < 4; ++c) {
        QCOMPARE(largest_difference(matrix(out, c), matrix(in, c)(cv::Rect(10, 20, 31, 13))), 0.0);
      }
    }
  }

  void crop_is_clipped_to_the_picture_data() {
    QTest::addColumn<QRect>("rect");
    QTest::addColumn<int>("level");
    QTest::addColumn<QRect>("expected");  // empty: an error
    QTest::newRow("inside") << QRect(1, 2, 3, 4) << 0 << QRect(1, 2, 3, 4);
    QTest::newRow("zero reaches to the edge") << QRect(10, 20, 0, 0) << 0 << QRect(10, 20, 50, 30);
    QTest::newRow("over the right edge") << QRect(50, 0, 100, 10) << 0 << QRect(50, 0, 10, 10);
    QTest::newRow("over the left edge") << QRect(-5, -7, 10, 10) << 0 << QRect(0, 0, 5, 3);
    QTest::newRow("beyond the right edge") << QRect(60, 0, 10, 10) << 0 << QRect();
    QTest::newRow("above") << QRect(0, -10, 10, 10) << 0 << QRect();
    QTest::newRow("proxy rounds outward") << QRect(3, 5, 4, 1) << 1 << QRect(1, 2, 3, 1);
    QTest::newRow("proxy keeps one pixel") << QRect(40, 40, 1, 1) << 3 << QRect(5, 5, 1, 1);
  }
  void crop_is_clipped_to_the_picture() {
    QFETCH(QRect, rect);
    QFETCH(int, level);
    QFETCH(QRect, expected);
    const Image in = bench_.make(60, 50, 1, SampleFormat::kF32, [](int, int x, int y) { return 100 * y + x; });
    const Result<OperatorResult> result = bench_.run("crop",
                                                     {{"x", int64_t{rect.x()}},
                                                      {"y", int64_t{rect.y()}},
                                                      {"width", int64_t{rect.width()}},
                                                      {"height", int64_t{rect.height()}}},
                                                     {in}, SampleFormat::kF32, level);
    QCOMPARE(result.ok(), !expected.isEmpty());
    if (!result) {
      QVERIFY(result.error().what.find("60 × 50") != std::string::npos);
      return;
    }
    QCOMPARE(QSize(result->image.width(), result->image.height()), expected.size());
    QCOMPARE(value_at(result->image, 0, 0, 0), 100.0 * expected.y() + expected.x());
  }

  void flip_mirrors() {
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
      const Image in = bench_.picture(61, 37, 4, format);
      for (const auto& [axis, code] : {std::pair{"horizontal", 1}, {"vertical", 0}}) {
        const Image out = run("flip", {{"axis", std::string(axis)}}, in);
        QCOMPARE(out.format(), format);
        for (int c = 0; c < 4; ++c) {
          cv::Mat expected;
          cv::flip(matrix(in, c), expected, code);
          QCOMPARE(largest_difference(matrix(out, c), expected), 0.0);
        }
      }
    }
  }

  // From 8 to 8 bits runs in integers: near the sum in floats, and the same bits on every instruction set.
  void bytes_are_resized_in_integers_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    for (const auto& [width, height] :
         {std::pair{100, 75}, {400, 300}, {67, 150}, {333, 51}, {1, 1}, {200, 1}, {20, 15}, {3, 700}}) {
      QTest::addRow("to %d x %d", width, height) << width << height;
    }
  }
  void bytes_are_resized_in_integers() {
    QFETCH(int, width);
    QFETCH(int, height);
    const Image in = bench_.picture(200, 150, 2);
    for (const char* method : {"linear", "cubic", "lanczos3", "area"}) {
      const Image floats = run("resize", to(width, height, method), in);
      const Image bytes = run("resize", to(width, height, method), in, SampleFormat::kU8);
      QCOMPARE(bytes.format(), SampleFormat::kU8);
      for (int c = 0; c < 2; ++c) {
        const cv::Mat exact = cv::max(0, cv::min(1, matrix(floats, c)));
        QVERIFY2(largest_difference(matrix(bytes, c), exact) < 0.7 / 255, method);
      }
      const bool integers = width >= 60 && height >= 50;  // stronger reductions run in floats
      for (const Isa isa : integers ? supported_isas() : std::vector<Isa>{}) {
        QVERIFY(use_isa(isa).ok());
        QVERIFY2(same_samples(bytes, run("resize", to(width, height, method), in, SampleFormat::kU8)), method);
      }
      use_best_isa();
    }
  }
};

QTEST_GUILESS_MAIN(TestGeometry)
#include "test_geometry.moc"
