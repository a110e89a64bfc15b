// Links as curves: path, look and distance. The type decides colour and dashes; cost decides width. Where a picture
// crossed between processor and graphics card, a pill on the wire says which way and how long that took; in the overlay
// of bytes, pills say what went through memory.
#pragma once

#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <optional>

#include "engine/runtime/transfers.h"
#include "ui/theme/tokens.h"

class QPainter;

namespace lightbench::ui {

using WireTransfer = LinkTransfer;

struct WireLook {
  SocketType type = SocketType::kImage;
  bool critical = false;  // part of the chain that decides the wall time
  bool selected = false;  // also while a node is about to be inserted on it
  bool hovered = false;
  bool faded = false;    // of another type than the link being dragged
  bool crowded = false;  // one of very many: smooth edges are given up for speed below 70 %
  std::optional<WireTransfer> transfer = {};
  std::optional<qint64> bytes = {};  // told in place of the time
  bool hasPill() const { return transfer || bytes; }
};

// A cubic with horizontal tangents.
QPainterPath wirePath(const QPointF& from, const QPointF& to);
void paintWire(QPainter& painter, const QPainterPath& path, const WireLook& look, const Tokens& tokens, double zoom);
// Apart, so that no other wire is drawn across it. Nothing without a pill, or below 45 % zoom.
void paintWirePill(QPainter& painter, const QPointF& from, const QPointF& to, const WireLook& look,
                   const Tokens& tokens, double zoom);
// Where the pill lies: around the middle of the wire, with less said when the wire is short. For looks that have one.
QRectF wirePill(const QPointF& from, const QPointF& to, const WireLook& look);
// "Upload to the graphics card: 1.6 ms, 25.2 MB, 15.7 GB/s", "25.2 MB through memory"; empty without a pill.
QString wireWords(const WireLook& look);
// Least distance from `point` to the curve, by its chords; `beyond` is given back when it is surely larger than that.
double wireDistance(const QPointF& from, const QPointF& to, const QPointF& point, double beyond);

}  // namespace lightbench::ui
