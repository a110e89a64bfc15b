// Pointwise work and the smallest window, one node each, from 8 to 8 bits: hardly more than a copy for memory.
#include <memory>
#include <opencv2/imgproc.hpp>

#include "bench/rows.h"

namespace lightbench::bench {
namespace {

Contestant opencv_work(std::function<void(cv::Mat& out)> work) {
  auto out = std::make_shared<cv::Mat>();
  return {"opencv", [out, work] { work(*out); }, [out] { return *out; }};
}

Contestant opencv_sobel(const cv::Mat& picture) {
  struct Mats {
    cv::Mat x, y, length, out;
  };
  auto mats = std::make_shared<Mats>();
  return {"opencv",
          [mats, picture] {
            cv::Sobel(picture, mats->x, CV_32F, 1, 0, 3, 1, 0, cv::BORDER_REFLECT_101);
            cv::Sobel(picture, mats->y, CV_32F, 0, 1, 3, 1, 0, cv::BORDER_REFLECT_101);
            cv::magnitude(mats->x, mats->y, mats->length);
            mats->length.convertTo(mats->out, CV_8U);
          },
          [mats] { return mats->out; }};
}

}  // namespace

void add_point_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine) {
  cv::Mat gray;
  cv::cvtColor(picture, gray, cv::COLOR_RGB2GRAY);
  const auto ours = [&engine](const cv::Mat& source, const std::string& type,
                              std::map<std::string, ParamValue> params = {}) {
    return our_contestant(engine, source, byte_chain({node(type, type, std::move(params))}));
  };
  rows.push_back({"sobel",
                  "sobel, RGB8 (OpenCV: two Sobels in f32, magnitude)",
                  0.22,
                  0.12,
                  0.5,
                  {ours(picture, "sobel"), opencv_sobel(picture), vips::sobel(picture)}});
  rows.push_back({"threshold",
                  "threshold, gray8",
                  1.1,
                  0.7,
                  0.0,
                  {ours(gray, "threshold", {{"level", 100.5 / 255}}),
                   opencv_work([gray](cv::Mat& out) { cv::threshold(gray, out, 100, 255, cv::THRESH_BINARY); }),
                   vips::threshold(gray, 100)}});
  const cv::Mat luma = (cv::Mat_<double>(1, 3) << 0.299, 0.587, 0.114);
  rows.push_back({"grayscale",
                  "grayscale, RGB8",
                  1.1,
                  0.7,
                  0.5,
                  {ours(picture, "grayscale"),
                   opencv_work([picture](cv::Mat& out) { cv::cvtColor(picture, out, cv::COLOR_RGB2GRAY); }),
                   vips::recombine(picture, luma)}});
  const std::vector<double> affine = {1.1, -.05, -.05, 0, -.05, 1.1, -.05, 0, -.05, -.05, 1.1, 0};
  const cv::Mat matrix = cv::Mat(affine, true).reshape(1, 3);
  rows.push_back({"color_matrix",
                  "color_matrix, RGB8",
                  1.1,
                  0.7,
                  0.5,
                  {ours(picture, "color_matrix", {{"matrix", NumberTable{3, 4, affine}}}),
                   opencv_work([picture, matrix](cv::Mat& out) { cv::transform(picture, out, matrix); }),
                   vips::recombine(picture, matrix.colRange(0, 3).clone())}});
  // 1.1 · (v - 0.5) + 0.5 + 0.02
  const double slope = 1.1, offset = 255 * (0.52 - 0.5 * slope);
  rows.push_back({"brightness",
                  "brightness_contrast, RGB8",
                  1.1,
                  0.7,
                  0.5,
                  {ours(picture, "brightness_contrast", {{"brightness", 0.02}, {"contrast", 0.1}}),
                   opencv_work([picture, slope, offset](cv::Mat& out) { picture.convertTo(out, -1, slope, offset); }),
                   vips::linear(picture, slope, offset)}});
}

}  // namespace lightbench::bench
