#include "engine/operators/convolve_pairs.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <utility>

#include "engine/operators/channel_window.h"
#include "engine/operators/noise_hash.h"
#include "engine/operators/separable_window.h"

namespace lightbench {
namespace {

// Tables up to this side are decomposed whole: 63 × 63 takes 0.7 ms, 127 × 127 already 17.
constexpr int kWholeSide = 64;
constexpr int kSpareVectors = 8;  // random vectors beyond the wanted pairs

double sum_of_absolutes(const cv::Mat& table) { return cv::norm(table, cv::NORM_L1); }

struct Decomposition {
  cv::Mat columns;  // scaled by the singular values
  cv::Mat rows;     // unit vectors, one a row
};

Decomposition decompose(const cv::Mat& table) {
  const cv::SVD svd(table);
  Decomposition found{svd.u.clone(), svd.vt};
  for (int i = 0; i < found.columns.cols; ++i) found.columns.col(i) *= svd.w.at<double>(i);
  return found;
}

// The largest `count` or more pairs of a large table: decomposed inside the range that its product with random vectors
// spans, which holds every direction of a table of so small a rank.
Decomposition decompose_range(const cv::Mat& table, int count) {
  const int vectors = count + kSpareVectors;
  cv::Mat random(table.cols, vectors, CV_64F);
  for (int y = 0; y < random.rows; ++y) {
    for (int x = 0; x < vectors; ++x) {
      random.at<double>(y, x) = static_cast<double>(unit_float(NoiseRow(y, 0, 1).bits(x))) - 0.5;
    }
  }
  const cv::SVD range(table * random);
  const cv::Mat projected = range.u.t() * table;
  Decomposition found = decompose(projected);
  found.columns = range.u * found.columns;
  return found;
}

// The same from both ends where rounding alone made it differ: half of the products are saved then.
void even_out(std::vector<double>& factor) {
  double largest = 0;
  for (double value : factor) largest = std::max(largest, std::fabs(value));
  for (size_t i = 0, j = factor.size() - 1; i < j; ++i, --j) {
    if (std::fabs(factor[i] - factor[j]) > 1e-12 * largest) return;
  }
  for (size_t i = 0, j = factor.size() - 1; i < j; ++i, --j) factor[i] = factor[j] = (factor[i] + factor[j]) / 2;
}

WeightPair rounded(std::vector<double> column, std::vector<double> row) {
  even_out(column);
  even_out(row);
  return {{column.begin(), column.end()}, {row.begin(), row.end()}};
}

// A table of rank one is any of its columns times any of its rows: those through its largest weight, so that the
// products of small whole numbers stay exact. Empty when the table is not near enough to that.
std::vector<WeightPair> single_pair(const cv::Mat& table, double tolerance) {
  cv::Point pivot;
  cv::minMaxLoc(cv::abs(table), nullptr, nullptr, nullptr, &pivot);
  const double largest = table.at<double>(pivot);
  const cv::Mat column = table.col(pivot.x);
  const cv::Mat row = largest != 0 ? cv::Mat(table.row(pivot.y) / largest) : cv::Mat(table.row(pivot.y));
  if (sum_of_absolutes(table - column * row) > tolerance) return {};
  return {rounded(column.clone(), std::vector<double>(row.begin<double>(), row.end<double>()))};
}

class PairConvolution final : public ChannelWindow {
 public:
  PairConvolution(const ImageSpec& spec, Size halo, std::vector<SeparableWindow> windows, Border border)
      : ChannelWindow(spec, halo, border), windows_(std::move(windows)) {}

  size_t scratch_floats(int width) const override { return sums(width) + windows_[0].scratch_floats(width); }

 private:
  static size_t sums(int width) { return static_cast<size_t>(kWindowRows) * static_cast<size_t>(padded_row(width)); }

  static void add(const float* __restrict addend, float* __restrict sum, int count) {
    for (int i = 0; i < count; ++i) sum[i] += addend[i];
  }

  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    const std::span<float> scratch = args.scratch.subspan(sums(args.width));
    const int padded = padded_row(args.width);
    float* addends[kWindowRows];
    for (int y = 0; y < kWindowRows; ++y) addends[y] = args.scratch.data() + static_cast<ptrdiff_t>(y) * padded;
    windows_[0].run(in, out, args.width, args.rows, scratch);
    for (size_t i = 1; i < windows_.size(); ++i) {
      windows_[i].run(in, OutputRows{addends}, args.width, args.rows, scratch);
      for (int y = 0; y < args.rows; ++y) add(addends[y], out.row(y), padded);
    }
  }

  std::vector<SeparableWindow> windows_;  // of one size
};

}  // namespace

int most_useful_pairs(const NumberTable& weights) {
  return (weights.rows * weights.columns - 1) / (weights.rows + weights.columns);
}

std::vector<WeightPair> weight_pairs(const NumberTable& weights, int most) {
  std::vector<double> values = weights.values;
  const cv::Mat table(weights.rows, weights.columns, CV_64F, values.data());
  const double tolerance = kPairTolerance * sum_of_absolutes(table);
  most = std::min({most, weights.rows, weights.columns});
  if (most < 1 || !std::isfinite(tolerance)) return {};
  std::vector<WeightPair> pairs = single_pair(table, tolerance);
  if (!pairs.empty() || most == 1) return pairs;

  const int side = std::min(weights.rows, weights.columns);
  const bool whole = side <= kWholeSide || most + kSpareVectors >= side;
  const Decomposition found = whole ? decompose(table) : decompose_range(table, most);
  cv::Mat rest = table.clone();
  for (int i = 0; i < most; ++i) {
    const cv::Mat column = found.columns.col(i);
    const cv::Mat row = found.rows.row(i);
    // The two sides get the same size: neither is lost in the other's rounding.
    const double balance = std::sqrt(std::max(cv::norm(column), 1e-300));
    const cv::Mat scaled = column / balance;
    std::vector<double> across(row.begin<double>(), row.end<double>());
    for (double& value : across) value *= balance;
    pairs.push_back(rounded(std::vector<double>(scaled.begin<double>(), scaled.end<double>()), std::move(across)));
    rest -= column * row;
    if (sum_of_absolutes(rest) <= tolerance) return pairs;
  }
  return {};
}

std::unique_ptr<WindowKernel> pair_convolution(const ImageSpec& spec, const std::vector<WeightPair>& pairs,
                                               Border border) {
  if (pairs.size() == 1) return separable_kernel(spec, SeparableWindow(pairs[0].row, pairs[0].column), border);
  std::vector<SeparableWindow> windows;
  for (const WeightPair& pair : pairs) windows.emplace_back(pair.row, pair.column);
  const Size halo = windows[0].halo();
  return std::make_unique<PairConvolution>(spec, halo, std::move(windows), border);
}

}  // namespace lightbench
