#include "engine/operators/metrics/ssim.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace lightbench {
namespace {

constexpr int kTileWidth = 256;  // window centres in a tile; its moments stay in the second-level cache
constexpr int kTileHeight = 32;
constexpr int kReach = kSsimWindow - 1;

// One tile: rows are filtered horizontally as they come, then vertically.
class SsimTile {
 public:
  // Sum of the index over the window centres whose windows start in `tile`.
  double sum(const Rect& tile, double range, const PlaneReader& a, const PlaneReader& b) {
    const int rows = tile.height + kReach;
    for (int y = 0; y < rows; ++y) filter_row(tile, y, a, b);
    double total = 0;
    for (int y = 0; y < tile.height; ++y) {
      for (int moment = 0; moment < kMoments; ++moment) filter_column(moment, y, tile.width);
      for (int x = 0; x < tile.width; ++x) {
        const size_t i = static_cast<size_t>(x);
        const double mean_a = out_[0][i];
        const double mean_b = out_[1][i];
        total += ssim_of_moments(
            {mean_a, mean_b, out_[2][i] - mean_a * mean_a, out_[3][i] - mean_b * mean_b, out_[4][i] - mean_a * mean_b},
            range);
      }
    }
    return total;
  }

 private:
  static constexpr int kMoments = 5;  // a, b, a², b², ab
  static constexpr int kWide = kTileWidth + kReach;

  double* moment_row(int moment, int y) {
    return rows_.data() + (static_cast<size_t>(moment) * (kTileHeight + kReach) + static_cast<size_t>(y)) * kTileWidth;
  }

  void filter_row(const Rect& tile, int y, const PlaneReader& read_a, const PlaneReader& read_b) {
    const int count = tile.width + kReach;
    read_a(tile.x, tile.y + y, count, a_.data());
    read_b(tile.x, tile.y + y, count, b_.data());
    for (int x = 0; x < count; ++x) {
      const size_t i = static_cast<size_t>(x);
      const double a = static_cast<double>(a_[i]);
      const double b = static_cast<double>(b_[i]);
      products_[0][i] = a;
      products_[1][i] = b;
      products_[2][i] = a * a;
      products_[3][i] = b * b;
      products_[4][i] = a * b;
    }
    for (int moment = 0; moment < kMoments; ++moment) {
      double* __restrict target = moment_row(moment, y);
      const double* source = products_[static_cast<size_t>(moment)].data();
      for (int x = 0; x < tile.width; ++x) {
        double sum = 0;
        for (int k = 0; k < kSsimWindow; ++k) sum += weights_[static_cast<size_t>(k)] * source[x + k];
        target[x] = sum;
      }
    }
  }

  void filter_column(int moment, int y, int width) {
    double* __restrict target = out_[static_cast<size_t>(moment)].data();
    const double* source = moment_row(moment, y);
    for (int x = 0; x < width; ++x) {
      double sum = 0;
      for (int k = 0; k < kSsimWindow; ++k) sum += weights_[static_cast<size_t>(k)] * source[k * kTileWidth + x];
      target[x] = sum;
    }
  }

  const std::array<double, kSsimWindow> weights_ = ssim_window();
  std::array<float, kWide> a_{}, b_{};
  std::array<std::array<double, kWide>, kMoments> products_{};
  std::array<std::array<double, kTileWidth>, kMoments> out_{};
  std::vector<double> rows_ = std::vector<double>(size_t{kMoments} * (kTileHeight + kReach) * kTileWidth);
};

}  // namespace

std::array<double, kSsimWindow> ssim_window() {
  std::array<double, kSsimWindow> weights{};
  double sum = 0;
  for (int i = 0; i < kSsimWindow; ++i) {
    const double x = i - kSsimWindow / 2;
    weights[static_cast<size_t>(i)] = std::exp(-x * x / (2 * 1.5 * 1.5));
    sum += weights[static_cast<size_t>(i)];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

double ssim_of_moments(const WindowMoments& moments, double range) {
  const double c1 = 0.01 * range * (0.01 * range);
  const double c2 = 0.03 * range * (0.03 * range);
  return (2 * moments.mean_a * moments.mean_b + c1) * (2 * moments.covariance + c2) /
         ((moments.mean_a * moments.mean_a + moments.mean_b * moments.mean_b + c1) *
          (moments.variance_a + moments.variance_b + c2));
}

std::optional<double> mean_ssim(Size size, double range, const PlaneReader& a, const PlaneReader& b,
                                WorkerPool& workers, const CancelToken& cancel) {
  const Rect centres{0, 0, size.width - kReach, size.height - kReach};
  const int tiles_x = (centres.width + kTileWidth - 1) / kTileWidth;
  const int tiles_y = (centres.height + kTileHeight - 1) / kTileHeight;
  std::vector<double> sums(static_cast<size_t>(tiles_x) * static_cast<size_t>(tiles_y));
  std::vector<std::unique_ptr<SsimTile>> scratch(static_cast<size_t>(workers.threads()));
  const bool finished = workers.run(
      static_cast<int64_t>(sums.size()),
      [&](int64_t index, int worker) {
        auto& tile = scratch[static_cast<size_t>(worker)];
        if (!tile) tile = std::make_unique<SsimTile>();
        const Rect place{static_cast<int>(index % tiles_x) * kTileWidth,
                         static_cast<int>(index / tiles_x) * kTileHeight, kTileWidth, kTileHeight};
        sums[static_cast<size_t>(index)] = tile->sum(intersect(place, centres), range, a, b);
      },
      cancel);
  if (!finished) return std::nullopt;
  double total = 0;
  for (double sum : sums) total += sum;  // in tile order, whoever computed them
  return total / static_cast<double>(centres.area());
}

}  // namespace lightbench
