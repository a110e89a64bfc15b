#include "engine/operators/gaussian.h"

#include <cmath>

namespace lightbench {
namespace {

constexpr double kDirectReach = 4;  // the contract's truncation

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

std::vector<float> gaussian_weights(double sigma) {
  const std::vector<double> samples = gaussian_samples(sigma, kDirectReach);
  return {samples.begin(), samples.end()};
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
