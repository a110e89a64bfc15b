// Shapes that lie on device pixels. Everything drawn in the program's own style goes through these, so that a
// hairline is one crisp line at 100 %, 125 % and 200 % alike: rectangles are rounded to device pixels and strokes
// are laid inside them.
#pragma once

#include <QColor>
#include <QLineF>
#include <QRectF>

class QPainter;

namespace lightbench::ui {

namespace radius {
inline constexpr double kBar = 1;
inline constexpr double kBlock = 2;
inline constexpr double kField = 3;
inline constexpr double kControl = 4;
inline constexpr double kNode = 5;
inline constexpr double kRoundChip = 8;
inline constexpr double kHull = 9;
}  // namespace radius

inline constexpr double kFocusWidth = 2;

// `rect` moved to the nearest device pixels of the painter.
QRectF snapped(const QPainter& painter, const QRectF& rect);
// A pen width of at least one and a whole number of device pixels, in painter units.
double snappedWidth(const QPainter& painter, double width);

// Rounded rectangle with its outline inside the edge. An invalid colour leaves that part out.
void paintPanel(QPainter* painter, const QRectF& rect, double corner, const QColor& fill,
                const QColor& outline = QColor(), double outline_width = 1);
// The keyboard focus: two pixels of accent inside `rect`.
void paintFocusRing(QPainter* painter, const QRectF& rect, double corner = radius::kControl);
// One device-exact line; `line` has to be horizontal or vertical. It lies inside the pixel row or column it starts in.
void paintHairline(QPainter* painter, const QLineF& line, const QColor& color);

}  // namespace lightbench::ui
