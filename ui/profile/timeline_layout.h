// Where the parts of a timeline lie in the viewport, and how a span is found.
#pragma once

#include <QRectF>

#include "ui/profile/timeline_model.h"

namespace lightbench::ui {

inline constexpr double kTimelineInset = 12;   // of the names from the left edge
inline constexpr double kTimelineLaneGap = 2;  // under each lane

// A span by its place in the model.
struct SpanRef {
  int lane = -1;
  int span = -1;
  bool operator==(const SpanRef&) const = default;
};

// Where the parts lie in the viewport, in logical pixels.
struct TimelineLayout {
  TimelineLayout(const Timeline& timeline, const QSizeF& size, double scroll);

  QRectF ruler;
  QRectF critical;  // empty where there is no critical path
  QRectF lanes;     // the visible part of all lanes
  QRectF memory;    // empty where no memory was sampled, or no room is left
  double gutter = 0;
  double pitch = 0;         // from lane to lane
  double lanes_height = 0;  // of all lanes, visible or not
  double scroll = 0;

  QRectF lane(int index) const;  // the whole row
};

// The first span of a lane that ends after `ns`.
int firstSpanAfter(const TimelineLane& lane, double ns);

}  // namespace lightbench::ui
