// Draws a timeline: ruler, critical path, lanes, memory and the mark of the wall time. A pure function of what is
// given; TimelineView decides what that is.
//
// Cost follows the pixels, not the spans: what is not visible is skipped by binary search, and what would share a
// pixel is drawn once.
#pragma once

#include <QRectF>

#include <functional>
#include <optional>
#include <vector>

#include "ui/profile/time_axis.h"
#include "ui/profile/timeline_model.h"

class QPainter;

namespace lightbench::ui {

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

struct TimelineLook {
  SpanRef current;  // the one the keyboard is at
  SpanRef hovered;
  bool focused = false;
  std::vector<char> selected;                         // by item
  std::optional<std::pair<double, double>> measured;  // a stretch being measured, ns
};

void paintTimeline(QPainter& painter, const Timeline& timeline, const TimeAxis& axis, const TimelineLayout& layout,
                   const TimelineLook& look);

// The first span of a lane that ends after `ns`.
int firstSpanAfter(const TimelineLane& lane, double ns);

}  // namespace lightbench::ui
