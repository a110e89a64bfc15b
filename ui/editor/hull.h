// A pass of several nodes: the shape behind its members, and the line that has its one true time.
//
// Where no other node stands between the members the hull is one rectangle around them. Else it falls into as few parts
// as leave the others out, so that nobody is taken for a member who is none; each part says that it belongs to it.
#pragma once

#include <QRectF>

#include <utility>
#include <vector>

#include "ui/editor/face_maker.h"

class QPainter;

namespace lightbench::ui {

// Rectangles in scene coordinates with room for the label above the members; that of the first member comes first.
using HullShape = std::vector<QRectF>;
// `members` and `strangers` are bodies of nodes; `links` go between members, by their index.
HullShape hullShape(const std::vector<QRectF>& members, const std::vector<QRectF>& strangers,
                    const std::vector<std::pair<size_t, size_t>>& links);

// `zoom` is that of the painter in logical pixels. The label shows from 45 %, the outline from 20 %.
void paintHull(QPainter& painter, const HullShape& shape, const FusedHull& hull, const Tokens& tokens, double zoom);

}  // namespace lightbench::ui
