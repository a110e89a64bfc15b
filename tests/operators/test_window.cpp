// Window filters against OpenCV, against each other across tiles and threads, and on values worked out by hand.
#include <QtTest>

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "engine/operators/gaussian.h"
#include "engine/operators/weighted_sum.h"
#include "engine/simd/isa.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr double kStep = 1.0 / 255;

cv::Mat stored(const Image& image, int channel) {
  cv::Mat floats = matrix(image, channel), result;
  if (image.format() == SampleFormat::kU8)
    floats.convertTo(result, CV_8U, 255.0);
  else if (image.format() == SampleFormat::kU16)
    floats.convertTo(result, CV_16U, 65535.0);
  else
    result = floats;
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

}  // namespace

class TestWindow : public QObject {
  Q_OBJECT
  OperatorBench bench_;

  Image run(const std::string& type, const ParamMap& params, const Image& in,
            SampleFormat precision = SampleFormat::kF32) {
    Result<OperatorResult> result = bench_.run(type, params, {in}, precision);
    if (!result) qFatal("%s", result.error().message().c_str());
    return result->image;
  }

  static void sizes_and_formats() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("format");
    for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
      const std::string name(name_of(format));
      QTest::addRow("1x1 gray %s", name.c_str()) << 1 << 1 << 1 << static_cast<int>(format);
      QTest::addRow("7x5 RGBA %s", name.c_str()) << 7 << 5 << 4 << static_cast<int>(format);
      QTest::addRow("1x70 RGB %s", name.c_str()) << 1 << 70 << 3 << static_cast<int>(format);
      QTest::addRow("130x67 RGB %s", name.c_str()) << 130 << 67 << 3 << static_cast<int>(format);
    }
  }
  Image fetched() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(int, channels);
    QFETCH(int, format);
    return bench_.picture(width, height, channels, static_cast<SampleFormat>(format));
  }

 private Q_SLOTS:
  void weighted_sum_is_the_sum_whatever_the_count() {
    std::vector<float> samples(5000);
    for (size_t i = 0; i < samples.size(); ++i) samples[i] = std::sin(static_cast<float>(i));
    for (int terms : {0, 1, 2, 3, 7, 8, 9, 15, 64, 67, 200}) {
      std::vector<const float*> rows;
      std::vector<float> weights;
      for (int k = 0; k < terms; ++k) {
        rows.push_back(samples.data() + k);
        weights.push_back(1.0f / static_cast<float>(k + 1));
      }
      std::vector<float> whole(3000), part(100);
      weighted_sum(rows.data(), weights.data(), terms, whole.data(), 3000);
      for (auto& row : rows) row += 1500;
      weighted_sum(rows.data(), weights.data(), terms, part.data(), 100);
      QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + 1500));
      double expected = 0;
      for (int k = 0; k < terms; ++k) expected += static_cast<double>(samples[static_cast<size_t>(1500 + k)]) / (k + 1);
      QVERIFY(std::fabs(expected - static_cast<double>(whole[1500])) < 1e-5);
    }
  }

  void gaussian_weights_reach_four_sigma_and_sum_to_one() {
    for (double sigma : {0.1, 0.5, 1.0, 2.5, 8.0}) {
      const std::vector<float> weights = gaussian_weights(sigma);
      QVERIFY(static_cast<double>(weights.size() / 2) >= 4 * sigma);
      double sum = 0;
      for (float weight : weights) sum += static_cast<double>(weight);
      QVERIFY(std::fabs(sum - 1) < 1e-6);
    }
  }

  void box_blur_matches_opencv_data() { sizes_and_formats(); }
  void box_blur_matches_opencv() {
    const Image in = fetched();
    for (int radius : {0, 1, 4, 8, 9, 40}) {
      const Image out = run("box_blur", {{"radius", int64_t{radius}}}, in);
      for (int c = 0; c < in.spec().color_channels(); ++c) {
        // OpenCV reflects no farther than the picture, so the border is made by the project's own rule.
        cv::Mat expected(in.height(), in.width(), CV_32F);
        const cv::Mat plane = matrix(in, c);
        cv::Mat extended(in.height() + 2 * radius, in.width() + 2 * radius, CV_32F);
        for (int y = 0; y < extended.rows; ++y) {
          for (int x = 0; x < extended.cols; ++x) {
            extended.at<float>(y, x) = plane.at<float>(border_index(y - radius, in.height(), Border::kReflect101),
                                                       border_index(x - radius, in.width(), Border::kReflect101));
          }
        }
        cv::boxFilter(extended, extended, CV_32F, {2 * radius + 1, 2 * radius + 1});
        expected = extended(cv::Rect(radius, radius, in.width(), in.height()));
        QVERIFY2(largest_difference(matrix(out, c), expected) < 2e-5, qPrintable(QString::number(radius)));
      }
      if (in.spec().has_alpha()) {
        QCOMPARE(largest_difference(matrix(in, in.channels() - 1), matrix(out, in.channels() - 1)), 0.0);
      }
    }
  }

  void gaussian_blur_matches_opencv() {
    const Image in = bench_.picture(213, 150, 3);
    for (double sigma : {0.3, 1.0, 2.5, 6.0, 8.0, 8.5, 13.0, 20.0}) {
      const Image out = run("gaussian_blur", {{"sigma", sigma}}, in);
      const int side = 2 * static_cast<int>(std::ceil(6 * sigma)) + 1;
      for (int c = 0; c < 3; ++c) {
        cv::Mat expected;
        cv::GaussianBlur(matrix(in, c), expected, {side, side}, sigma, sigma, cv::BORDER_REFLECT_101);
        const double difference = largest_difference(matrix(out, c), expected);
        QVERIFY2(difference < (sigma > kLargestDirectSigma ? 2.5e-3 : 1e-3),
                 qPrintable(QString("sigma %1: %2").arg(sigma).arg(difference)));
      }
    }
  }

  // What gaussian_strips.h promises of one axis, for every picture at once: half the sum of the absolute errors of the
  // weights that make a sample is the most that a picture of range 1 can show.
  void gaussian_on_the_coarse_grid_stays_within_its_bound() {
    for (double sigma : {8.01, 9.0, 10.0, 12.0, 25.0}) {
      const int length = static_cast<int>(10 * sigma) | 1;
      const int middle = length / 2;
      const int step = static_cast<int>(sigma);
      std::vector<double> errors(static_cast<size_t>(step), 0.0);
      const std::vector<double> exact = gaussian_samples(sigma, 5);
      const int radius = static_cast<int>(exact.size()) / 2;
      for (int at = 0; at < length; ++at) {
        const Image in = bench_.make(1, length, 1, SampleFormat::kF32, [&](int, int, int y) { return y == at; });
        const cv::Mat out = matrix(run("gaussian_blur", {{"sigma", sigma}}, in), 0);
        for (int i = 0; i < step; ++i) {
          const int distance = std::abs(middle + i - at);
          const double weight = distance <= radius ? exact[static_cast<size_t>(radius + distance)] : 0.0;
          errors[static_cast<size_t>(i)] += std::fabs(static_cast<double>(out.at<float>(middle + i, 0)) - weight) / 2;
        }
      }
      const double worst = *std::max_element(errors.begin(), errors.end());
      QVERIFY2(worst < 1.25e-3, qPrintable(QString("sigma %1: %2").arg(sigma).arg(worst)));
    }
  }

  void blurs_keep_flat_pictures_flat_and_alpha_alone() {
    const Image in = bench_.make(61, 47, 4, SampleFormat::kU8, [](int c, int x, int) { return c == 3 ? x * 4 : 100; });
    const std::vector<std::pair<std::string, ParamMap>> filters = {
        {"box_blur", {{"radius", int64_t{3}}}}, {"box_blur", {{"radius", int64_t{200}}}},
        {"gaussian_blur", {{"sigma", 3.0}}},    {"gaussian_blur", {{"sigma", 40.0}}},
        {"fast_blur", {{"sigma", 4.0}}},        {"fast_blur", {{"sigma", 300.0}}},
        {"unsharp_mask", {{"sigma", 3.0}}},     {"unsharp_mask", {{"sigma", 30.0}}},
        {"median", {{"radius", int64_t{4}}}},   {"convolve", {}}};
    for (const auto& [type, params] : filters) {
      const Image out = run(type, params, in, SampleFormat::kU8);
      QVERIFY2(same_samples(in, out), type.c_str());
    }
  }

  void fast_blur_is_close_to_the_gaussian_and_keeps_its_variance() {
    for (double sigma : {0.3, 0.5, 0.8, 1.0, 1.5, 1.99, 2.0, 3.0, 7.3, 20.0}) {
      const int size = static_cast<int>(sigma) * 10 + 21;
      const Image in = bench_.make(size, size, 1, SampleFormat::kF32,
                                   [&](int, int x, int y) { return x == size / 2 && y == size / 2 ? 1.0 : 0.0; });
      const cv::Mat out = matrix(run("fast_blur", {{"sigma", sigma}}, in), 0);
      double sum = 0, variance = 0;
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
          const double weight = static_cast<double>(out.at<float>(y, x));
          sum += weight;
          variance += weight * (x - size / 2) * (x - size / 2);
        }
      }
      QVERIFY(std::fabs(sum - 1) < 1e-4);
      double expected = 0;  // of the Gaussian at whole pixels, in both directions of one axis
      const std::vector<double> samples = gaussian_samples(sigma, 8);
      for (size_t i = 0; i < samples.size(); ++i) {
        expected += samples[i] * std::pow(static_cast<double>(i) - static_cast<double>(samples.size() / 2), 2);
      }
      QVERIFY2(std::fabs(variance - expected) <= 1e-4 * expected + 1e-5, qPrintable(QString::number(variance)));
      const Image picture = bench_.picture(180, 140, 1);
      cv::Mat gaussian;
      cv::GaussianBlur(matrix(picture, 0), gaussian, {0, 0}, sigma, sigma, cv::BORDER_REFLECT_101);
      const double difference = largest_difference(matrix(run("fast_blur", {{"sigma", sigma}}, picture), 0), gaussian);
      QVERIFY2(difference < 8 * kStep, qPrintable(QString("sigma %1: %2 steps").arg(sigma).arg(difference / kStep)));
    }
  }

  void integer_blurs_have_the_same_bits_on_every_instruction_set_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<double>("value");
    QTest::newRow("box 2") << "box_blur"
                           << "radius" << 2.0;
    QTest::newRow("box 500") << "box_blur"
                             << "radius" << 500.0;
    for (double sigma : {0.5, 1.3, 2.9, 3.0, 4.5, 9.0, 50.0, 700.0}) {
      QTest::addRow("gaussian blur %g", sigma) << "gaussian_blur"
                                               << "sigma" << sigma;
    }
    for (double sigma : {0.8, 1.7, 2.0, 3.0, 17.0, 64.0, 90.0, 1000.0, 10000.0}) {
      QTest::addRow("fast blur %g", sigma) << "fast_blur"
                                           << "sigma" << sigma;
    }
  }
  void integer_blurs_have_the_same_bits_on_every_instruction_set() {
    QFETCH(QString, type);
    QFETCH(QString, parameter);
    QFETCH(double, value);
    ParamMap params{{parameter.toStdString(), value}};
    if (parameter == "radius") params = {{"radius", static_cast<int64_t>(value)}};
    for (SampleFormat from : {SampleFormat::kU8, SampleFormat::kU16}) {
      const Image in = bench_.picture(333, 150, 2, from);
      const Image floats = convert_image(in, SampleFormat::kF32, bench_.buffers).value();
      for (SampleFormat to : {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32}) {
        use_best_isa();
        const Image expected = run(type.toStdString(), params, in, to);
        // Floats go another way, to the same result but for one rounding between the axes and one at the end.
        const Image exact = run(type.toStdString(), params, floats);
        const double step = to == SampleFormat::kU8 ? 255 : to == SampleFormat::kU16 ? 65535 : 2048;
        // The Gaussian of floats is the direct sum for longer.
        const double tolerance = type != "gaussian_blur" ? 1e-5 : value >= 3 ? 2.5e-3 : 2e-5;
        QVERIFY(largest_difference(matrix(expected, 0), matrix(exact, 0)) <= 0.5 / step + tolerance);
        // Small windows of 16 bits are summed in floats.
        const bool small = type == "gaussian_blur" ? value < 3 : type == "fast_blur" && value < 2;
        const bool whole = small ? from == SampleFormat::kU8 && to == SampleFormat::kU8 : is_integer(to);
        for (Isa isa : whole ? supported_isas() : std::vector<Isa>{}) {
          QVERIFY(use_isa(isa).ok());
          QVERIFY2(same_samples(expected, run(type.toStdString(), params, in, to)), name_of(isa).data());
        }
        use_best_isa();
      }
    }
  }

  void a_nan_stays_in_its_window() {
    const Image in = bench_.make(101, 3, 1, SampleFormat::kF32, [](int, int x, int y) {
      return x == 50 && y == 1 ? std::numeric_limits<double>::quiet_NaN() : 0.5;
    });
    const cv::Mat out = matrix(run("box_blur", {{"radius", int64_t{10}}}, in), 0);
    for (int x = 0; x < 101; ++x) QCOMPARE(std::isnan(out.at<float>(1, x)), std::abs(x - 50) <= 10);
  }

  // Rows that share what they read keep it apart too, whatever the section.
  void a_nan_stays_in_the_window_of_a_gaussian() {
    const Image in = bench_.make(61, 50, 1, SampleFormat::kF32, [](int, int x, int y) {
      return x == 30 && y == 22 ? std::numeric_limits<double>::quiet_NaN() : 0.5;
    });
    const int radius = static_cast<int>(gaussian_weights(1.5).size()) / 2;
    for (int strip_side : {0, 16, 64}) {
      const Result<OperatorResult> result =
          bench_.run("gaussian_blur", {{"sigma", 1.5}}, {in}, SampleFormat::kF32, 0, strip_side);
      QVERIFY(result.ok());
      const cv::Mat out = matrix(result->image, 0);
      for (int y = 0; y < out.rows; ++y) {
        for (int x = 0; x < out.cols; ++x) {
          QCOMPARE(std::isnan(out.at<float>(y, x)), std::abs(x - 30) <= radius && std::abs(y - 22) <= radius);
        }
      }
    }
  }

  void median_matches_opencv_data() { sizes_and_formats(); }
  void median_matches_opencv() {
    const Image in = fetched();
    for (int radius : {1, 2, 3, 7}) {
      const Image out = run("median", {{"radius", int64_t{radius}}}, in);
      QCOMPARE(out.format(), in.format());
      for (int c = 0; c < in.spec().color_channels(); ++c) {
        const cv::Mat plane = matrix(in, c);
        std::vector<float> window;
        for (int y = 0; y < in.height(); ++y) {
          for (int x = 0; x < in.width(); ++x) {
            window.clear();
            for (int dy = -radius; dy <= radius; ++dy) {
              for (int dx = -radius; dx <= radius; ++dx) {
                window.push_back(plane.at<float>(border_index(y + dy, in.height(), Border::kReflect101),
                                                 border_index(x + dx, in.width(), Border::kReflect101)));
              }
            }
            std::nth_element(window.begin(), window.begin() + window.size() / 2, window.end());
            QCOMPARE(value_at(out, c, x, y), static_cast<double>(window[window.size() / 2]));
          }
        }
      }
    }
  }

  void median_of_large_radius_matches_opencv() {
    const Image in = bench_.picture(90, 80, 1);
    for (int radius : {1, 2, 5, 15, 30}) {
      cv::Mat expected;
      cv::medianBlur(stored(in, 0), expected, 2 * radius + 1);  // replicates the border
      const cv::Mat out = stored(run("median", {{"radius", int64_t{radius}}}, in), 0);
      QCOMPARE(largest_difference(out, expected, radius), 0.0);
    }
  }

  void morphology_matches_opencv_data() { sizes_and_formats(); }
  void morphology_matches_opencv() {
    const Image in = fetched();
    for (bool disk : {false, true}) {
      for (int radius : {1, 2, 3, 6, 15}) {
        const ParamMap params{{"radius", int64_t{radius}}, {"shape", std::string(disk ? "disk" : "square")}};
        const Image eroded = run("erode", params, in);
        const Image dilated = run("dilate", params, in);
        QCOMPARE(eroded.format(), in.format());
        for (int c = 0; c < in.spec().color_channels(); ++c) {
          cv::Mat plane(in.height() + 2 * radius, in.width() + 2 * radius, CV_32F);
          const cv::Mat source = matrix(in, c);
          for (int y = 0; y < plane.rows; ++y) {
            for (int x = 0; x < plane.cols; ++x) {
              plane.at<float>(y, x) = source.at<float>(border_index(y - radius, in.height(), Border::kReflect101),
                                                       border_index(x - radius, in.width(), Border::kReflect101));
            }
          }
          const cv::Rect inner(radius, radius, in.width(), in.height());
          cv::Mat expected;
          cv::erode(plane, expected, element(radius, disk));
          QCOMPARE(largest_difference(matrix(eroded, c), expected(inner)), 0.0);
          cv::dilate(plane, expected, element(radius, disk));
          QCOMPARE(largest_difference(matrix(dilated, c), expected(inner)), 0.0);
        }
        if (in.spec().has_alpha()) {
          QCOMPARE(largest_difference(matrix(in, in.channels() - 1), matrix(dilated, in.channels() - 1)), 0.0);
        }
      }
    }
  }

  void sobel_and_laplacian_match_opencv() {
    const Image in = bench_.picture(133, 71, 3);
    const Image sobel = run("sobel", {}, in);
    const Image laplacian = run("laplacian", {}, in);
    for (int c = 0; c < 3; ++c) {
      cv::Mat gx, gy, magnitude, curvature;
      cv::Sobel(matrix(in, c), gx, CV_32F, 1, 0, 3, 1, 0, cv::BORDER_REFLECT_101);
      cv::Sobel(matrix(in, c), gy, CV_32F, 0, 1, 3, 1, 0, cv::BORDER_REFLECT_101);
      cv::magnitude(gx, gy, magnitude);
      cv::Laplacian(matrix(in, c), curvature, CV_32F, 1, 1, 0, cv::BORDER_REFLECT_101);
      QVERIFY(largest_difference(matrix(sobel, c), magnitude) < 1e-5);
      QVERIFY(largest_difference(matrix(laplacian, c), curvature) < 1e-5);
    }
  }

  // From 8 to 8 bits both are computed in integers: the float result, rounded.
  void sobel_and_laplacian_of_bytes() {
    for (const Size size : {Size{1, 1}, Size{67, 41}, Size{1100, 9}}) {
      const Image in = bench_.picture(size.width, size.height, 4);
      for (const char* type : {"sobel", "laplacian"}) {
        const Image exact = run(type, {}, in);
        const Image expected = convert_image(exact, SampleFormat::kU8, bench_.buffers).value();
        for (const Isa isa : supported_isas()) {
          QVERIFY(use_isa(isa));
          QVERIFY2(same_samples(run(type, {}, in, SampleFormat::kU8), expected), type);
        }
        use_best_isa();
      }
    }
  }
  void sobel_of_a_ramp_is_eight_steps() {
    const Image in = bench_.make(9, 9, 1, SampleFormat::kU8, [](int, int x, int) { return 10 * x; });
    const Image out = run("sobel", {}, in, SampleFormat::kU8);
    QCOMPARE(value_at(out, 0, 4, 4), static_cast<double>(80.0f / 255));
    QCOMPARE(value_at(out, 0, 0, 4), 0.0);  // the mirror image is flat at the border
  }

  void unsharp_mask_follows_its_formula() {
    const Image in = bench_.picture(120, 90, 3);
    for (double sigma : {1.5, 12.0}) {
      for (double threshold : {0.0, 0.05}) {
        const Image out = run("unsharp_mask", {{"sigma", sigma}, {"amount", 0.8}, {"threshold", threshold}}, in);
        const cv::Mat value = matrix(in, 2), blurred = matrix(run("gaussian_blur", {{"sigma", sigma}}, in), 2);
        const cv::Mat detail = value - blurred;
        const cv::Mat sharpened = matrix(out, 2);
        cv::Mat expected = value.clone();
        for (int y = 0; y < value.rows; ++y) {
          for (int x = 0; x < value.cols; ++x) {
            const float amount = std::fabs(detail.at<float>(y, x));
            if (amount >= static_cast<float>(threshold)) expected.at<float>(y, x) += 0.8f * detail.at<float>(y, x);
          }
        }
        QVERIFY(largest_difference(sharpened, expected) < 1e-6);
      }
    }
  }

  void tiles_and_threads_do_not_change_a_bit() {
    const std::vector<std::pair<std::string, ParamMap>> filters = {
        {"box_blur", {{"radius", int64_t{5}}}},
        {"box_blur", {{"radius", int64_t{30}}}},
        {"gaussian_blur", {{"sigma", 2.5}}},
        {"gaussian_blur", {{"sigma", 11.0}}},
        {"fast_blur", {{"sigma", 6.0}}},
        {"median", {{"radius", int64_t{3}}}},
        {"unsharp_mask", {}},
        {"sobel", {}},
        {"dilate", {{"radius", int64_t{4}}, {"shape", std::string("disk")}}}};
    const Image in = bench_.picture(300, 201, 2, SampleFormat::kF32);
    for (const auto& [type, params] : filters) {
      const Image expected = run(type, params, in);
      for (int threads : {1, 8}) {
        OperatorBench other(threads);
        for (int tile : {0, 64, 257}) {
          const Result<OperatorResult> result = other.run(type, params, {in}, SampleFormat::kF32, 0, tile);
          QVERIFY(result.ok());
          QVERIFY2(same_samples(expected, result->image), type.c_str());
        }
      }
    }
  }

  // Tall enough for a part for each thread; the last part goes upwards.
  void bytes_of_tall_pictures_do_not_depend_on_threads() {
    const Image in = bench_.picture(75, 1201, 2);
    for (const char* type : {"fast_blur", "gaussian_blur"}) {
      for (const double sigma : {1.5, 2.0, 7.0, 25.0}) {
        OperatorBench one(1);
        const Image expected = one.run(type, {{"sigma", sigma}}, {in}, SampleFormat::kU8).value().image;
        for (const int threads : {2, 3, 5}) {
          OperatorBench other(threads);
          const Image image = other.run(type, {{"sigma", sigma}}, {in}, SampleFormat::kU8).value().image;
          QVERIFY2(same_samples(expected, image),
                   qPrintable(QString("%1 %2, %3 threads").arg(type).arg(sigma).arg(threads)));
        }
      }
    }
  }

  void a_raised_token_stops_every_filter() {
    const Image in = bench_.picture(64, 64, 3);
    for (const char* type :
         {"box_blur", "gaussian_blur", "fast_blur", "median", "erode", "dilate", "sobel", "convolve"}) {
      OperatorBench stopped;
      stopped.cancel.cancel();
      const Result<OperatorResult> result = stopped.run(type, {}, {in});
      QVERIFY(!result.ok());
      QCOMPARE(result.error().kind, ErrorKind::kCancelled);
    }
  }
};

QTEST_GUILESS_MAIN(TestWindow)
#include "test_window.moc"
