#include "engine/profile/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "engine/base/clock.h"
#include "engine/base/result.h"

namespace lightbench {
namespace {

constexpr int kResamples = 2000;  // another seed then moves the ends of the interval by some 2 % of its width
constexpr double kOutlierScore = 3.5;
constexpr double kNormalMad = 0.6745;  // MAD of a normal distribution of standard deviation 1
constexpr size_t kWarmRounds = 5;
constexpr double kWarmSlope = 0.01;
constexpr int64_t kLongestWarmUpNs = 3'000'000'000;

double sorted_quantile(const std::vector<double>& sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<size_t>(position);
  const size_t high = std::min(low + 1, sorted.size() - 1);
  const double fraction = position - static_cast<double>(low);
  return sorted[low] * (1 - fraction) + sorted[high] * fraction;
}

// The same draws from the same seed with every standard library, which std::uniform_int_distribution does not promise.
class Resampler {
 public:
  // As many of the values as there are, each drawn from all of them.
  const std::vector<double>& draw(std::span<const double> values) {
    drawn_.resize(values.size());
    for (double& each : drawn_) each = values[((random_() >> 32) * values.size()) >> 32];
    return drawn_;
  }

 private:
  std::mt19937_64 random_{20011};
  std::vector<double> drawn_;
};

std::vector<double> logarithms(std::span<const double> values) {
  std::vector<double> logs(values.begin(), values.end());
  for (double& each : logs) each = std::log(each);
  return logs;
}

Ratio ratio_from(double estimate, std::vector<double> resampled) {
  std::sort(resampled.begin(), resampled.end());
  return {std::exp(estimate), std::exp(sorted_quantile(resampled, 0.025)), std::exp(sorted_quantile(resampled, 0.975))};
}

}  // namespace

double quantile(std::vector<double> values, double q) {
  LB_CHECK(!values.empty() && q >= 0 && q <= 1);
  std::sort(values.begin(), values.end());
  return sorted_quantile(values, q);
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

double median_absolute_deviation(std::span<const double> values) {
  std::vector<double> distances(values.begin(), values.end());
  const double middle = median(distances);
  for (double& each : distances) each = std::abs(each - middle);
  return median(std::move(distances));
}

std::vector<size_t> find_outliers(std::span<const double> values) {
  const double middle = median({values.begin(), values.end()});
  const double deviation = median_absolute_deviation(values);
  std::vector<size_t> outliers;
  if (deviation == 0) return outliers;
  for (size_t i = 0; i < values.size(); ++i) {
    if (kNormalMad * std::abs(values[i] - middle) > kOutlierScore * deviation) outliers.push_back(i);
  }
  return outliers;
}

size_t count_outliers(std::span<const double> values) { return find_outliers(values).size(); }

DurationStatistics statistics_of(const std::vector<int64_t>& durations_ns) {
  LB_CHECK(!durations_ns.empty());
  std::vector<double> sorted_ms;
  for (const int64_t duration : durations_ns) sorted_ms.push_back(to_ms(duration));
  std::sort(sorted_ms.begin(), sorted_ms.end());
  return {static_cast<int>(sorted_ms.size()),
          sorted_quantile(sorted_ms, 0.5),
          sorted_ms.front(),
          sorted_quantile(sorted_ms, 0.95),
          sorted_ms.back(),
          median_absolute_deviation(sorted_ms),
          count_outliers(sorted_ms)};
}

Ratio compare_durations(std::span<const double> base, std::span<const double> current, Pairing pairing) {
  LB_CHECK(!base.empty() && !current.empty());
  const std::vector<double> base_logs = logarithms(base);
  const std::vector<double> current_logs = logarithms(current);
  Resampler resampler;
  std::vector<double> resampled;
  resampled.reserve(kResamples);
  if (pairing == Pairing::kInterleaved) {
    LB_CHECK(base.size() == current.size());
    // What slows both of a pair (another program, the clock of the processor) cancels in its ratio.
    std::vector<double> steps = current_logs;
    for (size_t i = 0; i < steps.size(); ++i) steps[i] -= base_logs[i];
    for (int i = 0; i < kResamples; ++i) resampled.push_back(median(resampler.draw(steps)));
    return ratio_from(median(steps), std::move(resampled));
  }
  for (int i = 0; i < kResamples; ++i) {
    const double base_median = median(resampler.draw(base_logs));
    resampled.push_back(median(resampler.draw(current_logs)) - base_median);
  }
  return ratio_from(median(current_logs) - median(base_logs), std::move(resampled));
}

std::string_view name_of(Verdict verdict) {
  constexpr std::string_view kNames[] = {"faster", "slower", "no-difference", "too-noisy"};
  return kNames[static_cast<size_t>(verdict)];
}

Verdict verdict_of(const Ratio& ratio, size_t rounds, double threshold) {
  if (rounds < kFewestRounds) return Verdict::kTooNoisy;
  if (ratio.low > 1 && ratio.value >= 1 + threshold) return Verdict::kSlower;
  if (ratio.high < 1 && ratio.value <= 1 / (1 + threshold)) return Verdict::kFaster;
  const double hidden = 1 + std::max(threshold, kLargestHidden);
  return ratio.high < hidden && ratio.low > 1 / hidden ? Verdict::kNoDifference : Verdict::kTooNoisy;
}

void WarmUp::add(int64_t wall_ns) {
  if (recent_.size() == kWarmRounds) recent_.erase(recent_.begin());
  recent_.push_back(static_cast<double>(wall_ns));
  total_ns_ += wall_ns;
}

bool WarmUp::is_warm() const {
  if (total_ns_ >= kLongestWarmUpNs) return true;
  if (recent_.size() < kWarmRounds) return false;
  const double mean = std::accumulate(recent_.begin(), recent_.end(), 0.0) / static_cast<double>(kWarmRounds);
  const double centre = static_cast<double>(kWarmRounds - 1) / 2;
  double products = 0;
  double squares = 0;
  for (size_t i = 0; i < kWarmRounds; ++i) {
    const double place = static_cast<double>(i) - centre;
    products += place * (recent_[i] - mean);
    squares += place * place;
  }
  return std::abs(products / squares) < kWarmSlope * mean;
}

}  // namespace lightbench
