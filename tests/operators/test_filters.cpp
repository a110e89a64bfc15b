// Filters that keep edges against OpenCV and against their formulas written out.
#include <QtTest>

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "engine/simd/isa.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr double kStep = 1.0 / 255;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A plane continued by the project's own rule, which knows no farthest distance.
cv::Mat extended(const cv::Mat& plane, int radius) {
  cv::Mat result(plane.rows + 2 * radius, plane.cols + 2 * radius, CV_32F);
  for (int y = 0; y < result.rows; ++y) {
    for (int x = 0; x < result.cols; ++x) {
      result.at<float>(y, x) = plane.at<float>(border_index(y - radius, plane.rows, Border::kReflect101),
                                               border_index(x - radius, plane.cols, Border::kReflect101));
    }
  }
  return result;
}

cv::Mat element(int radius, bool disk) {
  cv::Mat mask(2 * radius + 1, 2 * radius + 1, CV_8U);
  for (int y = -radius; y <= radius; ++y) {
    for (int x = -radius; x <= radius; ++x) {
      mask.at<uchar>(y + radius, x + radius) = !disk || x * x + y * y <= radius * radius;
    }
  }
  return mask;
}

cv::Mat eroded(const cv::Mat& plane, int radius, bool disk) {
  cv::Mat result;
  cv::erode(extended(plane, radius), result, element(radius, disk));
  return result(cv::Rect(radius, radius, plane.cols, plane.rows)).clone();
}

cv::Mat dilated(const cv::Mat& plane, int radius, bool disk) { return -eroded(-plane, radius, disk); }

}  // namespace

class TestFilters : public QObject {
  Q_OBJECT
  OperatorBench bench_;

  Image run(const std::string& type, const ParamMap& params, const std::vector<Image>& in,
            SampleFormat precision = SampleFormat::kF32) {
    Result<OperatorResult> result = bench_.run(type, params, in, precision);
    if (!result) qFatal("%s", result.error().message().c_str());
    return result->image;
  }

  // The same picture on every instruction set, bit for bit.
  void same_everywhere(const std::string& type, const ParamMap& params, const std::vector<Image>& in,
                       SampleFormat precision) {
    use_best_isa();
    const Image expected = run(type, params, in, precision);
    for (Isa isa : supported_isas()) {
      QVERIFY(use_isa(isa).ok());
      QVERIFY2(same_samples(run(type, params, in, precision), expected),
               (type + " on " + std::string(name_of(isa))).c_str());
    }
    use_best_isa();
  }

 private Q_SLOTS:
  void morphology_of_any_radius_matches_opencv() {
    const ParamValue shapes[] = {std::string("square"), std::string("disk")};
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF32}) {
      // Across the border of tiles, taller than one, and smaller than the element.
      for (const Size size : {Size{600, 70}, Size{40, 300}, Size{1, 50}, Size{9, 1}}) {
        const Image in = bench_.picture(size.width, size.height, 1, format);
        const cv::Mat plane = matrix(in, 0);
        for (int radius : {1, 4, 15, 40}) {
          for (bool disk : {false, true}) {
            const ParamMap params{{"radius", int64_t{radius}}, {"shape", shapes[disk]}};
            const cv::Mat low = eroded(plane, radius, disk), high = dilated(plane, radius, disk);
            QCOMPARE(largest_difference(matrix(run("erode", params, {in}), 0), low), 0.0);
            QCOMPARE(largest_difference(matrix(run("dilate", params, {in}), 0), high), 0.0);
            QCOMPARE(largest_difference(matrix(run("open", params, {in}), 0), dilated(low, radius, disk)), 0.0);
            QCOMPARE(largest_difference(matrix(run("close", params, {in}), 0), eroded(high, radius, disk)), 0.0);
          }
        }
      }
    }
  }

  void opening_removes_specks_and_closing_fills_holes() {
    const Image in = bench_.make(40, 30, 2, SampleFormat::kU8, [](int c, int x, int y) {
      if (c == 1) return 7 * y;
      return x == 10 && y == 10 ? 250 : x == 25 && y == 20 ? 3 : 100;
    });
    const Image opened = run("open", {}, {in}), closed = run("close", {}, {in});
    QCOMPARE(value_at(opened, 0, 10, 10), value_at(in, 0, 0, 0));
    QCOMPARE(value_at(opened, 0, 25, 20), value_at(in, 0, 25, 20));
    QCOMPARE(value_at(closed, 0, 10, 10), value_at(in, 0, 10, 10));
    QCOMPARE(value_at(closed, 0, 25, 20), value_at(in, 0, 0, 0));
    QCOMPARE(value_at(opened, 1, 5, 9), value_at(in, 1, 5, 9));
  }

  // Across the borders of tiles and bands, away from the picture's, which OpenCV replicates.
  void medians_of_large_pictures_match_opencv() {
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF32}) {
      const Image in = bench_.picture(1100, 210, 1, format);
      const int type = format == SampleFormat::kU8 ? CV_8U : format == SampleFormat::kU16 ? CV_16U : CV_32F;
      cv::Mat stored;
      matrix(in, 0).convertTo(stored, type, type == CV_8U ? 255 : type == CV_16U ? 65535 : 1);
      for (int radius : {1, 2, 3, 15, 60}) {
        if (radius > 2 && type != CV_8U) continue;  // more than OpenCV does
        cv::Mat expected;
        cv::medianBlur(stored, expected, 2 * radius + 1);
        const Image out = run("median", {{"radius", int64_t{radius}}}, {in});
        cv::Mat actual;
        matrix(out, 0).convertTo(actual, type, type == CV_8U ? 255 : type == CV_16U ? 65535 : 1);
        QCOMPARE(largest_difference(actual, expected, radius), 0.0);
      }
    }
  }

  void bilateral_matches_opencv_data() {
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("radius");
    QTest::addColumn<double>("sigma_color");
    QTest::addColumn<double>("sigma_space");
    QTest::newRow("gray") << 1 << 4 << 0.1 << 3.0;
    QTest::newRow("gray, wide") << 1 << 9 << 0.4 << 5.0;
    QTest::newRow("RGB") << 3 << 4 << 0.1 << 3.0;
    QTest::newRow("RGB, long tables") << 3 << 2 << 0.2 << 1.5;
    QTest::newRow("RGB, wider than bytes") << 3 << 3 << 1.0 << 2.0;
  }
  void bilateral_matches_opencv() {
    QFETCH(int, channels);
    QFETCH(int, radius);
    QFETCH(double, sigma_color);
    QFETCH(double, sigma_space);
    const Image in = bench_.picture(157, 83, channels);
    cv::Mat source(in.height(), in.width(), CV_8UC(channels)), expected;
    for (int y = 0; y < source.rows; ++y) {
      for (int x = 0; x < source.cols; ++x) {
        for (int c = 0; c < channels; ++c) {
          source.ptr(y)[x * channels + c] = std::to_integer<uchar>(in.row_data(c, y)[x]);
        }
      }
    }
    cv::bilateralFilter(source, expected, 2 * radius + 1, 255 * sigma_color, sigma_space, cv::BORDER_REFLECT_101);
    const ParamMap params{{"radius", int64_t{radius}}, {"sigma_color", sigma_color}, {"sigma_space", sigma_space}};
    const Image bytes = run("bilateral", params, {in}, SampleFormat::kU8), floats = run("bilateral", params, {in});
    for (int c = 0; c < channels; ++c) {
      cv::Mat plane;
      cv::extractChannel(expected, plane, c);
      plane.convertTo(plane, CV_32F, kStep);
      QVERIFY(largest_difference(matrix(bytes, c), plane) < 1.01 * kStep);
      QVERIFY(largest_difference(matrix(floats, c), plane) < 0.75 * kStep);
    }
    same_everywhere("bilateral", params, {in}, SampleFormat::kU8);
  }

  void bilateral_of_bytes_stays_within_its_bound() {
    // Specks as far from their flat surroundings as the weights still see, the hardest case for rounded weights.
    for (int contrast : {60, 90, 110, 150}) {
      const Image in = bench_.make(70, 40, 1, SampleFormat::kU8,
                                   [&](int, int x, int y) { return x % 12 == 5 && y % 12 == 5 ? 60 + contrast : 60; });
      const cv::Mat bytes = matrix(run("bilateral", {}, {in}, SampleFormat::kU8), 0);
      QVERIFY(largest_difference(bytes, matrix(run("bilateral", {}, {in}), 0)) < 0.76 * kStep);
    }
  }

  // The definition, with OpenCV's box filter for the means.
  void guided_filter_matches_box_filters() {
    const Image image = bench_.picture(700, 60, 1, SampleFormat::kF32, 1);
    const Image guide = bench_.picture(700, 60, 1, SampleFormat::kF32, 2);
    for (int radius : {1, 4, 9, 20}) {
      for (double epsilon : {1e-4, 0.01, 0.3}) {
        const int margin = 2 * radius;  // what the border is made of needs no second rule
        const auto mean = [&](const cv::Mat& plane) {
          cv::Mat result;
          cv::boxFilter(plane, result, CV_64F, {2 * radius + 1, 2 * radius + 1}, {-1, -1}, true,
                        cv::BORDER_REFLECT_101);
          return result;
        };
        cv::Mat p, i;
        extended(matrix(image, 0), margin).convertTo(p, CV_64F);
        extended(matrix(guide, 0), margin).convertTo(i, CV_64F);
        const cv::Mat slope =
            (mean(i.mul(p)) - mean(i).mul(mean(p))) / (mean(i.mul(i)) - mean(i).mul(mean(i)) + epsilon);
        const cv::Mat offset = mean(p) - slope.mul(mean(i));
        cv::Mat expected = mean(slope).mul(i) + mean(offset);
        expected(cv::Rect(margin, margin, image.width(), image.height())).convertTo(expected, CV_32F);
        const Image out = run("guided_filter", {{"radius", int64_t{radius}}, {"epsilon", epsilon}}, {image, guide});
        QVERIFY2(largest_difference(matrix(out, 0), expected) < 1e-5,
                 qPrintable(QString("%1 %2").arg(radius).arg(epsilon)));
      }
    }
  }

  // A picture and its copy are two pictures to the filter; where it is one, half of the sums are left out.
  void guided_filter_by_itself_is_as_by_a_copy() {
    for (const SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
      for (const int channels : {1, 4}) {
        const Image image = bench_.picture(1100, 37, channels, format),
                    copy = bench_.picture(1100, 37, channels, format);
        QVERIFY(image.row_data(0, 0) != copy.row_data(0, 0));
        const Image by_copy = run("guided_filter", {{"radius", int64_t{5}}}, {image, copy});
        QVERIFY(same_samples(run("guided_filter", {{"radius", int64_t{5}}}, {image, image}), by_copy));
      }
    }
  }

  void guided_filter_refuses_other_sizes_by_name() {
    const Image image = bench_.picture(30, 20, 3), guide = bench_.picture(31, 20, 1), color = bench_.picture(30, 20, 3);
    const Result<OperatorResult> sizes = bench_.run("guided_filter", {}, {image, guide});
    QVERIFY(!sizes);
    QVERIFY(sizes.error().message().find("30 × 20") != std::string::npos);
    QVERIFY(sizes.error().message().find("31 × 20") != std::string::npos);
    QVERIFY(!bench_.run("guided_filter", {}, {bench_.picture(30, 20, 1), color}));
  }

  void nlm_denoise_lowers_noise_and_keeps_an_edge() {
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 0.05);
    const auto clean = [](int x) { return x < 40 ? 0.25 : 0.75; };
    const Image in =
        bench_.make(80, 60, 1, SampleFormat::kF32, [&](int, int x, int) { return clean(x) + noise(random); });
    const cv::Mat noisy = matrix(in, 0), out = matrix(run("nlm_denoise", {}, {in}), 0);
    double before = 0, after = 0;
    for (int y = 0; y < 60; ++y) {
      for (int x = 0; x < 80; ++x) {
        before += std::pow(static_cast<double>(noisy.at<float>(y, x)) - clean(x), 2);
        after += std::pow(static_cast<double>(out.at<float>(y, x)) - clean(x), 2);
      }
    }
    QVERIFY2(after < before / 20, qPrintable(QString("%1 of %2").arg(after).arg(before)));
  }

  // A picture of two values that differ by much more than the strength: only equal squares are averaged.
  void nlm_denoise_averages_only_what_looks_alike() {
    const Image in = bench_.make(50, 40, 3, SampleFormat::kU8,
                                 [](int c, int x, int y) { return (x / 5 + y / 5) % 2 ? 40 + c : 200 - c; });
    const Image out = run("nlm_denoise", {{"strength", 0.01}}, {in}, SampleFormat::kU8);
    QVERIFY(same_samples(out, in));
  }

  void a_nan_stays_where_the_formula_puts_it() {
    const Image in = bench_.make(90, 70, 1, SampleFormat::kF32,
                                 [](int, int x, int y) { return x == 45 && y == 35 ? kNaN : 0.25 + 0.001 * (x + y); });
    const auto reaches = [&](const Image& out, int farthest) {
      const cv::Mat plane = matrix(out, 0);
      for (int y = 0; y < out.height(); ++y) {
        for (int x = 0; x < out.width(); ++x) {
          const bool inside = std::max(std::abs(x - 45), std::abs(y - 35)) <= farthest;
          if (std::isnan(plane.at<float>(y, x)) != inside) return false;
        }
      }
      return true;
    };
    QVERIFY(reaches(run("guided_filter", {{"radius", int64_t{4}}}, {in, in}), 8));
    QVERIFY(reaches(run("nlm_denoise", {{"patch", int64_t{2}}, {"search", int64_t{5}}}, {in}), 7));
    const Image bilateral = run("bilateral", {{"radius", int64_t{1}}}, {in});
    QVERIFY(std::isnan(value_at(bilateral, 0, 45, 35)) && std::isnan(value_at(bilateral, 0, 46, 35)));
    QVERIFY(!std::isnan(value_at(bilateral, 0, 46, 36)));
  }

  void radii_beyond_the_picture_work() {
    for (const Size size : {Size{1, 1}, Size{1, 9}, Size{9, 1}, Size{4, 3}}) {
      const Image in = bench_.picture(size.width, size.height, 3);
      for (const char* type : {"bilateral", "open", "close", "erode", "dilate", "median"}) {
        QCOMPARE(run(type, {{"radius", int64_t{30}}}, {in}, SampleFormat::kU8).spec().size(), size);
      }
      QCOMPARE(run("guided_filter", {{"radius", int64_t{30}}}, {in, in}).spec().size(), size);
      QCOMPARE(run("nlm_denoise", {{"patch", int64_t{5}}, {"search", int64_t{12}}}, {in}).spec().size(), size);
    }
  }
};

QTEST_APPLESS_MAIN(TestFilters)
#include "test_filters.moc"
