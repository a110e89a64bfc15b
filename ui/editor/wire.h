// Links as curves: path, look and distance. The type decides colour and dashes; cost decides width.
#pragma once

#include <QPainterPath>
#include <QPointF>

#include "ui/theme/tokens.h"

class QPainter;

namespace lightbench::ui {

struct WireLook {
  SocketType type = SocketType::kImage;
  bool critical = false;  // part of the chain that decides the wall time
  bool selected = false;  // also while a node is about to be inserted on it
  bool hovered = false;
  bool faded = false;    // of another type than the link being dragged
  bool crowded = false;  // one of very many: smooth edges are given up for speed below 70 %
};

// A cubic with horizontal tangents.
QPainterPath wirePath(const QPointF& from, const QPointF& to);
void paintWire(QPainter& painter, const QPainterPath& path, const WireLook& look, const Tokens& tokens, double zoom);
// Least distance from `point` to the curve, by its chords; `beyond` is given back when it is surely larger than that.
double wireDistance(const QPointF& from, const QPointF& to, const QPointF& point, double beyond);

}  // namespace lightbench::ui
