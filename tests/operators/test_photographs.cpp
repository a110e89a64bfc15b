// Operators on real photographs against OpenCV's filters and formulas: at most one 8-bit step apart, and not at all
// where a result only picks samples.
//
// Parts of the shared photographs (colour and gray, 8 and 16 bit) are used as they come from the file; without the
// shared folder the test is skipped. OpenCV works in float on the values in 0..1, with BORDER_REFLECT_101.
#include <QtTest>

#include <functional>
#include <opencv2/imgproc.hpp>

#include "engine/image/codecs/codec.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

constexpr double kStep = 1.0 / 255;
constexpr int kBorder = cv::BORDER_REFLECT_101;
const std::string kPictures = LIGHTBENCH_SOURCE_DIR "/../shared/images/";

using Channels = std::vector<cv::Mat>;
using Expected = std::function<Channels(const Channels&)>;

struct Case {
  std::string name;
  std::string type;
  ParamMap params;
  double tolerance = kStep;
  Expected expected;
};

Expected each(const std::function<cv::Mat(const cv::Mat&)>& filter) {
  return [filter](const Channels& in) {
    Channels out;
    for (const cv::Mat& channel : in) out.push_back(filter(channel));
    return out;
  };
}

// A formula of one value.
Expected map(const std::function<double(double)>& formula) {
  return each([formula](const cv::Mat& in) {
    cv::Mat out = in.clone();
    out.forEach<float>(
        [&](float& value, const int*) { value = static_cast<float>(formula(static_cast<double>(value))); });
    return out;
  });
}

cv::Mat gaussian(const cv::Mat& in, double sigma) {
  const int side = 2 * static_cast<int>(std::ceil(6 * sigma)) + 1;
  cv::Mat out;
  cv::GaussianBlur(in, out, {side, side}, sigma, sigma, kBorder);
  return out;
}

cv::Mat gradient(const cv::Mat& in) {
  cv::Mat across, down, out;
  cv::Sobel(in, across, CV_32F, 1, 0, 3, 1, 0, kBorder);
  cv::Sobel(in, down, CV_32F, 0, 1, 3, 1, 0, kBorder);
  cv::magnitude(across, down, out);
  return out;
}

// Of the stored integers, as OpenCV takes no wider window of floats; its own border repeats the edge.
cv::Mat median(const cv::Mat& in) {
  cv::Mat whole, out;
  in.convertTo(whole, CV_16U, 65535);
  cv::copyMakeBorder(whole, whole, 2, 2, 2, 2, kBorder);
  cv::medianBlur(whole, whole, 5);
  whole(cv::Rect(2, 2, in.cols, in.rows)).convertTo(out, CV_32F, 1 / 65535.0);
  return out;
}

cv::Mat disk(int radius) {
  cv::Mat mask(2 * radius + 1, 2 * radius + 1, CV_8U);
  for (int y = -radius; y <= radius; ++y) {
    for (int x = -radius; x <= radius; ++x) mask.at<uchar>(y + radius, x + radius) = x * x + y * y <= radius * radius;
  }
  return mask;
}

Channels weighted(const Channels& in, double red, double green, double blue) {
  return {in.size() < 3 ? in[0] : cv::Mat(red * in[0] + green * in[1] + blue * in[2])};
}

std::vector<Case> cases() {
  const NumberTable table{3, 5, {1, 2, 0, -1, 1, 0, 3, 4, 0, -2, 2, 0, 1, 0, 1}};
  const cv::Mat kernel = cv::Mat(3, 5, CV_64F, const_cast<double*>(table.values.data())).clone() / 12.0;
  const auto text = [](const char* value) { return ParamValue(std::string(value)); };
  return {
      {"exposure", "exposure", {{"stops", -0.4}}, kStep, map([](double v) { return v * std::exp2(-0.4); })},
      {"brightness and contrast",
       "brightness_contrast",
       {{"brightness", 0.1}, {"contrast", 0.3}},
       kStep,
       map([](double v) { return (v - 0.5) * 1.3 + 0.6; })},
      {"gamma", "gamma", {{"gamma", 2.2}}, kStep, map([](double v) { return std::pow(v, 1 / 2.2); })},
      {"levels", "levels", {{"in_black", 0.1}, {"in_white", 0.8}, {"gamma", 1.5}}, kStep, map([](double v) {
         return std::pow(std::clamp((v - 0.1) / 0.7, 0.0, 1.0), 1 / 1.5);
       })},
      {"invert", "invert", {}, kStep, map([](double v) { return 1 - v; })},
      {"to linear light", "srgb_to_linear", {}, kStep, map([](double v) {
         return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
       })},
      {"from linear light", "linear_to_srgb", {}, kStep, map([](double v) {
         return v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
       })},
      {"grayscale", "grayscale", {}, kStep, [](const Channels& in) { return weighted(in, 0.299, 0.587, 0.114); }},
      {"saturation",
       "saturation",
       {{"amount", 1.7}},
       kStep,
       [](const Channels& in) {
         if (in.size() < 3) return in;
         const cv::Mat luma = weighted(in, 0.2126, 0.7152, 0.0722)[0];
         return each([&](const cv::Mat& channel) { return cv::Mat(luma + 1.7 * (channel - luma)); })(in);
       }},
      {"threshold", "threshold", {{"level", 0.6}}, 0, map([](double v) { return v > 0.6 + 1e-6 ? 1.0 : 0.0; })},
      {"box", "box_blur", {{"radius", int64_t{4}}}, kStep, each([](const cv::Mat& in) {
         cv::Mat out;
         cv::blur(in, out, {9, 9}, {-1, -1}, kBorder);
         return out;
       })},
      {"small Gaussian", "gaussian_blur", {{"sigma", 1.3}}, kStep, each([](const cv::Mat& in) {
         return gaussian(in, 1.3);
       })},
      {"large Gaussian", "gaussian_blur", {{"sigma", 12.0}}, kStep, each([](const cv::Mat& in) {
         return gaussian(in, 12);
       })},
      {"unsharp mask", "unsharp_mask", {{"sigma", 1.5}, {"amount", 0.8}}, kStep, each([](const cv::Mat& in) {
         return cv::Mat(in + 0.8 * (in - gaussian(in, 1.5)));
       })},
      {"convolution", "convolve", {{"kernel", table}}, kStep, each([kernel](const cv::Mat& in) {
         cv::Mat out;
         cv::filter2D(in, out, CV_32F, kernel, {-1, -1}, 0, kBorder);
         return out;
       })},
      {"sobel", "sobel", {}, kStep, each(gradient)},
      {"median", "median", {{"radius", int64_t{2}}}, 1e-6, each(median)},
      {"erosion", "erode", {{"radius", int64_t{3}}}, 0, each([](const cv::Mat& in) {
         cv::Mat out;
         cv::erode(in, out, cv::Mat::ones(7, 7, CV_8U));
         return out;
       })},
      {"dilation by a disk",
       "dilate",
       {{"radius", int64_t{4}}, {"shape", text("disk")}},
       0,
       each([](const cv::Mat& in) {
         cv::Mat out;
         cv::dilate(in, out, disk(4));
         return out;
       })},
      {"half the size", "resize", {{"scale", 0.5}, {"method", text("area")}}, kStep, each([](const cv::Mat& in) {
         cv::Mat out;
         cv::resize(in, out, {in.cols / 2, in.rows / 2}, 0, 0, cv::INTER_AREA);
         return out;
       })},
      {"crop",
       "crop",
       {{"x", int64_t{11}}, {"y", int64_t{7}}, {"width", int64_t{55}}, {"height", int64_t{40}}},
       0,
       each([](const cv::Mat& in) { return cv::Mat(in(cv::Rect(11, 7, 55, 40))); })},
      {"flip", "flip", {{"axis", text("vertical")}}, 0, each([](const cv::Mat& in) {
         cv::Mat out;
         cv::flip(in, out, 0);
         return out;
       })},
  };
}

}  // namespace

class TestPhotographs : public QObject {
  Q_OBJECT
  OperatorBench bench_;

 private Q_SLOTS:
  void initTestCase() {
    if (!QFile::exists(QString::fromStdString(kPictures))) QSKIP("the shared photographs are not here");
  }

  void agrees_with_the_definition_data() {
    QTest::addColumn<QString>("picture");
    QTest::addColumn<int>("index");
    const std::vector<Case> table = cases();
    for (const std::string picture : {"kodim19.png", "rocket.jpg", "chessboard_GRAY_U16.tif"}) {
      for (size_t i = 0; i < table.size(); ++i) {
        QTest::newRow((table[i].name + " of " + picture).c_str())
            << QString::fromStdString(picture) << static_cast<int>(i);
      }
    }
  }

  void agrees_with_the_definition() {
    QFETCH(QString, picture);
    QFETCH(int, index);
    const Case row = cases()[static_cast<size_t>(index)];
    const Result<Image> photograph = decode_file(kPictures + picture.toStdString(), DecodeLimits{}, bench_.buffers);
    const std::string problem = photograph ? "" : photograph.error().message();
    QVERIFY2(photograph.ok(), problem.c_str());
    const ParamMap part{{"x", int64_t{60}}, {"y", int64_t{20}}, {"width", int64_t{138}}, {"height", int64_t{126}}};
    const Image in = bench_.run("crop", part, {*photograph})->image;
    QCOMPARE(in.format(), photograph->format());

    const Result<OperatorResult> result = bench_.run(row.type, row.params, {in});
    QVERIFY2(result.ok(), result ? "" : result.error().message().c_str());
    Channels channels;
    for (int c = 0; c < in.channels(); ++c) channels.push_back(matrix(in, c));
    const Channels expected = row.expected(channels);
    QCOMPARE(result->image.channels(), static_cast<int>(expected.size()));
    for (int c = 0; c < result->image.channels(); ++c) {
      const double apart = largest_difference(matrix(result->image, c), expected[static_cast<size_t>(c)]);
      QVERIFY2(apart <= row.tolerance, qPrintable(QString("channel %1: %2 of 1/255 apart").arg(c).arg(apart * 255)));
    }
  }
};

QTEST_GUILESS_MAIN(TestPhotographs)
#include "test_photographs.moc"
