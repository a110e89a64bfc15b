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
};

QTEST_APPLESS_MAIN(TestFilters)
#include "test_filters.moc"
