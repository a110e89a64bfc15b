#include "ui/controls/number_rule.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/theme/format.h"

namespace lightbench::ui {
namespace {

// A logarithmic track has 200 steps from end to end.
constexpr double kLogarithmicStep = 1.0 / 200;

double toGrid(double value, double grid) {
  if (!(grid > 0)) return value;
  // Dividing by 100 gives the nearest double to 0.1; multiplying by 0.01 does not.
  const double per_one = std::round(1 / grid);
  if (grid < 1 && std::fabs(per_one * grid - 1) < 1e-9) return std::round(value * per_one) / per_one;
  return std::round(value / grid) * grid;
}

double toSignificant(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double scale = std::pow(10.0, digits - 1 - static_cast<int>(std::floor(std::log10(std::fabs(value)))));
  return std::round(value * scale) / scale;
}

}  // namespace

bool NumberRule::isDefault(double value) const {
  if (!default_value) return true;
  return std::fabs(value - *default_value) <= 1e-9 + 1e-6 * std::max(std::fabs(step), std::fabs(*default_value) * 1e-3);
}

double NumberRule::allowed(double value) const {
  if (whole) value = std::round(value);
  return std::clamp(value, hard_min, hard_max);
}

double NumberRule::stepped(double from, double count, bool fine) const {
  if (isLogarithmic()) {
    const double moved = std::clamp(from, soft_min, soft_max) *
                         std::pow(soft_max / soft_min, count * kLogarithmicStep * (fine ? 0.1 : 1.0));
    double value = toSignificant(moved, fine ? 4 : 3);
    // A small whole number would otherwise stay where it is.
    if (whole && std::round(value) == std::round(from) && std::fabs(count) >= 1) value = from + (count > 0 ? 1 : -1);
    return allowed(value);
  }
  if (whole) return allowed(std::round(from) + std::trunc(count * std::max(1.0, step) * (fine ? 0.1 : 1.0)));
  return allowed(toGrid(from + count * step * (fine ? 0.1 : 1.0), step * 0.1));
}

double NumberRule::snapped(double value) const {
  if (isLogarithmic()) return allowed(toSignificant(value, 1));
  return allowed(toGrid(value, std::max(step, whole ? 1.0 : 0.0) * 10));
}

QString NumberRule::refusal(double value) const {
  const auto say = [this](const char* sentence, double limit) {
    return QCoreApplication::translate("NumberRule", sentence)
        .arg(unit.isEmpty() ? text(limit) : text(limit) + ' ' + unit);
  };
  if (!std::isfinite(value)) return QCoreApplication::translate("NumberRule", "This is not a number.");
  if (whole && value != std::round(value)) {
    return QCoreApplication::translate("NumberRule", "Only whole numbers are possible here.");
  }
  if (value < hard_min) return say("Not below %1.", hard_min);
  if (value > hard_max) return say("Not above %1.", hard_max);
  return QString();
}

double NumberRule::position(double value) const {
  if (!(soft_max > soft_min)) return 0;
  const double at = isLogarithmic() ? std::log(std::max(value, soft_min) / soft_min) / std::log(soft_max / soft_min)
                                    : (value - soft_min) / (soft_max - soft_min);
  return std::clamp(at, 0.0, 1.0);
}

double NumberRule::atPosition(double position) const {
  position = std::clamp(position, 0.0, 1.0);
  if (isLogarithmic()) return allowed(toSignificant(soft_min * std::pow(soft_max / soft_min, position), 3));
  return allowed(toGrid(soft_min + position * (soft_max - soft_min), whole ? 1.0 : step));
}

QString NumberRule::text(double value) const {
  if (whole) return formatNumber(value, 0);
  if (isLogarithmic()) {
    const double size = std::fabs(value);
    return formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4);
  }
  int decimals = decimalsOf(step);
  const double scaled = value * std::pow(10.0, decimals);
  if (std::fabs(scaled - std::round(scaled)) > 1e-4) ++decimals;  // reached with fine steps or typed
  return formatNumber(value, decimals);
}

}  // namespace lightbench::ui
