#include "ui/editor/hull.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

#include "ui/editor/node_painter.h"
#include "ui/editor/text_cache.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace lightbench::ui {
namespace {

constexpr double kAround = 12;
constexpr double kAbove = 27;
constexpr double kInside = 10;
constexpr double kIcon = 13;
const QString kSamePass = QStringLiteral("Same pass");

QRectF grown(const QRectF& body) { return body.adjusted(-kAround, -kAbove, kAround, kAround); }

bool meetsAny(const QRectF& area, const std::vector<QRectF>& bodies) {
  return std::any_of(bodies.begin(), bodies.end(), [&](const QRectF& body) { return body.intersects(area); });
}

// The time stands on the first part only: it is one time.
void paintLabel(QPainter& painter, const QRectF& part, const FusedHull& hull, bool first, const Tokens& t) {
  const double baseline = part.top() + 18;
  paintIcon(&painter, QStringLiteral("fused"), QRectF(part.left() + kInside, part.top() + 7, kIcon, kIcon), t.text2);
  const double start = part.left() + kInside + kIcon + 5;
  if (!first) return drawText(painter, QPointF(start, baseline), kSamePass, FontRole::kSecondaryMedium, t.text);
  double right = part.right() - kInside;
  right -= drawTextRight(painter, QPointF(right, baseline), hull.reading, FontRole::kBodyMedium, t.text) + 8;
  const double title = textWidth(hull.title, FontRole::kSecondaryMedium);
  // What does not fit is left out, the least telling first; the time never is.
  if (start + title > right) return;
  drawText(painter, QPointF(start, baseline), hull.title, FontRole::kSecondaryMedium, t.text);
  if (start + title + 12 + textWidth(hull.device, FontRole::kSecondary) > right) return;
  drawTextRight(painter, QPointF(right, baseline), hull.device, FontRole::kSecondary, t.text2);
}

}  // namespace

HullShape hullShape(const std::vector<QRectF>& members, const std::vector<QRectF>& strangers,
                    const std::vector<std::pair<size_t, size_t>>& links) {
  QRectF all;
  for (const QRectF& body : members) all |= body;
  if (!meetsAny(grown(all), strangers)) return {grown(all)};
  std::vector<size_t> part_of(members.size());  // named by its first member
  std::iota(part_of.begin(), part_of.end(), size_t{0});
  std::vector<QRectF> bodies = members;  // of the parts, by name
  for (const auto& [from, to] : links) {
    const size_t kept = std::min(part_of[from], part_of[to]);
    const size_t merged = std::max(part_of[from], part_of[to]);
    const QRectF both = bodies[kept] | bodies[merged];
    if (kept == merged || meetsAny(grown(both), strangers)) continue;
    bodies[kept] = both;
    std::replace(part_of.begin(), part_of.end(), merged, kept);
  }
  HullShape shape;
  for (size_t member = 0; member < members.size(); ++member) {
    if (part_of[member] == member) shape.push_back(grown(bodies[member]));
  }
  return shape;
}

void paintHull(QPainter& painter, const HullShape& shape, const FusedHull& hull, const Tokens& t, double zoom) {
  const NodeDetail detail = detailAt(zoom);
  if (detail == NodeDetail::kBlock) return;
  painter.setRenderHint(QPainter::Antialiasing);
  for (const QRectF& part : shape) {
    paintPanel(&painter, part, radius::kHull, mixed(t.canvas, t.raised, 0.45), t.text3, std::max(1.5, 1 / zoom));
  }
  if (detail == NodeDetail::kNumber) return;
  for (const QRectF& part : shape) paintLabel(painter, part, hull, &part == &shape.front(), t);
}

}  // namespace lightbench::ui
