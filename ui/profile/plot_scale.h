// Where numbers lie on a plot, and at which round numbers its ticks stand.
#pragma once

#include <QString>

#include <vector>

namespace lightbench::ui {

// 1, 2 or 5 times a power of ten, at least `least`, which must be above 0.
double roundStep(double least);

struct PlotTick {
  double value = 0;
  QString label;
};

// Linear, from `low` to `high` over a stretch of pixels, which may run backwards (upwards).
class PlotScale {
 public:
  // An empty or turned range is widened to one that can be drawn.
  PlotScale(double low, double high, double from_pixel, double to_pixel);

  double low() const { return low_; }
  double high() const { return high_; }
  double place(double value) const { return from_ + (value - low_) / (high_ - low_) * (to_ - from_); }
  double valueAt(double pixel) const { return low_ + (pixel - from_) / (to_ - from_) * (high_ - low_); }
  // At round numbers at least `least_pixels` apart, rising; as few decimals as they need. `least_step`: 1 for counts.
  std::vector<PlotTick> ticks(double least_pixels, double least_step = 0) const;

 private:
  double low_;
  double high_;
  double from_;
  double to_;
};

// For ratios: logarithmic and the same on both sides of 1, so that twice and half as long lie equally far away. Places
// are shares of the width; 0.5 is "no change".
class RatioScale {
 public:
  explicit RatioScale(double largest = 1.1);  // at the right end, above 1; the left end is 1 / largest

  double largest() const { return largest_; }
  double share(double ratio) const;  // outside 0..1 where it lies beyond the ends
  // Labelled as changes, "+10 %"; 1 itself is not among them.
  std::vector<PlotTick> ticks(double width, double least_pixels) const;

 private:
  double largest_;
};

}  // namespace lightbench::ui
