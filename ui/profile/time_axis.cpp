#include "ui/profile/time_axis.h"

#include <algorithm>
#include <cmath>

#include "ui/profile/plot_scale.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

constexpr double kMargin = 0.05;  // of the duration, after its end

struct Unit {
  double ns;
  const char* name;
};
constexpr Unit kUnits[] = {{1, "ns"}, {1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}};

const Unit& unitFor(double ns) {
  const Unit* unit = &kUnits[0];
  for (const Unit& each : kUnits) {
    if (ns >= each.ns) unit = &each;
  }
  return *unit;
}

}  // namespace

double TimeAxis::whole() const { return std::max(kLeastSpan_ns, duration_ * (1 + kMargin)); }

void TimeAxis::setRange(double first_ns, double last_ns) {
  const bool whole_shown = isWhole() || duration_ <= 0;
  first_ = first_ns;
  duration_ = std::max(0.0, last_ns - first_ns);
  if (whole_shown) {
    showAll();
  } else {
    show(start_, end());
  }
}

void TimeAxis::setWidth(double pixels) { width_ = std::max(1.0, pixels); }

void TimeAxis::showAll() {
  start_ = first_;
  span_ = whole();
}

void TimeAxis::show(double from_ns, double to_ns) {
  span_ = std::clamp(to_ns - from_ns, kLeastSpan_ns, whole());
  panTo((from_ns + to_ns - span_) / 2);
}

void TimeAxis::zoomAt(double x, double factor) {
  const double held = time(x);
  span_ = std::clamp(span_ / factor, kLeastSpan_ns, whole());
  panTo(held - x / width_ * span_);
}

void TimeAxis::panTo(double start_ns) { start_ = std::clamp(start_ns, first_, first_ + whole() - span_); }

std::vector<TimeTick> TimeAxis::ticks(double least_pixels) const {
  const double step = roundStep(std::max(1.0, least_pixels / width_ * span_));
  const Unit& unit = unitFor(std::max({step, end() * 0.999, -start_}));  // up to one microsecond in nanoseconds
  const int decimals = decimalsOf(step / unit.ns);
  std::vector<TimeTick> ticks;
  for (double index = std::ceil(start_ / step); index * step <= end(); ++index) {
    const double ns = index * step;
    const QString number = formatNumber(ns / unit.ns, decimals);
    ticks.push_back({ns, ns == 0 ? QStringLiteral("0") : number + QChar(' ') + QString::fromUtf8(unit.name)});
  }
  return ticks;
}

QString formatNanoseconds(double ns) {
  const Unit& unit = unitFor(std::fabs(ns));
  const double value = ns / unit.ns;
  const double size = std::fabs(value);
  const int decimals = unit.ns == 1 ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0;
  return formatNumber(value, decimals) + QChar(' ') + QString::fromUtf8(unit.name);
}

}  // namespace lightbench::ui
