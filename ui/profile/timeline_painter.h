// Draws a timeline: ruler, critical path, lanes, memory and the mark of the wall time. A pure function of what is
// given; TimelineView decides what that is.
//
// Cost follows the pixels, not the spans: what is not visible is skipped by binary search, and what would share a
// pixel is drawn once.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "ui/profile/time_axis.h"
#include "ui/profile/timeline_layout.h"
#include "ui/profile/timeline_model.h"

class QPainter;

namespace lightbench::ui {

struct TimelineLook {
  SpanRef current;  // the one the keyboard is at
  SpanRef hovered;
  bool focused = false;
  std::vector<char> selected;                         // by item
  std::optional<std::pair<double, double>> measured;  // a stretch being measured, ns
};

void paintTimeline(QPainter& painter, const Timeline& timeline, const TimeAxis& axis, const TimelineLayout& layout,
                   const TimelineLook& look);

}  // namespace lightbench::ui
