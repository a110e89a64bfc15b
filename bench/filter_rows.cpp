// Filters that keep edges: morphology, medians, bilateral, guided, non-local means. OpenCV on preallocated Mats.
#include <memory>
#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

#include "bench/rows.h"

namespace lightbench::bench {
namespace {

Contestant opencv_work(std::function<void(cv::Mat& out)> work) {
  auto out = std::make_shared<cv::Mat>();
  return {"opencv", [out, work] { work(*out); }, [out] { return *out; }};
}

cv::Mat disk(int radius) {
  cv::Mat element(2 * radius + 1, 2 * radius + 1, CV_8U);
  for (int y = -radius; y <= radius; ++y) {
    for (int x = -radius; x <= radius; ++x) {
      element.at<uchar>(y + radius, x + radius) = x * x + y * y <= radius * radius;
    }
  }
  return element;
}

// He et al. written with six box filters, as ximgproc does for one channel.
struct GuidedMats {
  cv::Mat image, guide, mean_image, mean_guide, product, square, slope, offset, scratch;
};

void guided(const cv::Mat& gray, int radius, double epsilon, GuidedMats& m, cv::Mat& out) {
  const auto mean = [radius](const cv::Mat& from, cv::Mat& to) {
    cv::boxFilter(from, to, CV_32F, {2 * radius + 1, 2 * radius + 1}, {-1, -1}, true, cv::BORDER_REFLECT_101);
  };
  gray.convertTo(m.image, CV_32F, 1 / 255.0);
  gray.convertTo(m.guide, CV_32F, 1 / 255.0);
  mean(m.image, m.mean_image);
  mean(m.guide, m.mean_guide);
  cv::multiply(m.guide, m.image, m.scratch);
  mean(m.scratch, m.product);
  cv::multiply(m.guide, m.guide, m.scratch);
  mean(m.scratch, m.square);
  cv::multiply(m.mean_guide, m.mean_image, m.scratch);
  cv::subtract(m.product, m.scratch, m.product);
  cv::multiply(m.mean_guide, m.mean_guide, m.scratch);
  cv::subtract(m.square, m.scratch, m.square);
  cv::add(m.square, cv::Scalar::all(epsilon), m.square);
  cv::divide(m.product, m.square, m.slope);
  cv::multiply(m.slope, m.mean_guide, m.scratch);
  cv::subtract(m.mean_image, m.scratch, m.offset);
  mean(m.slope, m.product);
  mean(m.offset, m.square);
  cv::multiply(m.product, m.guide, m.scratch);
  cv::add(m.scratch, m.square, m.scratch);
  m.scratch.convertTo(out, CV_8U, 255);
}

ParamValue text(const char* value) { return std::string(value); }

// Weights of full rank, or those of one column times one row.
NumberTable weights(int side, bool separable) {
  NumberTable table{side, side, {}};
  for (int i = 0; i < side * side; ++i) {
    const int row = i / side;
    const int column = i % side;
    table.values.push_back(separable ? (1.0 + row % 4) * (2.0 + column % 3) : 1.0 + (row * row * 7 + column * 13) % 31);
  }
  return table;
}

// filter2D goes through transforms itself from 11 × 11 on.
Row convolution(const char* name, const char* what, const cv::Mat& picture, Engine& engine, NumberTable kernel) {
  const cv::Mat table = cv::Mat(kernel.rows, kernel.columns, CV_64F, kernel.values.data()).clone();
  cv::Mat scaled;
  table.convertTo(scaled, CV_32F, 1 / cv::sum(table)[0]);
  return {name,
          what,
          0,
          0,
          0.01,
          {our_contestant(engine, picture, byte_chain({node("convolve", "convolve", {{"kernel", std::move(kernel)}})})),
           opencv_work([picture, scaled](cv::Mat& out) {
             cv::filter2D(picture, out, -1, scaled, {-1, -1}, 0, cv::BORDER_REFLECT_101);
           })}};
}

}  // namespace

void add_filter_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine) {
  cv::Mat gray;
  cv::cvtColor(picture, gray, cv::COLOR_RGB2GRAY);
  const auto ours = [&engine](const cv::Mat& source, const std::string& type,
                              std::map<std::string, ParamValue> params) {
    return our_contestant(engine, source, byte_chain({node(type, type, std::move(params))}));
  };
  const auto dilate = [gray](const cv::Mat& element) {
    return opencv_work([gray, element](cv::Mat& out) {
      cv::dilate(gray, out, element, {-1, -1}, 1, cv::BORDER_REFLECT_101);
    });
  };
  rows.push_back(
      {"morphology_square",
       "dilate square radius 15, gray8",
       0.8,
       0.5,
       0.01,
       {ours(gray, "dilate", {{"radius", int64_t{15}}}), dilate(cv::getStructuringElement(cv::MORPH_RECT, {31, 31}))}});
  rows.push_back({"morphology_disk",
                  "dilate disk radius 15, gray8",
                  0.15,
                  0.09,
                  0.01,
                  {ours(gray, "dilate", {{"radius", int64_t{15}}, {"shape", text("disk")}}), dilate(disk(15))}});
  const std::pair<int, std::pair<double, double>> medians[] = {{1, {1, 0.6}}, {2, {0.7, 0.4}}, {15, {0.30, 0.15}}};
  for (const auto& [radius, targets] : medians) {
    const int side = 2 * radius + 1;
    Row row{"median_" + std::to_string(side),
            "median " + std::to_string(side) + " × " + std::to_string(side) + ", RGB8",
            targets.first,
            targets.second,
            0.05,  // OpenCV replicates the border
            {ours(picture, "median", {{"radius", int64_t{radius}}}),
             opencv_work([picture, side = side](cv::Mat& out) { cv::medianBlur(picture, out, side); })}};
    if (radius == 1) row.contestants.push_back(vips::median(picture, side));
    rows.push_back(std::move(row));
  }
  rows.push_back({"bilateral",
                  "bilateral radius 4, RGB8",
                  0.20,
                  0.20,
                  0.5,
                  {ours(picture, "bilateral", {{"radius", int64_t{4}}}), opencv_work([picture](cv::Mat& out) {
                     cv::bilateralFilter(picture, out, 9, 25.5, 3, cv::BORDER_REFLECT_101);
                   })}});
  rows.push_back(convolution("convolve_3", "convolve 3 × 3, full rank, RGB8", picture, engine, weights(3, false)));
  rows.push_back(convolution("convolve_9", "convolve 9 × 9, full rank, RGB8", picture, engine, weights(9, false)));
  rows.push_back(convolution("convolve_31", "convolve 31 × 31, full rank, RGB8", picture, engine, weights(31, false)));
  rows.push_back(convolution("convolve_31_separable", "convolve 31 × 31, a column times a row, RGB8", picture, engine,
                             weights(31, true)));
  Graph guided_graph = byte_chain({node("guided", "guided_filter")});
  guided_graph.connect({"photo", "image"}, {"guided", "guide"});
  rows.push_back({"guided_filter",
                  "guided_filter radius 8, gray8 by itself (OpenCV: six boxFilters in f32)",
                  0.3,
                  0.15,
                  0.5,
                  {our_contestant(engine, gray, std::move(guided_graph)),
                   opencv_work([gray, mats = std::make_shared<GuidedMats>()](cv::Mat& out) {
                     guided(gray, 8, 0.01, *mats, out);
                   })}});
  cv::Mat small;
  cv::resize(gray, small, {1280, 720}, 0, 0, cv::INTER_AREA);
  rows.push_back({"nlm_denoise",
                  "nlm_denoise 7 × 7 in 21 × 21, 1280 × 720 gray8",
                  0.2,
                  0.2,
                  1.0,
                  {ours(small, "nlm_denoise", {}),
                   opencv_work([small](cv::Mat& out) { cv::fastNlMeansDenoising(small, out, 0.05f * 255, 7, 21); })}});
}

}  // namespace lightbench::bench
