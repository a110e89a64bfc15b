#include "ui/profile/plot_scale.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

constexpr double kLinearUntil = 1.6;  // beyond, equal steps of percents crowd on one side
constexpr double kFactors[] = {1.5, 2, 3, 5, 10, 20, 50, 100, 1000};

// The middle has no label, so the first one on each side may be half as far from it.
std::vector<double> steppedRatios(double largest, double least_share) {
  const double least = 2 * std::log(largest) * least_share * largest;  // they crowd towards the right end
  const double first = roundStep(least / 2);
  const double step = roundStep(least);
  std::vector<double> ratios;
  const auto add = [&](double change) {
    if (1 + change < largest) ratios.push_back(1 + change);
    if (1 - change > 1 / largest) ratios.push_back(1 - change);
  };
  for (double change = step; 1 + change < largest; change += step) add(change);
  if (ratios.empty()) add(first);
  return ratios;
}

std::vector<double> factorRatios(double largest, double least_share) {
  std::vector<double> ratios;
  const double least = 2 * std::log(largest) * least_share;
  double last = largest * std::exp(least);
  // From the ends inwards: the outermost say how far the scale reaches.
  for (auto factor = std::rbegin(kFactors); factor != std::rend(kFactors); ++factor) {
    if (*factor >= largest || std::log(last / *factor) < least || std::log(*factor) < least / 2) continue;
    last = *factor;
    ratios.push_back(*factor);
    ratios.push_back(1 / *factor);
  }
  return ratios;
}

}  // namespace

double roundStep(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

PlotScale::PlotScale(double low, double high, double from_pixel, double to_pixel)
    : low_(low), high_(high), from_(from_pixel), to_(to_pixel) {
  if (high_ > low_) return;
  const double room = std::max(std::abs(low_) * 0.01, 1e-6);
  low_ -= room;
  high_ = low_ + 2 * room;
}

std::vector<PlotTick> PlotScale::ticks(double least_pixels, double least_step) const {
  const double pixels = std::max(1.0, std::abs(to_ - from_));
  const double step = std::max(least_step, roundStep(least_pixels / pixels * (high_ - low_)));
  const int decimals = decimalsOf(step);
  std::vector<PlotTick> ticks;
  for (double index = std::ceil(low_ / step - 1e-9); index * step <= high_ + step * 1e-9; ++index) {
    ticks.push_back({index * step, formatNumber(index * step, decimals)});
  }
  return ticks;
}

RatioScale::RatioScale(double largest) : largest_(std::max(largest, 1.001)) {}

double RatioScale::share(double ratio) const { return 0.5 + 0.5 * std::log(ratio) / std::log(largest_); }

std::vector<PlotTick> RatioScale::ticks(double width, double least_pixels) const {
  const double least_share = least_pixels / std::max(1.0, width);
  std::vector<PlotTick> ticks;
  for (const double ratio :
       largest_ < kLinearUntil ? steppedRatios(largest_, least_share) : factorRatios(largest_, least_share)) {
    const double change = ratio - 1;
    const bool is_whole = std::abs(change * 100 - std::round(change * 100)) < 1e-6 || std::abs(change) > 0.1;
    ticks.push_back({ratio, formatChange(change, is_whole ? 0 : 1)});
  }
  std::sort(ticks.begin(), ticks.end(), [](const PlotTick& a, const PlotTick& b) { return a.value < b.value; });
  return ticks;
}

}  // namespace lightbench::ui
