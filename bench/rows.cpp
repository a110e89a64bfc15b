#include "bench/rows.h"

#include <cmath>

#include "engine/graph/pipeline_file.h"

namespace lightbench::bench {

Graph chain(std::vector<Node> nodes) {
  const NodeId last = nodes.back().id;
  Graph graph = photo_chain(std::move(nodes), "b");
  graph.nodes.push_back(node("result", "output", {{"path", std::string("result.png")}}));
  graph.connect({last, "image"}, {"result", "image"});
  return graph;
}

Graph byte_chain(std::vector<Node> nodes) {
  Graph graph = chain(std::move(nodes));
  graph.settings.precision = Precision::kU8;
  return graph;
}

namespace {

ParamValue numbers(int rows, int columns, std::vector<double> values) {
  return NumberTable{rows, columns, std::move(values)};
}

const std::vector<double> kMatrix = {1.1, -.05, -.05, 0, -.05, 1.1, -.05, 0, -.05, -.05, 1.1, 0};

// Points of v²·(3 − 2v), close together at the ends, where the later gamma makes small differences large.
ParamValue s_curve() {
  constexpr int kPoints = 25;
  NumberTable points{kPoints, 2, {}};
  for (int i = 0; i < kPoints; ++i) {
    const double x = (1 - std::cos(std::acos(-1.0) * i / (kPoints - 1))) / 2;
    points.values.insert(points.values.end(), {x, x * x * (3 - 2 * x)});
  }
  return points;
}

}  // namespace

Graph twelve_nodes() {
  Graph graph =
      chain({node("linear", "srgb_to_linear"), node("exposure", "exposure", {{"stops", 0.3}}),
             node("matrix", "color_matrix", {{"matrix", numbers(3, 4, kMatrix)}}), node("clamp", "clamp"),
             node("curve", "curve", {{"points", s_curve()}}), node("saturation", "saturation", {{"amount", 1.2}}),
             node("blur", "gaussian_blur", {{"sigma", 2.0}}),
             node("sharpen", "unsharp_mask", {{"sigma", 1.5}, {"amount", 0.5}}),
             node("vignette", "vignette", {{"strength", 0.3}}), node("gamma", "gamma", {{"gamma", 2.2}}),
             node("mix", "blend", {{"opacity", 0.8}})});
  graph.connect({"photo", "image"}, {"mix", "a"});
  return graph;
}

Graph six_nodes() {
  return chain({node("exposure", "exposure", {{"stops", 0.3}}),
                node("tone", "brightness_contrast", {{"brightness", 0.02}, {"contrast", 0.1}}),
                node("matrix", "color_matrix", {{"matrix", numbers(3, 4, kMatrix)}}),
                node("saturation", "saturation", {{"amount", 1.2}}), node("clamp", "clamp"), node("invert", "invert")});
}

double mean_difference(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  const cv::Scalar mean = cv::mean(difference);
  return (mean[0] + mean[1] + mean[2]) / difference.channels();
}

cv::Mat synthetic_picture(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3);
  uint32_t state = 12345;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double u = static_cast<double>(x) / width;
      const double v = static_cast<double>(y) / height;
      const bool disk = std::hypot(u - 0.6, v - 0.4) < 0.2;
      const double base[3] = {0.2 + 0.6 * u, 0.3 + 0.4 * v, 0.5 + 0.3 * std::sin(40 * u * v)};
      for (int c = 0; c < 3; ++c) {
        state = state * 1664525u + 1013904223u;
        const double grain = (static_cast<double>(state >> 8) / (1 << 24) - 0.5) * 0.06;
        picture.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<uchar>(255 * ((disk ? 1 - base[c] : base[c]) + grain));
      }
    }
  }
  return picture;
}

std::vector<Row> make_rows(const cv::Mat& picture, Engine& engine, int threads) {
  cv::setNumThreads(threads);
  vips::start(threads);
  std::vector<Row> rows;
  for (const double sigma : {3.0, 50.0}) {
    // The radius whose three boxes have the Gaussian's variance, as OpenCV's and libvips' users would choose it.
    const int radius = std::max(1, static_cast<int>(std::lround((std::sqrt(4 * sigma * sigma + 1) - 1) / 2)));
    rows.push_back({"fast_blur_" + std::to_string(static_cast<int>(sigma)),
                    "fast_blur sigma " + std::to_string(static_cast<int>(sigma)) + ", RGB8 (OpenCV: boxFilter × 3)",
                    0.25,
                    0.13,
                    1.0,
                    {our_contestant(engine, picture, chain({node("blur", "fast_blur", {{"sigma", sigma}})})),
                     opencv::fast_blur(picture, radius), vips::fast_blur(picture, radius)}});
  }
  const std::pair<double, std::pair<double, double>> sigmas[] = {
      {2, {0.40, 0.40}}, {10, {0.10, 0.15}}, {50, {0.01, 0.01}}};
  for (const auto& [sigma, targets] : sigmas) {
    rows.push_back({"gaussian_blur_" + std::to_string(static_cast<int>(sigma)),
                    "gaussian_blur sigma " + std::to_string(static_cast<int>(sigma)) + ", RGB8",
                    targets.first,
                    targets.second,
                    1.0,
                    {our_contestant(engine, picture, chain({node("blur", "gaussian_blur", {{"sigma", sigma}})})),
                     opencv::gaussian_blur(picture, sigma), vips::gaussian_blur(picture, sigma)}});
  }
  rows.push_back({"chain_6",
                  "6-node pointwise chain, RGB8 (OpenCV: f32, reused Mats)",
                  0.12,
                  0.06,
                  1.0,
                  {our_contestant(engine, picture, six_nodes()), opencv::six_node_chain(picture)}});
  rows.push_back({"chain_12",
                  "12-node chain, RGB8 → f32 → RGB8 (OpenCV: f32, reused Mats)",
                  0.27,
                  0.14,
                  2.0,
                  {our_contestant(engine, picture, twelve_nodes()), opencv::twelve_node_chain(picture)}});
  add_filter_rows(rows, picture, engine);
  add_engine_rows(rows, picture, engine);
  add_resize_rows(rows, picture, engine);
  add_point_rows(rows, picture, engine);
  add_tone_rows(rows, picture, engine);
  return rows;
}

}  // namespace lightbench::bench
