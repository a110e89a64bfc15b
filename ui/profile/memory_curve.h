// The memory beneath a timeline: bytes of the buffers in use, as steps from sample to sample.
#pragma once

#include <vector>

#include "ui/profile/time_axis.h"
#include "ui/profile/timeline_model.h"

class QPainter;
class QRectF;

namespace lightbench::ui {

// Into `plot`, whose left edge is the axis' and whose height stands for `top_bytes`. The last value holds to `end_ns`;
// before the first sample nothing is known and nothing drawn. Of samples on one pixel the largest is drawn.
void paintMemoryCurve(QPainter& painter, const std::vector<MemorySample>& samples, int64_t end_ns, int64_t top_bytes,
                      const TimeAxis& axis, const QRectF& plot);

// The bytes in use at a time; negative where nothing is known.
int64_t memoryAt(const std::vector<MemorySample>& samples, double ns);

}  // namespace lightbench::ui
