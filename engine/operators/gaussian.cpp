#include "engine/operators/gaussian.h"

#include <cmath>

#include "engine/operators/plane_tasks.h"
#include "engine/operators/weighted_sum.h"

namespace lightbench {
namespace {

constexpr double kDirectReach = 4;     // the contract's truncation
constexpr double kCoarseReach = 4.5;   // three truncations add up, so each is made smaller
constexpr double kPassSigma = 0.8;     // of the two passes between the grids, in coarse steps
constexpr double kSmallestBlur = 1.6;  // of the blur on the coarse grid, in coarse steps

std::vector<float> to_float(const std::vector<double>& values) { return {values.begin(), values.end()}; }

int floor_div(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

}  // namespace

std::vector<double> gaussian_samples(double sigma, double reach) {
  const int radius = static_cast<int>(std::ceil(reach * sigma));
  std::vector<double> samples(static_cast<size_t>(2 * radius + 1));
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) {
    const double value = sigma > 0 ? std::exp(-0.5 * i * i / (sigma * sigma)) : 1.0;
    samples[static_cast<size_t>(i + radius)] = value;
    sum += value;
  }
  for (double& value : samples) value /= sum;
  return samples;
}

std::vector<float> gaussian_weights(double sigma) { return to_float(gaussian_samples(sigma, kDirectReach)); }

CoarseGaussian::CoarseGaussian(double sigma, int length) : length_(length) {
  const double spent = 2 * kPassSigma * kPassSigma;
  step_ = static_cast<int>(sigma / std::sqrt(spent + kSmallestBlur * kSmallestBlur));
  const double steps = sigma / step_;
  down_ = to_float(gaussian_samples(kPassSigma * step_, kCoarseReach));
  blur_ = to_float(gaussian_samples(std::sqrt(steps * steps - spent), kCoarseReach));

  up_radius_ = static_cast<int>(std::ceil(kCoarseReach * kPassSigma)) + 1;
  for (int phase = 0; phase < step_; ++phase) {
    // Coarse samples -up_radius_ … up_radius_ around floor(position / step), normalised so that flat areas stay flat.
    std::vector<double> weights;
    double sum = 0;
    for (int j = -up_radius_; j <= up_radius_; ++j) {
      const double distance = (static_cast<double>(phase) / step_ - j) / kPassSigma;
      weights.push_back(std::exp(-0.5 * distance * distance));
      sum += weights.back();
    }
    for (double& weight : weights) weight /= sum;
    up_.push_back(to_float(weights));
  }
  coarse_first_ = -up_radius_;
  coarse_count_ = floor_div(length - 1, step_) + up_radius_ - coarse_first_ + 1;
}

void CoarseGaussian::filter(const float* in, float* out, std::vector<float>& scratch) const {
  constexpr int kLanes = kStripLanes<float>;
  const int blur_radius = static_cast<int>(blur_.size()) / 2;
  const int down_radius = static_cast<int>(down_.size()) / 2;
  const int raw_count = coarse_count_ + 2 * blur_radius;
  scratch.resize(static_cast<size_t>(raw_count + coarse_count_) * kLanes);
  float* raw = scratch.data();
  float* coarse = raw + static_cast<size_t>(raw_count) * kLanes;

  std::vector<const float*> rows(std::max({down_.size(), blur_.size(), up_[0].size()}));
  for (int j = 0; j < raw_count; ++j) {
    const int centre = (coarse_first_ - blur_radius + j) * step_;
    for (int k = -down_radius; k <= down_radius; ++k) {
      const int position = border_index(centre + k, length_, Border::kReflect101);
      rows[static_cast<size_t>(k + down_radius)] = in + static_cast<size_t>(position) * kLanes;
    }
    weighted_sum(rows.data(), down_.data(), static_cast<int>(down_.size()), raw + static_cast<size_t>(j) * kLanes,
                 kLanes);
  }
  for (int j = 0; j < coarse_count_; ++j) {
    for (size_t k = 0; k < blur_.size(); ++k) rows[k] = raw + (static_cast<size_t>(j) + k) * kLanes;
    weighted_sum(rows.data(), blur_.data(), static_cast<int>(blur_.size()), coarse + static_cast<size_t>(j) * kLanes,
                 kLanes);
  }
  for (int position = 0; position < length_; ++position) {
    const std::vector<float>& weights = up_[static_cast<size_t>(position % step_)];
    const size_t start = static_cast<size_t>(position / step_ - up_radius_ - coarse_first_);
    for (size_t k = 0; k < weights.size(); ++k) rows[k] = coarse + (start + k) * kLanes;
    weighted_sum(rows.data(), weights.data(), static_cast<int>(weights.size()),
                 out + static_cast<size_t>(position) * kLanes, kLanes);
  }
}

Status blur_plane(Size size, double sigma, const RowLoader<float>& loader, const RowStorer<float>& storer,
                  WorkerPool& workers, BufferPool& buffers, const CancelToken& cancel) {
  Result<Image> between = intermediate_plane(size, buffers);
  if (!between) return between.error();
  std::vector<std::vector<float>> scratch(static_cast<size_t>(workers.threads()));
  for (Axis axis : {Axis::kHorizontal, Axis::kVertical}) {
    const bool horizontal = axis == Axis::kHorizontal;
    const CoarseGaussian gaussian(sigma, horizontal ? size.width : size.height);
    const LinePass<float> pass{axis,
                               size,
                               size,
                               0,
                               horizontal ? loader : float_loader(*between, 0),
                               horizontal ? float_storer(*between, 0) : storer};
    const bool finished = filter_lines(pass, workers, cancel, [&](int worker, const float* in, float* out) {
      gaussian.filter(in, out, scratch[static_cast<size_t>(worker)]);
    });
    if (!finished) return cancelled();
  }
  return {};
}

double gaussian_at(const FloatPicture& in, const std::vector<double>& samples, int channel, int x, int y) {
  const int radius = static_cast<int>(samples.size()) / 2;
  double sum = 0;
  for (int dy = -radius; dy <= radius; ++dy) {
    double row = 0;
    for (int dx = -radius; dx <= radius; ++dx) {
      row += samples[static_cast<size_t>(dx + radius)] * static_cast<double>(in.bordered(channel, x + dx, y + dy));
    }
    sum += samples[static_cast<size_t>(dy + radius)] * row;
  }
  return sum;
}

}  // namespace lightbench
