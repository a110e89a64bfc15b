#include "ui/editor/node_painter.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "ui/controls/sparkbar.h"
#include "ui/editor/node_chips.h"
#include "ui/editor/text_cache.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kLeft = 10;
constexpr double kRight = 8;
constexpr double kGlyph = 13;
constexpr double kPortNameRoom = 72;
constexpr double kRingRoom = 8;
constexpr double kFaded = 0.35;

struct Glyph {
  QString icon;
  QColor color;
};

// One glyph only, the most telling: error, fallback, bypass, cached. The viewer's tag comes after these.
Glyph glyphOf(const NodeFace& face, const Tokens& t) {
  if (face.state == FaceState::kError) return {QStringLiteral("error"), t.error};
  if (face.fallback) return {QStringLiteral("fallback"), t.warn};
  if (face.state == FaceState::kBypassed) return {QStringLiteral("bypass"), t.text2};
  if (face.state == FaceState::kCached) return {QStringLiteral("cached"), t.text2};
  return {};
}

void paintHatch(QPainter& painter, const QRectF& body, const QColor& color) {
  painter.save();
  QPainterPath clip;
  clip.addRoundedRect(body, radius::kNode, radius::kNode);
  painter.setClipPath(clip, Qt::IntersectClip);
  painter.setPen(QPen(color, 1));
  constexpr double kPitch = 6;
  for (double x = body.left() - body.height(); x < body.right(); x += kPitch) {
    painter.drawLine(QPointF(x, body.bottom()), QPointF(x + body.height(), body.top()));
  }
  painter.restore();
}

void paintDashedOutline(QPainter& painter, const QRectF& body, const QColor& color, double width) {
  QPen pen(color, width);
  pen.setDashPattern({4, 3});
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  const double inset = width / 2;
  painter.drawRoundedRect(snapped(painter, body).adjusted(inset, inset, -inset, -inset), radius::kNode, radius::kNode);
}

QColor barColor(const NodeFace& face, const Tokens& t) {
  return face.scale == BarScale::kDiverging ? t.divergingColor(face.heat) : t.heatColor(face.heat);
}

// Rings keep their width on the screen, so that they can be seen at any zoom.
void paintRings(QPainter& painter, const NodeFace& face, const Tokens& t, double zoom) {
  const double unit = 1 / std::min(zoom, 1.0);
  const auto ring = [&](double gap) {
    const double out = (gap + 2) * unit;
    const QRectF area = QRectF(QPointF(0, 0), face.size).adjusted(-out, -out, out, out);
    paintPanel(&painter, area, radius::kNode + out, QColor(), t.accent, 2 * unit);
  };
  if (face.selected) ring(1);
  if (face.focused) ring(4);
}

void paintBody(QPainter& painter, const NodeFace& face, const Tokens& t) {
  const QRectF body(QPointF(0, 0), face.size);
  if (face.state == FaceState::kBypassed) {
    paintPanel(&painter, body, radius::kNode, t.raised);
    paintHatch(painter, body, mixed(t.raised, t.line2, 0.45));
    paintDashedOutline(painter, body, face.hovered ? t.text3 : t.line2, 1);
    return;
  }
  const bool error = face.state == FaceState::kError;
  const QColor outline = error ? t.error : (face.hovered ? t.text3 : t.line2);
  paintPanel(&painter, body, radius::kNode, error ? t.errorbg : t.raised, outline);
}

void paintHeader(QPainter& painter, const NodeFace& face, const Tokens& t) {
  const bool bypassed = face.state == FaceState::kBypassed;
  const QColor back = face.state == FaceState::kError ? t.errorbg : t.raised;
  const QColor category = t.category(face.category);
  painter.setPen(Qt::NoPen);
  painter.setBrush(bypassed ? mixed(back, category, 0.45) : category);
  painter.drawRoundedRect(QRectF(4, 5, 3, face.size.height() - 10), 1.5, 1.5);
  paintIcon(&painter, face.icon, QRectF(kLeft, 5, 15, 15), bypassed ? t.text3 : category);

  double right = face.size.width() - kRight;
  if (const Glyph glyph = glyphOf(face, t); !glyph.icon.isEmpty()) {
    paintIcon(&painter, glyph.icon, QRectF(right - kGlyph, 6, kGlyph, kGlyph), glyph.color);
    right -= kGlyph + 4;
  } else if (!face.tag.isEmpty()) {
    right -= paintViewerTag(painter, QPointF(right, 5), face.tag, t) + 4;
  }
  const QString title = elidedText(face.title, FontRole::kBodyMedium, right - 29, Qt::ElideMiddle);
  drawText(painter, QPointF(29, 17), title, FontRole::kBodyMedium, bypassed ? t.text3 : t.text);
}

QColor readingColor(const NodeFace& face, const Tokens& t) {
  switch (face.state) {
    case FaceState::kRunning: return t.accent;
    case FaceState::kBypassed: return t.text3;
    case FaceState::kError: return t.error;
    case FaceState::kMeasured:
    case FaceState::kWord:
    case FaceState::kCached: break;
  }
  return t.text;
}

void paintReading(QPainter& painter, const NodeFace& face, const Tokens& t) {
  // A second output's socket sits at this height.
  const double inset = face.outputs.size() > 1 ? 14 : kRight;
  const double right = face.size.width() - inset;
  const bool small = face.small_reading || face.state == FaceState::kError;
  const FontRole role = small ? FontRole::kSecondaryMedium : FontRole::kReading;
  double left = kLeft;
  // The change itself is the reading: its sign goes before it.
  if (face.change && face.scale == BarScale::kDiverging) {
    constexpr double kSign = 12;
    paintIcon(&painter, changeIcon(*face.change), QRectF(left, 29, kSign, kSign), changeColor(*face.change, t));
    left += kSign + 3;
  }
  const double room = right - left;
  const QString reading = elidedText(face.reading, role, room);
  drawText(painter, QPointF(left, 39), reading, role, readingColor(face, t));
  const double left_over = room - textWidth(reading, role) - 6;
  // Less than most of a note is no note.
  if (face.note.isEmpty() || left_over < std::max(12.0, 0.7 * textWidth(face.note, FontRole::kSecondary))) return;
  drawTextRight(painter, QPointF(right, 39), elidedText(face.note, FontRole::kSecondary, left_over),
                FontRole::kSecondary, face.state == FaceState::kRunning ? t.text2 : t.text3);
}

void paintTimeBar(QPainter& painter, const NodeFace& face, const Tokens& t) {
  if (!face.has_bar) return;
  const QRectF track(kLeft, 46, face.size.width() - kLeft - kRight, 6);
  if (face.state == FaceState::kError) {
    paintPanel(&painter, track, radius::kBar, QColor(), t.error);
    return;
  }
  const bool running = face.state == FaceState::kRunning;
  const bool filled = running || face.state == FaceState::kMeasured;
  paintBar(&painter, track, filled ? face.bar : 0, running ? t.accent : barColor(face, t),
           face.is_share && !running ? BarFill::kHatched : BarFill::kSolid, t.bar_track);
  if (running || !face.spread) return;
  const double x = track.left() + track.width() * *face.spread;
  painter.fillRect(snapped(painter, QRectF(std::min(x, track.right() - 1.5), track.top() - 2, 1.5, 10)), t.text2);
}

void paintThumbnail(QPainter& painter, const NodeFace& face, const Tokens& t) {
  const QRectF frame = snapped(painter, QRectF(kLeft, 25, face.size.width() - kLeft - kRight, kThumbnailHeight));
  painter.fillRect(frame, t.surround);
  if (face.thumbnail.isNull()) return;
  const QSizeF picture = face.thumbnail.size();
  QSizeF shown = picture.scaled(frame.size(), Qt::KeepAspectRatioByExpanding);
  // A quarter may be cut off to fill the frame; more would hide what the picture is.
  const double kept = frame.width() * frame.height() / (shown.width() * shown.height());
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  if (kept < 0.75) {
    shown = picture.scaled(frame.size(), Qt::KeepAspectRatio);
    const QPointF corner = frame.center() - QPointF(shown.width() / 2, shown.height() / 2);
    painter.drawImage(QRectF(corner, shown), face.thumbnail);
    return;
  }
  const double scale = picture.width() / shown.width();
  const QSizeF source = frame.size() * scale;
  const QPointF corner((picture.width() - source.width()) / 2, (picture.height() - source.height()) / 2);
  painter.drawImage(frame, face.thumbnail, QRectF(corner, source));
}

// A wire may come in steeply, or pass by: the name lies on a patch of canvas, so that nothing strikes it through.
void paintPortName(QPainter& painter, const QPointF& socket, const QString& name, bool input, const Tokens& t) {
  constexpr double kAway = 9;
  constexpr double kBaseline = -5;
  constexpr double kPadding = 2;
  const double width = textWidth(name, FontRole::kHint);
  const QPointF baseline = socket + QPointF(input ? -kAway - width : kAway, kBaseline);
  const QFontMetricsF metrics(Theme::font(FontRole::kHint));
  const QRectF patch(baseline.x() - kPadding, baseline.y() - metrics.capHeight() - kPadding, width + 2 * kPadding,
                     metrics.capHeight() + metrics.descent() + kPadding);
  paintPanel(&painter, patch, radius::kField, t.canvas);
  drawText(painter, baseline, name, FontRole::kHint, t.text2);
}

void paintSockets(QPainter& painter, const NodeFace& face, const Tokens& t, bool names) {
  const auto paint = [&](const std::vector<SocketFace>& sockets, bool input) {
    for (size_t i = 0; i < sockets.size(); ++i) {
      const QPointF centre = input ? inputSocketAt(face, i) : outputSocketAt(face, i);
      painter.setOpacity(sockets[i].faded ? kFaded : 1);
      if (names && sockets.size() > 1) paintPortName(painter, centre, sockets[i].label, input, t);
      paintSocket(&painter, centre, sockets[i], t, t.canvas);
    }
  };
  paint(face.inputs, true);
  paint(face.outputs, false);
  painter.setOpacity(1);
}

void paintDetailed(QPainter& painter, const NodeFace& face, const Tokens& t, double zoom, bool full) {
  painter.setRenderHint(QPainter::Antialiasing);
  paintRings(painter, face, t, zoom);
  paintBody(painter, face, t);
  paintHeader(painter, face, t);
  painter.save();
  if (face.has_thumbnail) {
    if (full) paintThumbnail(painter, face, t);
    painter.translate(0, kThumbnailHeight + 4);
  }
  paintReading(painter, face, t);
  paintTimeBar(painter, face, t);
  if (full) paintChips(painter, QPointF(kLeft, 60), face, t);
  painter.restore();
  paintSockets(painter, face, t, full);
}

// Far away: the body is the bar. What has no measured number stays hollow.
void paintFar(QPainter& painter, const NodeFace& face, const Tokens& t, double zoom, NodeDetail detail) {
  const QRectF body(QPointF(0, 0), face.size);
  const double pixel = 1 / zoom;
  const double corner = std::min(radius::kNode, 2 * pixel);
  painter.setRenderHint(QPainter::Antialiasing, detail == NodeDetail::kNumber);
  paintRings(painter, face, t, zoom);
  const bool measured = face.state == FaceState::kMeasured && face.has_bar;
  const QColor heat = barColor(face, t);
  if (face.state == FaceState::kError) {
    paintPanel(&painter, body, corner, t.errorbg, t.error, 2 * pixel);
  } else if (face.state == FaceState::kBypassed) {
    paintDashedOutline(painter, body, t.text3, pixel);
  } else if (measured) {
    paintPanel(&painter, body, corner, heat);
  } else if (face.state == FaceState::kRunning) {
    paintPanel(&painter, body, corner, t.raised, t.accent, pixel);
  } else {
    paintPanel(&painter, body, corner, t.raised, face.hovered ? t.text3 : t.line2, pixel);
  }
  if (detail == NodeDetail::kBlock) return;
  if (measured) {
    // Text of constant size: drawn in pixels of the screen.
    painter.save();
    painter.translate(body.center());
    painter.scale(pixel, pixel);
    const double width = textWidth(face.number, FontRole::kHintMedium);
    drawText(painter, QPointF(-width / 2, 4), face.number, FontRole::kHintMedium, textOn(heat));
    painter.restore();
    return;
  }
  const Glyph glyph = glyphOf(face, t);
  const double side = kGlyph * pixel;
  const QRectF centre(body.center() - QPointF(side / 2, side / 2), QSizeF(side, side));
  if (glyph.icon.isEmpty()) {
    const bool other = !face.far_icon.isEmpty();
    paintIcon(&painter, other ? face.far_icon : face.icon, centre, other ? t.text2 : t.category(face.category));
  } else {
    paintIcon(&painter, glyph.icon, centre, glyph.color);
  }
}

}  // namespace

NodeDetail detailAt(double zoom) {
  if (zoom >= 0.7) return NodeDetail::kFull;
  if (zoom >= 0.45) return NodeDetail::kCompact;
  return zoom >= 0.2 ? NodeDetail::kNumber : NodeDetail::kBlock;
}

void paintNode(QPainter& painter, const NodeFace& face, const Tokens& tokens, double zoom) {
  const NodeDetail detail = detailAt(zoom);
  if (detail == NodeDetail::kFull || detail == NodeDetail::kCompact) {
    paintDetailed(painter, face, tokens, zoom, detail == NodeDetail::kFull);
  } else {
    paintFar(painter, face, tokens, zoom, detail);
  }
}

QRectF nodeBounds(const NodeFace& face) {
  // Rings keep their width on the screen; at the smallest zoom (10 %) that is ten times their width here.
  const double ring = kRingRoom * 10;
  return QRectF(QPointF(0, 0), face.size)
      .adjusted(-std::max(ring, kPortNameRoom), -ring, std::max(ring, kPortNameRoom), ring);
}

}  // namespace lightbench::ui
