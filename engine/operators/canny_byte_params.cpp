#include <algorithm>
#include <cmath>

#include "engine/operators/canny_bytes.h"
#include "engine/operators/gaussian.h"

namespace lightbench {
namespace {

// Whole weights of the centre and outwards with that sum. Sums from the outside in are rounded, so that all of them
// together are as they should be.
std::vector<int16_t> whole_weights(const std::vector<double>& exact, int sum) {
  const size_t radius = exact.size() / 2;
  std::vector<int16_t> weights(radius + 1);
  double outer = 0;
  int rounded = 0;
  for (size_t k = radius; k > 0; --k) {
    outer += exact[radius + k];
    const int next = static_cast<int>(std::lround(outer * sum));
    weights[k] = static_cast<int16_t>(next - rounded);
    rounded = next;
  }
  weights[0] = static_cast<int16_t>(std::min(32767, sum - 2 * rounded));
  return weights;
}

std::vector<int32_t> by_twos(const std::vector<int16_t>& weights) {
  std::vector<int32_t> pairs;
  for (size_t k = 0; k < weights.size(); k += 2) {
    const int second = k + 1 < weights.size() ? weights[k + 1] : 0;
    pairs.push_back(weights[k] | second * 65536);
  }
  return pairs;
}

}  // namespace

bool ByteCannyParams::fits(const Params& params, SampleFormat format) {
  constexpr double kLargestSigma = 3;
  return format == SampleFormat::kU8 && params.number("sigma") <= kLargestSigma;
}

ByteCannyParams::ByteCannyParams(const Params& params) {
  const double sigma = params.number("sigma");
  const std::vector<double> exact = sigma > 0 ? gaussian_samples(sigma, 4) : std::vector<double>{1.0};
  constexpr int kOne = 1 << kShift;
  constexpr int kUnits = 64;  // of a level between the axes
  column_weights = whole_weights(exact, kOne);
  // No difference of smoothed columns is larger than this part of the range; half of four of them fit.
  const size_t centre = exact.size() / 2;
  const double steepest = centre > 0 ? exact[centre] + exact[centre + 1] : 1;
  // Even, so that nothing is rounded where nothing is smoothed.
  const int units = static_cast<int>(std::min(255.9, 63.99 / steepest) / 2) * 2;
  const int row_sum = units * kOne / kUnits;
  row_weights = whole_weights(exact, row_sum);
  column_pairs = by_twos(column_weights);
  row_pairs = by_twos(row_weights);
  const double one = 255.0 / 2 * units;
  const auto limit = [&](const char* name) {
    const double magnitude = params.number(name) * one;
    return static_cast<int32_t>(std::min(std::floor(magnitude * magnitude), 2147483647.0));
  };
  low_square = limit("low");
  high_square = limit("high");
}

}  // namespace lightbench
