#include "ui/profile/timeline_painter.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/profile/memory_curve.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kCriticalBar = 4;
constexpr double kTickPixels = 84;
constexpr double kLeastBlock = 2;  // narrower blocks share pixels
constexpr double kRoundFrom = 6;   // narrower ones have no corners to round
constexpr double kTextFrom = 26;   // narrower ones have no room for a letter and a figure
constexpr double kTextPadding = 6;
constexpr double kHatchPitch = 4;

QString tr(const char* text) { return QCoreApplication::translate("Timeline", text); }

double textWidth(const QPainter& painter, const QString& text) {
  return QFontMetricsF(painter.font()).horizontalAdvance(text);
}

class Painting {
 public:
  Painting(QPainter& painter, const Timeline& timeline, const TimeAxis& axis, const TimelineLayout& layout,
           const TimelineLook& look)
      : painter_(painter), timeline_(timeline), axis_(axis), layout_(layout), look_(look), t_(Theme::tokens()) {}

  void paint() {
    painter_.fillRect(QRectF(0, 0, layout_.lanes.right(), layout_.ruler.bottom()), t_.panel);
    paintRuler();
    paintCriticalPath();
    paintLanes();
    if (!layout_.memory.isEmpty()) paintMemory();
    paintWall();
    if (look_.measured) paintMeasured();
  }

 private:
  double left() const { return layout_.gutter; }
  double x(double ns) const { return left() + axis_.x(ns); }
  double x(int64_t ns) const { return left() + axis_.x(ns); }

  void gutterText(const QRectF& row, const QString& name, const QString& figure) {
    painter_.setFont(Theme::font(FontRole::kBody));
    painter_.setPen(t_.text2);
    const QRectF area(row.left() + kTimelineInset, row.top(), layout_.gutter - kTimelineInset - 8, row.height());
    double room = area.width();
    if (!figure.isEmpty()) {
      painter_.setFont(Theme::font(FontRole::kSecondary));
      painter_.setPen(t_.text3);
      painter_.drawText(area, Qt::AlignRight | Qt::AlignVCenter, figure);
      room -= textWidth(painter_, figure) + 6;
      painter_.setFont(Theme::font(FontRole::kBody));
      painter_.setPen(t_.text2);
    }
    painter_.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                      painter_.fontMetrics().elidedText(name, Qt::ElideMiddle, static_cast<int>(room)));
  }

  void paintRuler() {
    painter_.save();
    painter_.setClipRect(layout_.ruler.adjusted(left(), 0, 0, 0));
    const QRectF tag = wallTag();
    painter_.setFont(Theme::font(FontRole::kHint));
    ticks_ = axis_.ticks(kTickPixels);
    for (const TimeTick& tick : ticks_) {
      paintHairline(&painter_, QLineF(x(tick.ns), layout_.ruler.top() + 5, x(tick.ns), layout_.ruler.bottom()),
                    t_.line2);
      const QRectF label(x(tick.ns) + 5, layout_.ruler.top(), textWidth(painter_, tick.label) + 2,
                         layout_.ruler.height());
      if (label.intersects(tag)) continue;  // half a number is a wrong one
      painter_.setPen(t_.text2);
      painter_.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, tick.label);
    }
    painter_.restore();
  }

  void paintCriticalPath() {
    if (layout_.critical.isEmpty()) return;
    gutterText(layout_.critical, tr("Critical path"), {});
    const double top = layout_.critical.center().y() - kCriticalBar / 2;
    painter_.save();
    painter_.setClipRect(layout_.critical.adjusted(left(), 0, 0, 0));
    double reached = -1;
    for (const TimelineSpan& span : timeline_.critical) {
      if (axis_.isPast(span.end_ns) || axis_.isAhead(span.start_ns) || x(span.end_ns) < reached + 1) continue;
      // A pixel apart, so that each step can be told from the next.
      const double from = x(span.start_ns);
      const double to = std::max(from + 1, x(span.end_ns) - 1);
      const bool selected = isSelected(span.item);
      painter_.fillRect(snapped(painter_, QRectF(from, top, to - from, kCriticalBar)), selected ? t_.accent : t_.text2);
      reached = to;
    }
    painter_.restore();
  }

  void paintLanes() {
    painter_.save();
    painter_.setClipRect(layout_.lanes);
    painter_.fillRect(layout_.lanes, t_.panel);
    for (size_t index = 0; index < timeline_.lanes.size(); ++index) {
      const QRectF row = layout_.lane(static_cast<int>(index));
      if (row.bottom() < layout_.lanes.top() || row.top() > layout_.lanes.bottom()) continue;
      paintLane(static_cast<int>(index), row);
    }
    painter_.setClipRect(layout_.lanes.adjusted(left(), 0, 0, 0));
    paintCriticalLinks();
    painter_.restore();
  }

  // Where the critical path goes from one device to another: from lane to lane at the start of what waited.
  void paintCriticalLinks() {
    for (size_t index = 1; index < timeline_.critical.size(); ++index) {
      const TimelineSpan& span = timeline_.critical[index];
      const int from = timeline_.items[static_cast<size_t>(timeline_.critical[index - 1].item)].lane;
      const int to = timeline_.items[static_cast<size_t>(span.item)].lane;
      if (from == to || axis_.isPast(span.start_ns) || axis_.isAhead(span.start_ns)) continue;
      const double half = (layout_.pitch - kTimelineLaneGap) / 2;
      const double top = layout_.lane(std::min(from, to)).top() + half;
      const double bottom = layout_.lane(std::max(from, to)).top() + half;
      paintHairline(&painter_, QLineF(x(span.start_ns), top, x(span.start_ns), bottom), t_.text2);
    }
  }

  void paintLane(int index, const QRectF& row) {
    const TimelineLane& lane = timeline_.lanes[static_cast<size_t>(index)];
    gutterText(row, lane.name, lane.busy >= 0 ? formatShare(lane.busy) : QString());
    const QRectF track(left(), row.top(), layout_.lanes.right() - left(), row.height() - kTimelineLaneGap);
    painter_.fillRect(snapped(painter_, track), t_.field);
    painter_.save();
    painter_.setClipRect(track, Qt::IntersectClip);
    for (const TimeTick& tick : ticks_) {
      paintHairline(&painter_, QLineF(x(tick.ns), track.top(), x(tick.ns), track.bottom()), t_.line);
    }
    paintGaps(index, track);
    paintSpans(index, lane, track);
    paintSlacks(index, track);
    painter_.restore();
  }

  void paintGaps(int index, const QRectF& track) {
    const TimelineLane& lane = timeline_.lanes[static_cast<size_t>(index)];
    auto gap = std::partition_point(lane.gaps.begin(), lane.gaps.end(),
                                    [&](const TimelineGap& each) { return axis_.isPast(each.end_ns); });
    while (gap != lane.gaps.end() && !axis_.isAhead(gap->start_ns)) {
      const double from = std::max(left() - 4, x(gap->start_ns));
      const double to = std::min(track.right() + 4, x(gap->end_ns));
      if (to - from >= kLeastBlock) {
        const QRectF area(from, track.top(), to - from, track.height());
        gap->kind == GapKind::kUnattributed ? paintUnattributed(area) : paintWait(index, area, *gap);
      }
      const double next = axis_.time(std::max(to, from + 1) - left());
      gap = std::partition_point(std::next(gap), lane.gaps.end(),
                                 [&](const TimelineGap& each) { return static_cast<double>(each.end_ns) <= next; });
    }
  }

  // Hatched, and named where there is room.
  void paintUnattributed(const QRectF& area) {
    const QRectF block = area.adjusted(0, 1, 0, -1);
    painter_.save();
    painter_.setClipRect(block, Qt::IntersectClip);
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setPen(QPen(t_.line2, 1));
    const double first = std::floor((block.left() - block.height()) / kHatchPitch) * kHatchPitch;
    for (double at = first; at < block.right(); at += kHatchPitch) {
      painter_.drawLine(QPointF(at, block.bottom()), QPointF(at + block.height(), block.top()));
    }
    painter_.restore();
    caption(block, tr("unattributed"));
  }

  // A dotted line through the middle: the lane has nothing to do until the step is done.
  void paintWait(int index, const QRectF& area, const TimelineGap& gap) {
    painter_.setPen(QPen(t_.line2, snappedWidth(painter_, 1), Qt::DotLine));
    const double middle = std::floor(area.center().y()) + 0.5;
    painter_.drawLine(QPointF(area.left() + 2, middle), QPointF(area.right() - 2, middle));
    const bool has_slack =
        std::any_of(timeline_.slacks.begin(), timeline_.slacks.end(), [&](const TimelineSlack& each) {
          return isIn(each, index) && each.start_ns < gap.end_ns && gap.start_ns < each.end_ns;
        });
    if (gap.item >= 0 && !has_slack)
      caption(area, tr("waits for %1").arg(timeline_.items[static_cast<size_t>(gap.item)].title));
  }

  bool isIn(const TimelineSlack& slack, int lane) const {
    return timeline_.items[static_cast<size_t>(slack.item)].lane == lane;
  }

  // Dotted along the lower edge of the lane, since other steps run there meanwhile; named where none does.
  void paintSlacks(int index, const QRectF& track) {
    const TimelineLane& lane = timeline_.lanes[static_cast<size_t>(index)];
    for (const TimelineSlack& slack : timeline_.slacks) {
      if (!isIn(slack, index) || axis_.isPast(slack.end_ns) || axis_.isAhead(slack.start_ns)) continue;
      const double from = std::max(left() - 4, x(slack.start_ns));
      const double to = std::min(track.right() + 4, x(slack.end_ns));
      if (to - from < kLeastBlock) continue;
      const double y = std::floor(track.bottom()) - 1.5;
      QPen pen(t_.text2, snappedWidth(painter_, 1.5), Qt::DotLine);
      painter_.setPen(pen);
      painter_.drawLine(QPointF(from, y), QPointF(to, y));
      paintHairline(&painter_, QLineF(to, y - 5, to, track.bottom()), t_.text2);
      const int next = firstSpanAfter(lane, static_cast<double>(slack.start_ns));
      const double free = next < static_cast<int>(lane.spans.size())
                              ? std::min(to, x(lane.spans[static_cast<size_t>(next)].start_ns))
                              : to;
      caption(QRectF(from, track.top(), std::max(0.0, free - from), track.height() - 3),
              tr("slack %1").arg(formatNanoseconds(slack.slack_ns)));
    }
  }

  // In the middle of an area, on the lane's own colour; nothing where it does not fit.
  void caption(const QRectF& area, const QString& text) {
    painter_.setFont(Theme::font(FontRole::kHint));
    const double width = textWidth(painter_, text) + 8;
    const QRectF visible = area & QRectF(left(), area.top(), layout_.lanes.right() - left(), area.height());
    if (width + 12 > visible.width()) return;
    const QRectF place(visible.center().x() - width / 2, area.top() + 1, width, area.height() - 2);
    painter_.fillRect(place, t_.field);
    painter_.setPen(t_.text3);
    painter_.drawText(place, Qt::AlignCenter, text);
  }

  void paintSpans(int index, const TimelineLane& lane, const QRectF& track) {
    int span = firstSpanAfter(lane, axis_.start());
    const int count = static_cast<int>(lane.spans.size());
    std::vector<int> ringed;
    while (span < count && !axis_.isAhead(lane.spans[static_cast<size_t>(span)].start_ns)) {
      const TimelineSpan& each = lane.spans[static_cast<size_t>(span)];
      const double from = x(each.start_ns);
      const double to = x(each.end_ns);
      if (to - from < kLeastBlock) {
        span = paintCrowd(lane, span, track);
        continue;
      }
      paintBlock(each, QRectF(from, track.top(), to - from, track.height()), look_.hovered == SpanRef{index, span});
      if (isSelected(each.item) || look_.current == SpanRef{index, span}) ringed.push_back(span);
      ++span;
    }
    for (const int each : ringed) paintRings(index, each, lane, track);
    if (look_.current.lane == index && look_.focused && ringed.empty() && look_.current.span >= 0) {
      paintRings(index, look_.current.span, lane, track);
    }
  }

  // Spans that share a pixel or two: one bar, in the colour of the costliest of those looked at. Gives the next span.
  int paintCrowd(const TimelineLane& lane, int first, const QRectF& track) {
    constexpr int kLookedAt = 16;
    const double from = std::floor(x(lane.spans[static_cast<size_t>(first)].start_ns));
    const double right = from + kLeastBlock;
    const double until = axis_.time(right - left());
    int next = first + 1;
    const int count = static_cast<int>(lane.spans.size());
    // Of the spans that end within this bar, whatever their number.
    if (next < count && static_cast<double>(lane.spans[static_cast<size_t>(next)].end_ns) <= until) {
      next = std::max(next, firstSpanAfter(lane, until));
    }
    double heat = -1;
    bool selected = false;
    const int step = std::max(1, (next - first) / kLookedAt);
    for (int span = first; span < next; span += step) {
      const int item = lane.spans[static_cast<size_t>(span)].item;
      heat = std::max(heat, timeline_.items[static_cast<size_t>(item)].heat);
      selected = selected || isSelected(item);
    }
    const double end = x(lane.spans[static_cast<size_t>(next - 1)].end_ns);
    const QRectF bar(x(lane.spans[static_cast<size_t>(first)].start_ns), track.top(),
                     std::max(snappedWidth(painter_, 1), end - x(lane.spans[static_cast<size_t>(first)].start_ns)),
                     track.height());
    QRectF area = snapped(painter_, bar);
    area.setWidth(std::max(area.width(), snappedWidth(painter_, 1)));
    painter_.fillRect(area, selected ? t_.accent : fillOf(heat));
    return next;
  }

  QColor fillOf(double heat) const { return heat >= 0 ? t_.heatColor(heat) : t_.hover; }

  void paintBlock(const TimelineSpan& span, const QRectF& given, bool hovered) {
    const TimelineItem& item = timeline_.items[static_cast<size_t>(span.item)];
    // Far outside nothing is drawn: a block of hours on a screen of microseconds is wider than a path can be.
    const QRectF block = given & QRectF(left() - 8, given.top(), layout_.lanes.right() - left() + 16, given.height());
    const QColor fill = fillOf(item.heat);
    const QColor outline = hovered ? t_.text : item.heat < 0 ? t_.ctl : QColor();
    if (block.width() < kRoundFrom) {
      painter_.fillRect(snapped(painter_, block.adjusted(0, 0, -0.5, 0)), fill);
      return;
    }
    paintPanel(&painter_, block.adjusted(0, 0, -1, 0), radius::kBlock, fill, outline);
    if (block.width() >= kTextFrom) paintLabel(item, span, block, item.heat < 0 ? t_.text : textOn(fill));
  }

  // The fullest words that fit, at the visible left end of the block.
  void paintLabel(const TimelineItem& item, const TimelineSpan& span, const QRectF& block, const QColor& ink) {
    const QRectF visible = block & QRectF(left(), block.top(), layout_.lanes.right() - left(), block.height());
    const QRectF room = visible.adjusted(kTextPadding, 0, -kTextPadding, 0);
    painter_.setFont(Theme::font(FontRole::kBodyMedium));
    painter_.setPen(ink);
    const double duration = static_cast<double>(span.end_ns - span.start_ns);
    const QString time = formatNanoseconds(duration);
    QString text = QStringLiteral("%1 %2").arg(item.title, time);
    if (!timeline_.from_file && timeline_.duration_ns > 0 && item.heat >= 0) {
      const QString more =
          text + tr(", %1 of wall").arg(formatShare(duration / static_cast<double>(timeline_.duration_ns)));
      if (textWidth(painter_, more) <= room.width()) text = more;
    }
    if (textWidth(painter_, text) > room.width()) {
      text = painter_.fontMetrics().elidedText(item.title, Qt::ElideRight, static_cast<int>(room.width()));
    }
    if (text != QStringLiteral("…")) painter_.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, text);
  }

  bool isSelected(int item) const {
    return item >= 0 && static_cast<size_t>(item) < look_.selected.size() && look_.selected[static_cast<size_t>(item)];
  }

  // Selection outside the block, the keyboard's place inside it.
  void paintRings(int index, int span, const TimelineLane& lane, const QRectF& track) {
    const TimelineSpan& each = lane.spans[static_cast<size_t>(span)];
    const double from = x(each.start_ns);
    const double to = std::max(from + 5, x(each.end_ns));
    if (to < left() - 8 || from > layout_.lanes.right() + 8) return;
    const QRectF block = QRectF(from, track.top(), to - from, track.height()) &
                         QRectF(left() - 8, track.top(), layout_.lanes.right() - left() + 16, track.height());
    if (isSelected(each.item)) {
      paintPanel(&painter_, block.adjusted(-1, 0, 0, 0), radius::kBlock, QColor(), t_.accent, kFocusWidth);
    }
    if (look_.focused && look_.current == SpanRef{index, span}) {
      const double heat = timeline_.items[static_cast<size_t>(each.item)].heat;
      paintPanel(&painter_, block.adjusted(2, 3, -3, -3), radius::kBar, QColor(),
                 isSelected(each.item) ? textOn(fillOf(heat)) : t_.accent, isSelected(each.item) ? 1 : kFocusWidth);
    }
  }

  void paintMemory() {
    gutterText(layout_.memory, tr("Memory"), formatBytes(static_cast<double>(timeline_.memory_top)));
    const QRectF plot = layout_.memory.adjusted(left(), 0, 0, -kTimelineLaneGap);
    painter_.fillRect(snapped(painter_, plot), t_.field);
    painter_.save();
    painter_.setClipRect(plot);
    for (const TimeTick& tick : ticks_) {
      paintHairline(&painter_, QLineF(x(tick.ns), plot.top(), x(tick.ns), plot.bottom()), t_.line);
    }
    paintMemoryCurve(painter_, timeline_.memory, timeline_.duration_ns, timeline_.memory_top, axis_, plot);
    painter_.restore();
  }

  QString wallText() const {
    return (timeline_.from_file ? tr("end %1") : tr("wall %1")).arg(formatNanoseconds(timeline_.duration_ns));
  }

  // Of the end of the run, at the ruler; empty when that is out of sight.
  QRectF wallTag() const {
    const double at = x(timeline_.duration_ns);
    if (at < left() || at > layout_.lanes.right() || timeline_.duration_ns <= 0) return {};
    const double width = QFontMetricsF(Theme::font(FontRole::kHintMedium)).horizontalAdvance(wallText()) + 12;
    const double place = std::clamp(at, left(), std::max(left(), layout_.lanes.right() - width));
    return QRectF(place, layout_.ruler.top() + 2, width, layout_.ruler.height() - 4);
  }

  // Where the run ended, through all lanes, named at the ruler.
  void paintWall() {
    const QRectF tag = wallTag();
    if (tag.isEmpty()) return;
    const double bottom =
        layout_.memory.isEmpty() ? layout_.lanes.bottom() : layout_.memory.bottom() - kTimelineLaneGap;
    const double top = layout_.ruler.bottom() - 2;
    painter_.fillRect(snapped(painter_, QRectF(x(timeline_.duration_ns), top, 2, bottom - top)), t_.accent);
    paintPanel(&painter_, tag, radius::kField, t_.accent);
    painter_.setFont(Theme::font(FontRole::kHintMedium));
    painter_.setPen(t_.onaccent);
    painter_.drawText(tag, Qt::AlignCenter, wallText());
  }

  void paintMeasured() {
    const double from = std::max(left(), x(look_.measured->first));
    const double to = std::min(layout_.lanes.right(), x(look_.measured->second));
    if (to <= from) return;
    for (const double at : {from, to - 1}) {
      paintHairline(&painter_, QLineF(at, layout_.ruler.top(), at, layout_.lanes.bottom()), t_.text);
    }
    const QString text = formatNanoseconds(look_.measured->second - look_.measured->first);
    painter_.setFont(Theme::font(FontRole::kHintMedium));
    const double width = textWidth(painter_, text) + 12;
    QRectF tag((from + to - width) / 2, layout_.ruler.top() + 2, width, layout_.ruler.height() - 4);
    tag.moveLeft(std::clamp(tag.left(), left(), std::max(left(), layout_.lanes.right() - width)));
    paintPanel(&painter_, tag, radius::kField, t_.text);
    painter_.setPen(t_.panel);
    painter_.drawText(tag, Qt::AlignCenter, text);
  }

  QPainter& painter_;
  const Timeline& timeline_;
  const TimeAxis& axis_;
  const TimelineLayout& layout_;
  const TimelineLook& look_;
  const Tokens& t_;
  std::vector<TimeTick> ticks_;
};

}  // namespace

void paintTimeline(QPainter& painter, const Timeline& timeline, const TimeAxis& axis, const TimelineLayout& layout,
                   const TimelineLook& look) {
  Painting(painter, timeline, axis, layout, look).paint();
}

}  // namespace lightbench::ui
