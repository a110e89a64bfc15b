#include "ui/editor/wire.h"

#include <QLineF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/editor/node_painter.h"
#include "ui/editor/text_cache.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace lightbench::ui {
namespace {

constexpr double kLeastHandle = 18;
constexpr int kChords = 24;  // for distances

// The pill on a wire.
constexpr double kPillHeight = 18;
constexpr double kPillInside = 7;
constexpr double kPillIcon = 10;
constexpr double kPillGap = 3;
constexpr double kPillTightInside = 3;
constexpr double kPillTightGap = 2;
constexpr double kSocketRoom = 5;  // of each end that the pill leaves free

double handleOf(const QPointF& from, const QPointF& to) {
  return std::max(kLeastHandle, std::fabs(to.x() - from.x()) / 2);
}

QPointF pointAt(const QPointF& from, const QPointF& to, double handle, double t) {
  const double s = 1 - t;
  const QPointF a = from + QPointF(handle, 0);
  const QPointF b = to - QPointF(handle, 0);
  return s * s * s * from + 3 * s * s * t * a + 3 * s * t * t * b + t * t * t * to;
}

double distanceToLine(const QPointF& a, const QPointF& b, const QPointF& point) {
  const QPointF along = b - a;
  const double length = QPointF::dotProduct(along, along);
  const double t = length > 0 ? std::clamp(QPointF::dotProduct(point - a, along) / length, 0.0, 1.0) : 0.0;
  return QLineF(point, a + t * along).length();
}

// In widths of the pen, as Qt wants them.
QVector<qreal> dashesOf(SocketType type, double width) {
  QVector<qreal> pixels;
  switch (type) {
    case SocketType::kMask: pixels = {7, 4}; break;
    case SocketType::kNumber: pixels = {1.5, 4}; break;
    case SocketType::kClasses: pixels = {9, 3, 2, 3}; break;
    case SocketType::kImage:
    case SocketType::kTensor: break;
  }
  for (qreal& length : pixels) length /= width;
  return pixels;
}

// Qt's raster engine takes a hundred times as long for a long antialiased path as for the same curve in short lines,
// so solid wires are drawn as chords. Each reaches a little into the next, which hides the seams.
void strokeInChords(QPainter& painter, const QPainterPath& path, const QColor& color, double width, double zoom) {
  const QPointF from = path.elementAt(0);
  const QPointF to = path.elementAt(path.elementCount() - 1);
  const double handle = handleOf(from, to);
  // As many as keep each within a tenth of a pixel of the curve: the bend is what the ends differ in height, and what
  // a wire that runs backwards swings out.
  const double bend = std::fabs(to.y() - from.y()) + std::max(0.0, 2 * handle - (to.x() - from.x()));
  const int chords = std::clamp(static_cast<int>(std::sqrt(6 * bend * zoom)), 2, 96);
  const double overlap = 0.4 / zoom;
  const QRectF visible = painter.worldTransform().inverted().mapRect(QRectF(painter.viewport())).adjusted(-8, -8, 8, 8);
  QVector<QLineF> lines;
  lines.reserve(chords);
  QPointF last = from;
  for (int i = 1; i <= chords; ++i) {
    const QPointF next = pointAt(from, to, handle, static_cast<double>(i) / chords);
    const double length = QLineF(last, next).length();
    if (length > 0 && visible.intersects(QRectF(last, next).normalized().adjusted(-1, -1, 1, 1))) {
      const QPointF reach = (next - last) * (overlap / length);
      lines << QLineF(last - reach, next + reach);
    }
    last = next;
  }
  painter.setPen(QPen(color, width, Qt::SolidLine, Qt::FlatCap));
  painter.drawLines(lines);
}

void stroke(QPainter& painter, const QPainterPath& path, const QColor& color, double width, SocketType type,
            double zoom) {
  const QVector<qreal> dashes = dashesOf(type, width);
  if (dashes.isEmpty()) {
    strokeInChords(painter, path, color, width, zoom);
    return;
  }
  QPen pen(color, width, Qt::SolidLine, Qt::FlatCap);
  pen.setDashPattern(dashes);
  painter.strokePath(path, pen);
}

// What the pill says and the room it leaves around that. Where nodes stand close it says the number only, tightly, and
// where they all but touch, two figures of it; its tooltip has the rest.
struct PillText {
  QString text;
  bool has_arrow = false;
  double inside = kPillInside;
  double gap = kPillGap;
  double left() const { return inside + (has_arrow ? kPillIcon + gap : 0); }
  double width() const { return left() + textWidth(text, FontRole::kHintMedium) + inside; }
};

// As few figures as still say something. Bytes keep the letter of their unit: 38 could be anything.
QString shortTime(double ms) {
  return ms >= 0.05 && ms < 100 ? formatNumber(ms, ms < 9.95 ? 1 : 0) : timeReading(ms).value;
}
QString shortBytes(const Reading& bytes) {
  return QString::number(bytes.value.toDouble(), 'f', 0) + (bytes.unit.size() > 1 ? bytes.unit.left(1) : QString());
}

PillText pillText(const QPointF& from, const QPointF& to, const WireLook& look) {
  const bool arrow = look.transfer.has_value();
  const double ms = arrow ? static_cast<double>(look.transfer->elapsed_ns) / 1e6 : 0;
  const Reading reading = look.bytes ? byteReading(static_cast<double>(*look.bytes)) : timeReading(ms);
  const double room = std::fabs(to.x() - from.x()) - 2 * kSocketRoom;
  PillText whole{reading.joined(), arrow};
  if (whole.width() <= room) return whole;
  PillText tight{look.bytes ? shortBytes(reading) : reading.value, arrow, kPillTightInside, kPillTightGap};
  if (tight.width() > room && !look.bytes) tight.text = shortTime(ms);
  return tight;
}

}  // namespace

QPainterPath wirePath(const QPointF& from, const QPointF& to) {
  const double handle = handleOf(from, to);
  QPainterPath path(from);
  path.cubicTo(from + QPointF(handle, 0), to - QPointF(handle, 0), to);
  return path;
}

void paintWire(QPainter& painter, const QPainterPath& path, const WireLook& look, const Tokens& tokens, double zoom) {
  painter.setBrush(Qt::NoBrush);
  QColor color = look.selected ? tokens.accent : tokens.socket(look.type);
  const double strength = look.faded ? 0.35 : (look.selected || look.critical || look.hovered ? 1.0 : 0.75);
  color = mixed(tokens.canvas, color, strength);
  const NodeDetail detail = detailAt(zoom);
  if (detail == NodeDetail::kBlock) {
    painter.setRenderHint(QPainter::Antialiasing, false);
    QPen pen(color, 1);
    pen.setCosmetic(true);
    painter.strokePath(path, pen);
    return;
  }
  double width = look.critical ? 3 : (look.hovered || look.selected ? 2.5 : 1.5);
  if (detail == NodeDetail::kNumber) width = std::max(width, 1 / zoom);
  painter.setRenderHint(QPainter::Antialiasing);
  if (detail == NodeDetail::kNumber || (detail == NodeDetail::kCompact && look.crowded)) {
    // On a fine screen the steps are too small to see.
    const bool smooth = !look.crowded && painter.device()->devicePixelRatioF() < 2;
    painter.setRenderHint(QPainter::Antialiasing, smooth);
    if (smooth) {
      strokeInChords(painter, path, color, width, zoom);
    } else {
      painter.strokePath(path, QPen(color, width, Qt::SolidLine, Qt::FlatCap));
    }
    return;
  }
  // A stroke of canvas below, so that crossings read. Its edge shows nowhere but there and needs no antialiasing.
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.strokePath(path, QPen(tokens.canvas, width + 3, Qt::SolidLine, Qt::FlatCap));
  painter.setRenderHint(QPainter::Antialiasing);
  if (look.type == SocketType::kTensor) {
    strokeInChords(painter, path, color, width + 2.5, zoom);
    strokeInChords(painter, path, tokens.canvas, 1.4, zoom);
    return;
  }
  stroke(painter, path, color, width, look.type, zoom);
}

void paintWirePill(QPainter& painter, const QPointF& from, const QPointF& to, const WireLook& look, const Tokens& t,
                   double zoom) {
  const NodeDetail detail = detailAt(zoom);
  if (!look.hasPill() || (detail != NodeDetail::kFull && detail != NodeDetail::kCompact)) return;
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF pill = wirePill(from, to, look);
  const PillText words = pillText(from, to, look);
  const double strength = look.faded ? 0.35 : 1;
  const QColor outline = look.selected ? t.accent : (look.critical ? t.text2 : t.ctl);
  paintPanel(&painter, pill, kPillHeight / 2, mixed(t.canvas, t.hover, strength), mixed(t.canvas, outline, strength));
  const QColor ink = mixed(t.canvas, t.text, strength);
  if (look.transfer) {
    const QRectF icon(pill.left() + words.inside, pill.center().y() - kPillIcon / 2, kPillIcon, kPillIcon);
    paintIcon(&painter, look.transfer->to_gpu ? QStringLiteral("arrow-up") : QStringLiteral("arrow-down"), icon, ink);
  }
  drawText(painter, QPointF(pill.left() + words.left(), pill.top() + 13), words.text, FontRole::kHintMedium, ink);
}

QRectF wirePill(const QPointF& from, const QPointF& to, const WireLook& look) {
  const double width = pillText(from, to, look).width();
  const QPointF middle = (from + to) / 2;  // of the curve too: it is its own mirror image
  return {middle.x() - width / 2, middle.y() - kPillHeight / 2, width, kPillHeight};
}

QString wireWords(const WireLook& look) {
  if (!look.transfer) {
    return look.bytes ? formatBytes(static_cast<double>(*look.bytes)) + QStringLiteral(" through memory") : QString();
  }
  const WireTransfer& transfer = *look.transfer;
  const double bytes = static_cast<double>(transfer.bytes);
  QString words = transfer.to_gpu ? QStringLiteral("Upload to the graphics card: ")
                                  : QStringLiteral("Download from the graphics card: ");
  words +=
      formatMilliseconds(static_cast<double>(transfer.elapsed_ns) / 1e6) + QStringLiteral(", ") + formatBytes(bytes);
  if (transfer.elapsed_ns > 0) {
    words += QStringLiteral(", ") + formatRate(bytes * 1e9 / static_cast<double>(transfer.elapsed_ns));
  }
  return words;
}

double wireDistance(const QPointF& from, const QPointF& to, const QPointF& point, double beyond) {
  const double handle = handleOf(from, to);
  const double left = std::min(from.x(), to.x() - handle) - beyond;
  const double right = std::max(to.x(), from.x() + handle) + beyond;
  const double top = std::min(from.y(), to.y()) - beyond;
  const double bottom = std::max(from.y(), to.y()) + beyond;
  if (point.x() < left || point.x() > right || point.y() < top || point.y() > bottom) return beyond;
  double least = beyond;
  QPointF last = from;
  for (int i = 1; i <= kChords; ++i) {
    const QPointF next = pointAt(from, to, handle, static_cast<double>(i) / kChords);
    least = std::min(least, distanceToLine(last, next, point));
    last = next;
  }
  return least;
}

}  // namespace lightbench::ui
