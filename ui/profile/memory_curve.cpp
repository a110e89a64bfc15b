#include "ui/profile/memory_curve.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kHeadroom = 3;

using Sample = std::vector<MemorySample>::const_iterator;

// The first sample after a time.
Sample firstAfter(const std::vector<MemorySample>& samples, double ns) {
  return std::partition_point(samples.begin(), samples.end(),
                              [ns](const MemorySample& each) { return static_cast<double>(each.at_ns) <= ns; });
}

}  // namespace

int64_t memoryAt(const std::vector<MemorySample>& samples, double ns) {
  const auto after = firstAfter(samples, ns);
  return after == samples.begin() ? -1 : std::prev(after)->bytes;
}

void paintMemoryCurve(QPainter& painter, const std::vector<MemorySample>& samples, int64_t end_ns, int64_t top_bytes,
                      const TimeAxis& axis, const QRectF& plot) {
  if (samples.empty() || top_bytes <= 0) return;
  const auto y = [&](int64_t bytes) {
    const double share = static_cast<double>(bytes) / static_cast<double>(top_bytes);
    return plot.bottom() - share * (plot.height() - kHeadroom);
  };
  const double first = std::max(0.0, std::floor(axis.x(samples.front().at_ns)));
  const double last = std::min(plot.width(), axis.x(end_ns));
  if (last <= first) return;
  QPainterPath line;
  auto sample = firstAfter(samples, axis.time(first));
  for (double x = first; x < last; ++x) {
    int64_t bytes = sample == samples.begin() ? 0 : std::prev(sample)->bytes;
    const double until = axis.time(x + 1);
    for (; sample != samples.end() && static_cast<double>(sample->at_ns) <= until; ++sample) {
      bytes = std::max(bytes, sample->bytes);
    }
    const double right = std::min(x + 1, last);
    line.elementCount() == 0 ? line.moveTo(plot.left() + x, y(bytes)) : line.lineTo(plot.left() + x, y(bytes));
    line.lineTo(plot.left() + right, y(bytes));
  }
  const Tokens& t = Theme::tokens();
  QPainterPath area = line;
  area.lineTo(plot.left() + last, plot.bottom());
  area.lineTo(plot.left() + first, plot.bottom());
  painter.fillPath(area, mixed(t.field, t.text3, 0.22));
  painter.strokePath(line, QPen(t.text2, 1.5));
}

}  // namespace lightbench::ui
