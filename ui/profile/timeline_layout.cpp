#include "ui/profile/timeline_layout.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kLeastMemory = 30;
constexpr double kMostMemory = 120;

QString tr(const char* text) { return QCoreApplication::translate("Timeline", text); }

// Wide enough for the longest name, within limits: names in files of other programs may be sentences.
double gutterWidth(const Timeline& timeline) {
  const QFontMetricsF body(Theme::font(FontRole::kBody));
  const QFontMetricsF small(Theme::font(FontRole::kSecondary));
  double width = timeline.critical.empty() ? 0 : body.horizontalAdvance(tr("Critical path"));
  for (const TimelineLane& lane : timeline.lanes) {
    const double figure = lane.busy >= 0 ? small.horizontalAdvance(QStringLiteral("100 %")) + 10 : 0;
    width = std::max(width, body.horizontalAdvance(lane.name) + figure);
  }
  if (!timeline.memory.empty()) {
    width = std::max(width, body.horizontalAdvance(tr("Memory")) + 10 +
                                small.horizontalAdvance(formatBytes(static_cast<double>(timeline.memory_top))));
  }
  return std::ceil(std::clamp(width, 60.0, 200.0)) + kTimelineInset + 8;
}

}  // namespace

TimelineLayout::TimelineLayout(const Timeline& timeline, const QSizeF& size, double scroll_)
    : gutter(gutterWidth(timeline)), pitch(Theme::metrics().lane + kTimelineLaneGap), scroll(scroll_) {
  ruler = QRectF(0, 0, size.width(), Theme::metrics().lane);
  double top = ruler.bottom();
  if (!timeline.critical.empty()) {
    critical = QRectF(0, top, size.width(), Theme::metrics().lane - 4);
    top = critical.bottom();
  }
  lanes_height = pitch * static_cast<double>(timeline.lanes.size());
  double bottom = size.height();
  if (!timeline.memory.empty()) {
    // What the lanes leave, but no less than a curve needs, as long as two lanes stay in sight.
    const double free = bottom - top - lanes_height;
    const double height = std::clamp(free, kLeastMemory, kMostMemory);
    if (bottom - top - height >= std::min(lanes_height, 2 * pitch)) {
      const double place = std::min(top + lanes_height, bottom - height);
      memory = QRectF(0, place, size.width(), height);
      bottom = place;
    }
  }
  lanes = QRectF(0, top, size.width(), std::max(0.0, bottom - top));
  scroll = std::clamp(scroll, 0.0, std::max(0.0, lanes_height - lanes.height()));
}

QRectF TimelineLayout::lane(int index) const {
  return QRectF(0, lanes.top() + pitch * index - scroll, lanes.width(), pitch);
}

int firstSpanAfter(const TimelineLane& lane, double ns) {
  const auto found = std::partition_point(lane.spans.begin(), lane.spans.end(), [ns](const TimelineSpan& span) {
    return static_cast<double>(span.end_ns) <= ns;
  });
  return static_cast<int>(found - lane.spans.begin());
}

}  // namespace lightbench::ui
