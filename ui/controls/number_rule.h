// What a number in the window may be and how it is stepped, written and laid on a track. Shared by NumberField,
// SliderRow and MatrixField, so that dragging, typing and the arrow keys agree.
//
// The soft range is where the track ends and where a value is usual; outside it a value is allowed and marked. The
// hard range is refused in words. A logarithmic rule needs soft_min > 0; otherwise it is treated as linear.
#pragma once

#include <QString>
#include <limits>
#include <optional>

namespace lightbench::ui {

enum class NumberScale { kLinear, kLogarithmic };

struct NumberRule {
  double soft_min = 0;
  double soft_max = 1;
  double hard_min = -std::numeric_limits<double>::infinity();
  double hard_max = std::numeric_limits<double>::infinity();
  double step = 0.01;
  std::optional<double> default_value;
  NumberScale scale = NumberScale::kLinear;
  bool whole = false;  // whole numbers only
  QString unit;        // shown after the value, in text3

  bool isLogarithmic() const { return scale == NumberScale::kLogarithmic && soft_min > 0 && soft_max > soft_min; }
  bool isUsual(double value) const { return value >= soft_min && value <= soft_max; }
  // Written values are compared: two that print alike are the same to the user.
  bool isDefault(double value) const;

  // `count` steps from `from`, fine steps being a tenth; kept inside the hard range and free of rounding noise.
  double stepped(double from, double count, bool fine) const;
  // The nearest round value: a multiple of ten steps, for Ctrl.
  double snapped(double value) const;
  // Inside the hard range, whole if asked.
  double allowed(double value) const;
  // Empty when allowed, else a sentence for the user.
  QString refusal(double value) const;

  // 0..1 along the track and back; outside the soft range positions are clamped.
  double position(double value) const;
  double atPosition(double position) const;

  QString text(double value) const;  // without the unit
};

}  // namespace lightbench::ui
