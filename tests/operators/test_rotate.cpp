// rotate: quarters exactly, other angles against OpenCV's warpAffine.
#include <opencv2/imgproc.hpp>

#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestRotate : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void quarters_move_samples_data() {
    QTest::addColumn<double>("degrees");
    QTest::addColumn<int>("code");
    QTest::newRow("left") << 90.0 << static_cast<int>(cv::ROTATE_90_COUNTERCLOCKWISE);
    QTest::newRow("round") << 180.0 << static_cast<int>(cv::ROTATE_180);
    QTest::newRow("right") << -90.0 << static_cast<int>(cv::ROTATE_90_CLOCKWISE);
    QTest::newRow("round and left") << 450.0 << static_cast<int>(cv::ROTATE_90_COUNTERCLOCKWISE);
  }
  void quarters_move_samples() {
    QFETCH(double, degrees);
    QFETCH(int, code);
    const Image picture = bench_.picture(97, 97, 2, SampleFormat::kU8);
    for (const char* method : {"nearest", "linear", "cubic", "lanczos3"}) {
      const Image result =
          bench_.run("rotate", {{"degrees", degrees}, {"method", std::string(method)}}, {picture}, SampleFormat::kU8)
              .value()
              .image;
      for (int c = 0; c < 2; ++c) {
        cv::Mat expected;
        cv::rotate(matrix(picture, c), expected, code);
        QVERIFY2(largest_difference(matrix(result, c), expected) == 0, method);
      }
    }
  }

  void other_angles_as_opencv_data() {
    QTest::addColumn<double>("degrees");
    for (const double degrees : {12.5, 45.0, -133.0, 271.3}) QTest::addRow("%g", degrees) << degrees;
  }
  void other_angles_as_opencv() {
    QFETCH(double, degrees);
    const Image picture = bench_.make(160, 120, 1, SampleFormat::kF32, [](int, int x, int y) {
      return 0.5 + 0.4 * std::sin(0.05 * x) * std::cos(0.04 * y);
    });
    const Image result = bench_.run("rotate", {{"degrees", degrees}}, {picture}).value().image;
    const cv::Mat turn = cv::getRotationMatrix2D({79.5f, 59.5f}, degrees, 1);
    cv::Mat expected;
    cv::warpAffine(matrix(picture, 0), expected, turn, {160, 120}, cv::INTER_LINEAR, cv::BORDER_CONSTANT, 0);
    // OpenCV rounds positions to 1/32 of a pixel: small inside, large where the border falls steeply to 0.
    cv::Mat difference;
    cv::absdiff(matrix(result, 0), expected, difference);
    QVERIFY(cv::countNonZero(difference > 0.002) < 160 * 120 / 20);
    QVERIFY(cv::mean(difference)[0] < 0.002);
  }

  void corners_are_empty() {
    const Image white = bench_.make(64, 64, 4, SampleFormat::kU8, [](int, int, int) { return 255; });
    const Image result = bench_.run("rotate", {{"degrees", 45.0}}, {white}, SampleFormat::kU8).value().image;
    for (int c = 0; c < 4; ++c) {
      QCOMPARE(value_at(result, c, 0, 0), 0.0);
      QCOMPARE(value_at(result, c, 32, 32), 1.0);
    }
  }

  void very_wide_and_very_high() {
    for (const auto& [width, height] : {std::pair{1, 700}, {3000, 1}, {2, 2}}) {
      const Image picture = bench_.picture(width, height, 1);
      for (const double degrees : {0.01, 60.0, 90.0}) {
        QVERIFY(bench_.run("rotate", {{"degrees", degrees}, {"method", std::string("lanczos3")}}, {picture}));
      }
    }
  }

 private:
  OperatorBench bench_;
};

QTEST_APPLESS_MAIN(TestRotate)
#include "test_rotate.moc"
