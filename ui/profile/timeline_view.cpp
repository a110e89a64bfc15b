#include "ui/profile/timeline_view.h"

#include <QAccessible>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

#include "ui/profile/memory_curve.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kScrollSteps = 1'000'000;  // of the bar for the whole; its own unit is too coarse for nanoseconds
constexpr double kReach = 2;             // how far from a span it can still be pointed at
constexpr double kFrameMargin = 0.08;

QString gapWords(const Timeline& timeline, const TimelineLane& lane, const TimelineGap& gap) {
  const QString time = formatNanoseconds(gap.end_ns - gap.start_ns);
  if (gap.kind == GapKind::kUnattributed) {
    return TimelineView::tr("Unattributed, %1\nplanning and bookkeeping: no step of a node").arg(time);
  }
  return TimelineView::tr("%1 idle, %2\nwaits for %3")
      .arg(lane.full_name, time, timeline.items[static_cast<size_t>(gap.item)].title);
}

}  // namespace

TimelineView::TimelineView(QWidget* parent) : QAbstractScrollArea(parent), emptyText_(tr("Nothing has run yet")) {
  setObjectName("timelineView");
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Timeline"));
  viewport()->setMouseTracking(true);
  viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
  horizontalScrollBar()->setSingleStep(kScrollSteps / 50);
  connect(&Theme::instance(), &Theme::changed, this, &TimelineView::refit);
}

void TimelineView::setTimeline(std::shared_ptr<const Timeline> timeline) {
  timeline_ = std::move(timeline);
  look_.current = look_.hovered = {};
  look_.measured.reset();
  setSelection({selectedNodes_.begin(), selectedNodes_.end()});
  refit();
}

void TimelineView::setEmptyText(const QString& text) {
  emptyText_ = text;
  viewport()->update();
}

void TimelineView::setSelection(const std::vector<NodeId>& nodes) {
  selectedNodes_ = {nodes.begin(), nodes.end()};
  look_.selected.assign(timeline_ ? timeline_->items.size() : 0, false);
  for (size_t index = 0; index < look_.selected.size(); ++index) {
    const std::vector<NodeId>& members = timeline_->items[index].nodes;
    look_.selected[index] =
        std::any_of(members.begin(), members.end(), [&](const NodeId& node) { return selectedNodes_.count(node) > 0; });
  }
  followSelection();
  viewport()->update();
}

// The keys go on from what was selected elsewhere.
void TimelineView::followSelection() {
  const auto isSelected = [this](const TimelineSpan& span) { return look_.selected[static_cast<size_t>(span.item)]; };
  if (!timeline_ || selectedNodes_.empty()) return;
  if (look_.current.lane >= 0) {
    const TimelineLane& lane = timeline_->lanes[static_cast<size_t>(look_.current.lane)];
    if (isSelected(lane.spans[static_cast<size_t>(look_.current.span)])) return;
  }
  for (size_t index = 0; index < timeline_->lanes.size(); ++index) {
    const std::vector<TimelineSpan>& spans = timeline_->lanes[index].spans;
    const auto found = std::find_if(spans.begin(), spans.end(), isSelected);
    if (found == spans.end()) continue;
    return makeCurrent({static_cast<int>(index), static_cast<int>(found - spans.begin())});
  }
}

TimelineLayout TimelineView::places() const {
  return TimelineLayout(*timeline_, viewport()->size(), verticalScrollBar()->value());
}

void TimelineView::refit() {
  if (timeline_) {
    axis_.setWidth(viewport()->width() - places().gutter);
    axis_.setRange(static_cast<double>(timeline_->first_ns), static_cast<double>(timeline_->last_ns));
  }
  syncScrollBars();
  viewport()->update();
}

void TimelineView::syncScrollBars() {
  const QScopedValueRollback<bool> sync(syncing_, true);
  QScrollBar* along = horizontalScrollBar();
  if (!timeline_) {
    along->setRange(0, 0);
    verticalScrollBar()->setRange(0, 0);
    return;
  }
  const double unit = axis_.whole() / kScrollSteps;
  along->setPageStep(static_cast<int>(std::round(axis_.span() / unit)));
  along->setRange(0, std::max(0, kScrollSteps - along->pageStep()));
  along->setSingleStep(std::max(1, along->pageStep() / 20));
  along->setValue(static_cast<int>(std::round((axis_.start() - axis_.first()) / unit)));
  const TimelineLayout at = places();
  verticalScrollBar()->setPageStep(static_cast<int>(at.lanes.height()));
  verticalScrollBar()->setSingleStep(static_cast<int>(at.pitch));
  verticalScrollBar()->setRange(0, static_cast<int>(std::ceil(std::max(0.0, at.lanes_height - at.lanes.height()))));
}

void TimelineView::axisChanged() {
  syncScrollBars();
  viewport()->update();
}

void TimelineView::scrollContentsBy(int dx, int /*dy*/) {
  if (!syncing_ && dx != 0) {
    axis_.panTo(axis_.first() + horizontalScrollBar()->value() * (axis_.whole() / kScrollSteps));
  }
  viewport()->update();
}

void TimelineView::resizeEvent(QResizeEvent* /*event*/) { refit(); }

void TimelineView::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(viewport());
  const Tokens& t = Theme::tokens();
  painter.fillRect(viewport()->rect(), t.panel);
  if (!timeline_ || timeline_->empty()) {
    painter.setFont(Theme::font(FontRole::kBody));
    painter.setPen(t.text3);
    painter.drawText(viewport()->rect(), Qt::AlignCenter, emptyText_);
  } else {
    paintTimeline(painter, *timeline_, axis_, places(), look_);
  }
  if (hasFocus() && look_.current.lane < 0) paintFocusRing(&painter, viewport()->rect(), 0);
}

const TimelineItem* TimelineView::itemOf(const SpanRef& span) const {
  if (!timeline_ || span.lane < 0) return nullptr;
  const TimelineLane& lane = timeline_->lanes[static_cast<size_t>(span.lane)];
  return &timeline_->items[static_cast<size_t>(lane.spans[static_cast<size_t>(span.span)].item)];
}

SpanRef TimelineView::spanAt(const QPointF& point) const {
  if (!timeline_) return {};
  const TimelineLayout at = places();
  if (!at.lanes.contains(point) || point.x() < at.gutter) return {};
  const int index = static_cast<int>((point.y() - at.lanes.top() + at.scroll) / at.pitch);
  if (index < 0 || index >= static_cast<int>(timeline_->lanes.size())) return {};
  const TimelineLane& lane = timeline_->lanes[static_cast<size_t>(index)];
  const double x = point.x() - at.gutter;
  const double time = axis_.time(x);
  // The one under the pointer, else the nearest within reach.
  const int next = firstSpanAfter(lane, time);
  SpanRef nearest;
  double least = kReach;
  for (const int span : {next, next - 1}) {
    if (span < 0 || span >= static_cast<int>(lane.spans.size())) continue;
    const TimelineSpan& each = lane.spans[static_cast<size_t>(span)];
    const double start = axis_.x(each.start_ns);
    const double distance = std::max({start - x, x - axis_.x(each.end_ns), 0.0});
    if (distance > least || (nearest.lane >= 0 && distance == least)) continue;
    nearest = {index, span};
    least = distance;
  }
  return nearest;
}

QRectF TimelineView::rectOf(const SpanRef& span) const {
  if (!timeline_ || span.lane < 0) return {};
  const TimelineLayout at = places();
  const TimelineSpan& each = timeline_->lanes[static_cast<size_t>(span.lane)].spans[static_cast<size_t>(span.span)];
  const double from = at.gutter + axis_.x(each.start_ns);
  const double to = at.gutter + axis_.x(each.end_ns);
  const QRectF row = at.lane(span.lane);
  return QRectF(from, row.top(), to - from, row.height());
}

QString TimelineView::wordsOf(const SpanRef& span) const {
  const TimelineItem* item = itemOf(span);
  if (item == nullptr) return {};
  const TimelineLane& lane = timeline_->lanes[static_cast<size_t>(span.lane)];
  const TimelineSpan& each = lane.spans[static_cast<size_t>(span.span)];
  QStringList lines{item->title};
  lines << item->facts;
  if (each.end_ns - each.start_ns != item->duration_ns()) {
    lines << tr("%1: %2 of it").arg(lane.full_name, formatNanoseconds(each.end_ns - each.start_ns));
  }
  return lines.join('\n');
}

QString TimelineView::wordsAt(const QPointF& point) const {
  if (!timeline_ || timeline_->empty()) return {};
  if (const SpanRef span = spanAt(point); span.lane >= 0) return wordsOf(span);
  const TimelineLayout at = places();
  const double time = axis_.time(point.x() - at.gutter);
  if (at.critical.contains(point)) {
    return tr(
        "Critical path: the longest chain of results that wait for one another.\nWhat would remain if branches "
        "that do not need each other ran at the same time;\ntoday steps run one after another, each on all "
        "workers.");
  }
  if (at.memory.contains(point) && point.x() >= at.gutter) {
    const int64_t bytes = memoryAt(timeline_->memory, time);
    if (bytes < 0 || time > static_cast<double>(timeline_->duration_ns)) return {};
    return tr("%1 of picture buffers in use at %2\nthe run's own and all other pictures alive")
        .arg(formatBytes(static_cast<double>(bytes)), formatNanoseconds(time));
  }
  if (!at.lanes.contains(point)) return {};
  const size_t index = static_cast<size_t>((point.y() - at.lanes.top() + at.scroll) / at.pitch);
  if (index >= timeline_->lanes.size()) return {};
  const TimelineLane& lane = timeline_->lanes[index];
  if (point.x() < at.gutter) {
    return lane.busy >= 0 ? tr("%1: busy for %2 of wall").arg(lane.full_name, formatShare(lane.busy, 1))
                          : lane.full_name;
  }
  for (const TimelineGap& gap : lane.gaps) {
    if (time >= static_cast<double>(gap.start_ns) && time < static_cast<double>(gap.end_ns)) {
      return gapWords(*timeline_, lane, gap);
    }
  }
  return {};
}

void TimelineView::frame(const std::vector<const TimelineItem*>& items) {
  if (items.empty()) return frameAll();
  int64_t from = items.front()->start_ns;
  int64_t to = items.front()->end_ns;
  for (const TimelineItem* item : items) {
    from = std::min(from, item->start_ns);
    to = std::max(to, item->end_ns);
  }
  const double margin = static_cast<double>(to - from) * kFrameMargin;
  axis_.show(static_cast<double>(from) - margin, static_cast<double>(to) + margin);
  axisChanged();
}

void TimelineView::frameSelection() {
  std::vector<const TimelineItem*> items;
  for (size_t index = 0; index < look_.selected.size(); ++index) {
    if (look_.selected[index]) items.push_back(&timeline_->items[index]);
  }
  if (const TimelineItem* item = itemOf(look_.current); items.empty() && item != nullptr) items.push_back(item);
  frame(items);
}

void TimelineView::frameAll() {
  axis_.showAll();
  axisChanged();
}

void TimelineView::zoom(double factor) {
  if (!timeline_) return;
  const double gutter = places().gutter;
  const QRectF block = rectOf(look_.current);
  const double middle = block.isValid() ? block.center().x() - gutter : axis_.width() / 2;
  axis_.zoomAt(middle >= 0 && middle <= axis_.width() ? middle : axis_.width() / 2, factor);
  axisChanged();
}

void TimelineView::makeCurrent(const SpanRef& span) {
  look_.current = span;
  setAccessibleDescription(wordsOf(span).replace('\n', QStringLiteral(", ")));
  if (QAccessible::isActive()) {
    QAccessibleEvent change(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&change);
  }
  viewport()->update();
}

void TimelineView::choose(const SpanRef& span) {
  makeCurrent(span);
  const TimelineItem* item = itemOf(span);
  if (timeline_ && !timeline_->from_file) Q_EMIT nodesChosen(item != nullptr ? item->nodes : std::vector<NodeId>());
}

// Scrolls as little as shows the span, or its beginning where it is longer than the view.
void TimelineView::reveal(const SpanRef& span) {
  const TimelineSpan& each = timeline_->lanes[static_cast<size_t>(span.lane)].spans[static_cast<size_t>(span.span)];
  const double from = static_cast<double>(each.start_ns);
  const double to = static_cast<double>(each.end_ns);
  const double margin = axis_.span() * kFrameMargin;
  if (from < axis_.start() || to - from > axis_.span()) {
    if (from < axis_.start() || from > axis_.end()) axis_.panTo(from - margin);
  } else if (to > axis_.end()) {
    axis_.panTo(to + margin - axis_.span());
  }
  const TimelineLayout at = places();
  const double top = at.pitch * span.lane;
  QScrollBar* down = verticalScrollBar();
  if (top < at.scroll) down->setValue(static_cast<int>(top));
  if (top + at.pitch > at.scroll + at.lanes.height()) {
    down->setValue(static_cast<int>(std::ceil(top + at.pitch - at.lanes.height())));
  }
  axisChanged();
}

void TimelineView::moveAlong(int step) {
  if (!timeline_ || timeline_->empty()) return;
  SpanRef next = look_.current;
  if (next.lane < 0) {
    // From nowhere: the first span in sight of the first lane that has any.
    for (size_t lane = 0; lane < timeline_->lanes.size() && next.lane < 0; ++lane) {
      if (timeline_->lanes[lane].spans.empty()) continue;
      const int last = static_cast<int>(timeline_->lanes[lane].spans.size()) - 1;
      next = {static_cast<int>(lane), std::min(last, firstSpanAfter(timeline_->lanes[lane], axis_.start()))};
    }
  } else {
    const int count = static_cast<int>(timeline_->lanes[static_cast<size_t>(next.lane)].spans.size());
    next.span = std::clamp(next.span + step, 0, count - 1);
  }
  if (next.lane < 0) return;
  reveal(next);
  choose(next);
}

void TimelineView::moveAcross(int step) {
  if (!timeline_ || timeline_->empty()) return;
  if (look_.current.lane < 0) return moveAlong(0);
  const TimelineLane& from = timeline_->lanes[static_cast<size_t>(look_.current.lane)];
  const TimelineSpan& here = from.spans[static_cast<size_t>(look_.current.span)];
  const double middle = static_cast<double>(here.start_ns + here.end_ns) / 2;
  for (int lane = look_.current.lane + step; lane >= 0 && lane < static_cast<int>(timeline_->lanes.size());
       lane += step) {
    const TimelineLane& there = timeline_->lanes[static_cast<size_t>(lane)];
    if (there.spans.empty()) continue;
    const int last = static_cast<int>(there.spans.size()) - 1;
    const SpanRef next{lane, std::min(last, firstSpanAfter(there, middle))};
    reveal(next);
    return choose(next);
  }
}

}  // namespace lightbench::ui
