#include "ui/profile/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/profile/statistics.h"

namespace lightbench::ui {

namespace {

constexpr int kFewestBins = 8;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

void widen(Range& range, std::span<const double> values) {
  const std::vector<size_t> outliers = find_outliers(values);
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::binary_search(outliers.begin(), outliers.end(), i)) continue;
    range.low = std::min(range.low, values[i]);
    range.high = std::max(range.high, values[i]);
  }
}

double binWidth(std::span<const double> values) {
  const std::vector<double> copy(values.begin(), values.end());
  return 2 * (quantile(copy, 0.75) - quantile(copy, 0.25)) / std::cbrt(static_cast<double>(values.size()));
}

HistogramSeries counted(std::span<const double> values, const HistogramPair& pair) {
  HistogramSeries series;
  series.counts.assign(static_cast<size_t>(pair.bins), 0);
  series.rounds = values.size();
  series.median_ms = median({values.begin(), values.end()});
  for (const double value : values) {
    if (value < pair.low_ms) {
      series.below_ms.push_back(value);
    } else if (value > pair.high_ms) {
      series.above_ms.push_back(value);
    } else {
      const double place = (value - pair.low_ms) / (pair.high_ms - pair.low_ms) * pair.bins;
      ++series.counts[static_cast<size_t>(std::clamp(static_cast<int>(place), 0, pair.bins - 1))];
    }
  }
  std::sort(series.below_ms.begin(), series.below_ms.end());
  std::sort(series.above_ms.begin(), series.above_ms.end());
  return series;
}

}  // namespace

double HistogramPair::largestShare() const {
  double largest = 0;
  for (const HistogramSeries* series : {&base, &current}) {
    for (const int count : series->counts) {
      largest = std::max(largest, static_cast<double>(count) / static_cast<double>(series->rounds));
    }
  }
  return largest;
}

HistogramPair histogramOf(std::span<const double> base_ms, std::span<const double> current_ms, int most_bins) {
  Range range;
  widen(range, base_ms);
  widen(range, current_ms);
  HistogramPair pair;
  const double room = std::max((range.high - range.low) * 0.02, range.high * 1e-4);
  pair.low_ms = range.low - room;
  pair.high_ms = range.high + room;
  const double width = std::min(binWidth(base_ms), binWidth(current_ms));
  const double wanted = width > 0 ? std::ceil((pair.high_ms - pair.low_ms) / width) : kFewestBins;
  pair.bins = static_cast<int>(std::clamp(wanted, double{kFewestBins}, static_cast<double>(most_bins)));
  pair.base = counted(base_ms, pair);
  pair.current = counted(current_ms, pair);
  return pair;
}

}  // namespace lightbench::ui
