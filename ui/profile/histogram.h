// How often each stretch of milliseconds occurs in two series, in bins that both share.
//
// The bins span everything but outliers, whose distance would make the rest one bar; those that lie beyond are counted
// apart and named, so that nothing is left out.
#pragma once

#include <span>
#include <vector>

namespace lightbench::ui {

struct HistogramSeries {
  std::vector<int> counts;  // one a bin
  double median_ms = 0;
  std::vector<double> below_ms;  // beyond the bins, rising
  std::vector<double> above_ms;
  size_t rounds = 0;
};

struct HistogramPair {
  double low_ms = 0;
  double high_ms = 1;
  int bins = 1;
  HistogramSeries base;
  HistogramSeries current;

  double binStart(int bin) const { return low_ms + (high_ms - low_ms) * bin / bins; }
  double largestShare() const;  // of its series' rounds, that one bin holds
};

// Bins by the rule of Freedman and Diaconis for the narrower series, at most `most_bins`. Series must not be empty.
HistogramPair histogramOf(std::span<const double> base_ms, std::span<const double> current_ms, int most_bins = 48);

}  // namespace lightbench::ui
