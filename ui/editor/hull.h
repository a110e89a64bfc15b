// A pass of several nodes: the shape behind its members, and the line that has its one true time.
//
// Where no other node stands between the members the hull is one rectangle around them; else it goes around each of
// them and along the wires between, so that nobody is taken for a member who is none.
#pragma once

#include <QPainterPath>

#include <vector>

#include "ui/editor/face_maker.h"

class QPainter;

namespace lightbench::ui {

// In scene coordinates. `members` and `strangers` are bodies of nodes, `wires` go between members.
struct HullShape {
  QPainterPath outline;
  QRectF label;  // the line above the members
};
HullShape hullShape(const std::vector<QRectF>& members, const std::vector<QRectF>& strangers,
                    const std::vector<QLineF>& wires);

// `zoom` is that of the painter in logical pixels. The label shows from 45 %, the outline from 20 %.
void paintHull(QPainter& painter, const HullShape& shape, const FusedHull& hull, const Tokens& tokens, double zoom);

}  // namespace lightbench::ui
