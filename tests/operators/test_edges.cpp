// canny against OpenCV's steps on the same gradients, and edges known by hand.
#include <opencv2/imgproc.hpp>

#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestEdges : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // OpenCV's Canny takes 16-bit gradients, so a few comparisons fall otherwise.
  void canny_as_opencv_data() {
    QTest::addColumn<double>("sigma");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("defaults") << 1.4 << 0.1 << 0.3;
    QTest::newRow("sharp") << 0.7 << 0.3 << 1.0;
    QTest::newRow("soft") << 3.0 << 0.05 << 0.1;
  }
  void canny_as_opencv() {
    QFETCH(double, sigma);
    QFETCH(double, low);
    QFETCH(double, high);
    const Image picture = bench_.picture(311, 207, 1);
    const Image result = bench_.run("canny", {{"low", low}, {"high", high}, {"sigma", sigma}}, {picture}).value().image;
    QCOMPARE(result.format(), SampleFormat::kU8);
    const int side = 2 * static_cast<int>(std::ceil(4 * sigma)) + 1;
    cv::Mat smooth, gx, gy, edges;
    cv::GaussianBlur(matrix(picture, 0), smooth, {side, side}, sigma, sigma, cv::BORDER_REFLECT_101);
    constexpr double kScale = 6000;
    cv::Sobel(smooth * kScale, gx, CV_32F, 1, 0, 3, 1, 0, cv::BORDER_REFLECT_101);
    cv::Sobel(smooth * kScale, gy, CV_32F, 0, 1, 3, 1, 0, cv::BORDER_REFLECT_101);
    gx.convertTo(gx, CV_16S);
    gy.convertTo(gy, CV_16S);
    cv::Canny(gx, gy, edges, low * kScale, high * kScale, true);
    cv::Mat ours;
    matrix(result, 0).convertTo(ours, CV_8U, 255);
    const int expected = cv::countNonZero(edges);
    QVERIFY2(expected > 500, "the picture shows nothing");
    const int different = cv::countNonZero(ours != edges);
    QVERIFY2(different <= 2 + expected / 50, qPrintable(QString("%1 of %2 differ").arg(different).arg(expected)));
  }

  // Whole numbers draw the edges that floats draw, but where two neighbours are all but equal. Black and white noise
  // has the steepest differences there are.
  void bytes_as_floats_data() {
    QTest::addColumn<double>("sigma");
    QTest::addColumn<int>("channels");
    QTest::addColumn<bool>("noise");
    for (const double sigma : {0.0, 0.5, 1.4, 3.0}) {
      QTest::addRow("sigma %g", sigma) << sigma << 1 << false;
      QTest::addRow("sigma %g, noise", sigma) << sigma << 1 << true;
    }
    QTest::addRow("colour") << 1.4 << 3 << false;
  }
  void bytes_as_floats() {
    QFETCH(double, sigma);
    QFETCH(int, channels);
    QFETCH(bool, noise);
    const auto sample = [&](int c, int x, int y) {
      const auto part = [](int at, uint32_t factor) { return static_cast<uint32_t>(at) * factor; };
      const uint32_t bits = (part(x, 73856093u) ^ part(y, 19349663u) ^ part(c, 83492791u)) * 2654435761u;
      if (noise) return bits >> 31 ? 255.0 : 0.0;
      return std::round(127.5 + 90 * std::sin(0.31 * x + c) * std::cos(0.23 * y) + (bits >> 28));
    };
    const ParamMap params{{"low", 0.02}, {"high", 0.06}, {"sigma", sigma}};
    const auto edges = [&](SampleFormat format) {
      cv::Mat bytes;
      const double scale = format == SampleFormat::kU8 ? 1 : 255;
      const Image picture =
          bench_.make(311, 207, channels, format, [&](int c, int x, int y) { return sample(c, x, y) / scale; });
      const Image result = bench_.run("canny", params, {picture}).value().image;
      matrix(result, 0).convertTo(bytes, CV_8U, 255);
      return bytes;
    };
    const cv::Mat expected = edges(SampleFormat::kF32);
    const int count = cv::countNonZero(expected);
    QVERIFY2(count > 300, "the picture shows nothing");
    const int different = cv::countNonZero(edges(SampleFormat::kU8) != expected);
    QVERIFY2(different <= count / 50, qPrintable(QString("%1 of %2 differ").arg(different).arg(count)));
  }

  void a_step_is_one_line() {
    const Image step = bench_.make(40, 30, 1, SampleFormat::kF32, [](int, int x, int) { return x < 20 ? 0.0 : 0.8; });
    const Image edges = bench_.run("canny", {}, {step}).value().image;
    for (int y = 0; y < 30; ++y) {
      for (int x = 0; x < 40; ++x) QCOMPARE(value_at(edges, 0, x, y), x == 19 ? 1.0 : 0.0);
    }
  }

  // A line that fades: the weak end counts since it hangs on the strong one; alone it does not.
  void weak_edges_follow_strong_ones() {
    const auto faded = [](double strong_end) {
      return [strong_end](int, int x, int y) {
        return y < 300 ? 0.0 : strong_end + (0.03 - strong_end) * std::clamp((x - 100) / 200.0, 0.0, 1.0);
      };
    };
    const ParamMap params{{"low", 0.05}, {"high", 0.5}, {"sigma", 0.0}};
    const Image joined =
        bench_.run("canny", params, {bench_.make(400, 600, 1, SampleFormat::kF32, faded(0.3))}).value().image;
    QCOMPARE(value_at(joined, 0, 390, 299), 1.0);
    const Image alone =
        bench_.run("canny", params, {bench_.make(400, 600, 1, SampleFormat::kF32, faded(0.03))}).value().image;
    QCOMPARE(cv::countNonZero(matrix(alone, 0)), 0);
  }

  // The strong end lies many bands of rows above the weak one.
  void edges_are_followed_through_all_bands() {
    const Image picture = bench_.make(24, 900, 1, SampleFormat::kF32,
                                      [](int, int x, int y) { return x < 12 ? 0.0 : std::max(0.04, 0.5 - 0.005 * y); });
    const ParamMap params{{"low", 0.05}, {"high", 1.0}, {"sigma", 0.0}};
    OperatorBench one(1);
    const Image edges = bench_.run("canny", params, {picture}).value().image;
    QVERIFY(same_samples(edges, one.run("canny", params, {picture}).value().image));
    QCOMPARE(value_at(edges, 0, 11, 899), 1.0);
  }

  // Wider than a strip of columns.
  void strips_leave_no_seam() {
    const Image wide = bench_.picture(8203, 40, 1);
    const cv::Mat levels = matrix(wide, 0);
    const Image part = bench_.make(600, 40, 1, SampleFormat::kU8, [&](int, int x, int y) {
      return std::round(255.0 * static_cast<double>(levels.at<float>(y, 2500 + x)));
    });
    // With one threshold an edge does not depend on what is far away.
    const ParamMap params{{"low", 0.1}, {"high", 0.1}};
    const cv::Mat whole = matrix(bench_.run("canny", params, {wide}).value().image, 0);
    const cv::Mat piece = matrix(bench_.run("canny", params, {part}).value().image, 0);
    const cv::Rect inside(20, 0, 560, 40);
    QVERIFY(cv::countNonZero(piece(inside)) > 100);
    QCOMPARE(cv::countNonZero(whole(inside + cv::Point(2500, 0)) != piece(inside)), 0);
  }

  void thresholds_in_the_wrong_order_are_refused() {
    const auto result = bench_.run("canny", {{"low", 0.5}, {"high", 0.2}}, {bench_.picture(9, 9, 1)});
    QVERIFY(!result);
    QVERIFY2(result.error().message().find("low is 0.5 but high is 0.2") != std::string::npos,
             result.error().message().c_str());
  }

 private:
  OperatorBench bench_;
};

QTEST_APPLESS_MAIN(TestEdges)
#include "test_edges.moc"
