// The interval plot of a comparison, in pieces: the head with the scale and one row each, which lie below each other
// and share the band of what is too small to matter.
#pragma once

#include <QRectF>

#include "ui/profile/compare_rows.h"

class QPainter;

namespace lightbench::ui {

struct IntervalPlot {
  const RatioScale& scale;
  double threshold;  // practical
};

void paintIntervalHead(QPainter& painter, const QRectF& area, const IntervalPlot& plot);
// A row without a ratio has only the band: its words stand beside it. `selected`: on the ground of a chosen row.
void paintInterval(QPainter& painter, const QRectF& area, const CompareRow& row, const IntervalPlot& plot,
                   bool selected);

}  // namespace lightbench::ui
