// resize, from 8 to 8 bits. OpenCV's cubic and lanczos do not average when reducing: less work, another picture.
#include <memory>
#include <opencv2/imgproc.hpp>

#include "bench/rows.h"

namespace lightbench::bench {
namespace {

Contestant opencv_resize(const cv::Mat& picture, cv::Size size, int interpolation) {
  auto out = std::make_shared<cv::Mat>();
  return {"opencv", [=] { cv::resize(picture, *out, size, 0, 0, interpolation); }, [out] { return *out; }};
}

}  // namespace

void add_resize_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine) {
  const cv::Size half(picture.cols / 2, picture.rows / 2);
  cv::Mat small;
  cv::resize(picture, small, half, 0, 0, cv::INTER_AREA);
  const auto ours = [&](const cv::Mat& from, cv::Size size, const char* method) {
    return our_contestant(
        engine, from,
        byte_chain({node(
            "resize", "resize",
            {{"width", int64_t{size.width}}, {"height", int64_t{size.height}}, {"method", std::string(method)}})}));
  };
  rows.push_back({"resize_lanczos3",
                  "to half the size, lanczos3, RGB8 (OpenCV: 8 taps, not antialiased)",
                  0.15,
                  0.15,
                  6.0,
                  {ours(picture, half, "lanczos3"), opencv_resize(picture, half, cv::INTER_LANCZOS4)}});
  rows.push_back({"resize_cubic",
                  "to twice the size, cubic, RGB8",
                  0.4,
                  0.4,
                  1.0,
                  {ours(small, picture.size(), "cubic"), opencv_resize(small, picture.size(), cv::INTER_CUBIC)}});
  rows.push_back({"resize_area",
                  "to half the size, area, RGB8",
                  1.1,
                  0.7,
                  1.0,
                  {ours(picture, half, "area"), opencv_resize(picture, half, cv::INTER_AREA)}});
  rows.push_back({"resize_linear",
                  "to twice the size, linear, RGB8",
                  1.1,
                  0.7,
                  1.0,
                  {ours(small, picture.size(), "linear"), opencv_resize(small, picture.size(), cv::INTER_LINEAR)}});
}

}  // namespace lightbench::bench
