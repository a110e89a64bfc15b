// What measured durations say: order statistics, how much longer one series takes than another, and a verdict in words.
//
// Nothing is thrown away: outliers are counted and stay in every statistic, which is why all of them are medians and
// other quantiles. The bootstrap has a fixed seed, so the same samples always give the same interval.
//
// Sources: quantiles by linear interpolation between closest ranks, definition 7 of Hyndman and Fan, "Sample Quantiles
// in Statistical Packages", 1996. Outliers by the modified z-score above 3.5, Iglewicz and Hoaglin, "How to Detect and
// Handle Outliers", 1993. Percentile bootstrap: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace lightbench {

// `q` from 0 to 1. Values must not be empty, here and below.
double quantile(std::vector<double> values, double q);
double median(std::vector<double> values);
// Median distance from the median; 0.6745 of the standard deviation where values are normally distributed.
double median_absolute_deviation(std::span<const double> values);
// Indices of the values whose 0.6745 · |x - median| / MAD is above 3.5. None where the MAD is 0: more than half are the
// same then.
std::vector<size_t> find_outliers(std::span<const double> values);
size_t count_outliers(std::span<const double> values);

struct DurationStatistics {
  int count = 0;
  double median_ms = 0;
  double min_ms = 0;
  double p95_ms = 0;
  double max_ms = 0;
  double mad_ms = 0;
  size_t outliers = 0;
};
DurationStatistics statistics_of(const std::vector<int64_t>& durations_ns);

// How many times as long the new series takes, with its 95 % bootstrap interval. 1: the same.
struct Ratio {
  double value = 1;
  double low = 1;
  double high = 1;
};

enum class Pairing {
  kInterleaved,  // round i of both was measured side by side: the median of the rounds' ratios, rounds resampled
  kSeparate,     // measured apart: the ratio of the medians, each series resampled by itself
};
// Durations must be positive; interleaved series have the same length.
Ratio compare_durations(std::span<const double> base, std::span<const double> current, Pairing pairing);

enum class Verdict { kFaster, kSlower, kNoDifference, kTooNoisy };
std::string_view name_of(Verdict verdict);  // "faster", "slower", "no-difference", "too-noisy"

constexpr double kPracticalThreshold = 0.02;  // a smaller difference matters to nobody, unless calibration says so
constexpr double kLargestHidden = 0.05;       // "no difference" rules out at least this much
constexpr size_t kFewestRounds = 5;           // of fewer even 5 of 5 may lie on one side by chance (1 in 16)
constexpr size_t kAdvisedRounds = 9;

// Slower or faster: the interval lies beyond 1 and the ratio is at least `threshold` away from it. Otherwise no
// difference, if the interval also rules out one of kLargestHidden (or of the threshold, where that is larger); too
// noisy, if it does not or there are fewer than kFewestRounds. `rounds` is the shorter series' length.
Verdict verdict_of(const Ratio& ratio, size_t rounds, double threshold);

// When rounds count: once the straight line through the last five (least squares) rises or falls by less than 1 % of
// their mean a round, or 3 s after the first began.
class WarmUp {
 public:
  void add(int64_t wall_ns);
  bool is_warm() const;

 private:
  std::vector<double> recent_;  // at most five
  int64_t total_ns_ = 0;
};

}  // namespace lightbench
