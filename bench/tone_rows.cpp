// Brightness and colour: histograms, edges of tone, hue. OpenCV on preallocated Mats.
#include <cstring>
#include <memory>
#include <opencv2/imgproc.hpp>

#include "bench/rows.h"
#include "engine/operators/histogram.h"

namespace lightbench::bench {
namespace {

Contestant opencv_work(std::function<void(cv::Mat& out)> work) {
  auto out = std::make_shared<cv::Mat>();
  return {"opencv", [out, work] { work(*out); }, [out] { return *out; }};
}

// Counts as a row of numbers.
Contestant our_counts(Engine& engine, const cv::Mat& gray) {
  struct Work {
    Image picture;
    LevelCounts counts{};
  };
  auto work = std::make_shared<Work>();
  work->picture = Image::allocate({gray.cols, gray.rows, 1, SampleFormat::kU8}, engine.buffers).value();
  for (int y = 0; y < gray.rows; ++y) {
    std::memcpy(work->picture.writable_row_data(0, y), gray.ptr(y), static_cast<size_t>(gray.cols));
  }
  return {"lightbench",
          [work, &engine] {
            level_plane(work->picture, &work->counts, engine.workers, engine.buffers, CancelToken()).value();
          },
          [work] {
            cv::Mat counts(kLevels, 1, CV_32F);
            for (int level = 0; level < kLevels; ++level) {
              counts.at<float>(level) = static_cast<float>(work->counts[static_cast<size_t>(level)]);
            }
            return counts;
          }};
}

Contestant opencv_counts(const cv::Mat& gray) {
  return opencv_work([gray](cv::Mat& out) {
    const int channel = 0, bins = kLevels;
    const float range[] = {0, 256};
    const float* ranges = range;
    cv::calcHist(&gray, 1, &channel, cv::Mat(), out, 1, &bins, &ranges);
  });
}

}  // namespace

void add_tone_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine) {
  cv::Mat gray;
  cv::cvtColor(picture, gray, cv::COLOR_RGB2GRAY);
  rows.push_back(
      {"otsu",
       "otsu_threshold, gray8: a histogram and a comparison",
       0.75,
       0.75,
       0.01,
       {our_contestant(engine, gray, byte_chain({node("otsu", "otsu_threshold")})),
        opencv_work([gray](cv::Mat& out) { cv::threshold(gray, out, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU); })}});
  rows.push_back({"histogram",
                  "256 levels of gray8 counted: the part alone",
                  0.75,
                  0.75,
                  0.0,
                  {our_counts(engine, gray), opencv_counts(gray)}});
  rows.push_back({"equalize",
                  "equalize, gray8: a histogram and a table",
                  0.75,
                  0.75,
                  0.01,
                  {our_contestant(engine, gray, byte_chain({node("equalize", "equalize")})),
                   opencv_work([gray](cv::Mat& out) { cv::equalizeHist(gray, out); })}});
  const cv::Ptr<cv::CLAHE> clahe = cv::createCLAHE(2, {8, 8});
  rows.push_back({"clahe",
                  "clahe clip 2, 8 × 8 tiles, gray8",
                  0.5,
                  0.5,
                  0.01,
                  {our_contestant(engine, gray, byte_chain({node("clahe", "clahe")})),
                   opencv_work([gray, clahe](cv::Mat& out) { clahe->apply(gray, out); })}});
  rows.push_back({"canny",
                  "canny low 0.1, high 0.3, sigma 1.4, gray8 (OpenCV: GaussianBlur, Canny)",
                  0.6,
                  0.6,
                  3.0,
                  {our_contestant(engine, gray, byte_chain({node("canny", "canny")})),
                   opencv_work([gray, smooth = std::make_shared<cv::Mat>()](cv::Mat& out) {
                     cv::GaussianBlur(gray, *smooth, {0, 0}, 1.4, 1.4, cv::BORDER_REFLECT_101);
                     cv::Canny(*smooth, out, 0.1 * 255, 0.3 * 255, 3, true);
                   })}});
  rows.push_back({"hue_rotate",
                  "hue_rotate 40°, RGB8 (OpenCV: to HSV, shift, back)",
                  0.5,
                  0.5,
                  3.0,
                  {our_contestant(engine, picture, byte_chain({node("hue", "hue_rotate", {{"degrees", 40.0}})})),
                   opencv_work([picture, hsv = std::make_shared<cv::Mat>(), table = [] {
                     cv::Mat shift(1, 256, CV_8UC3);
                     for (int i = 0; i < 256; ++i) {
                       const uchar same = static_cast<uchar>(i);
                       shift.at<cv::Vec3b>(i) = {static_cast<uchar>((i + 20) % 180), same, same};
                     }
                     return shift;
                   }()](cv::Mat& out) {
                     cv::cvtColor(picture, *hsv, cv::COLOR_RGB2HSV);
                     cv::LUT(*hsv, table, *hsv);
                     cv::cvtColor(*hsv, out, cv::COLOR_HSV2RGB);
                   })}});
}

}  // namespace lightbench::bench
