// What is drawn over the pictures, in logical pixels: name tags, pinned samples, messages and the navigation inset.
// Tags are the same dark plate in both themes, so that they read over any picture.
#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QString>

class QImage;
class QPainter;

namespace lightbench::ui {

// "A  Denoise": the letter in a box, filled with accent for A, outlined for B. `corner` is the upper left corner of the
// tag, or the upper right one. Returns what it covers. Text that does not fit `room` is elided.
enum class TagSide { kLeft, kRight };
QRectF paintNameTag(QPainter* painter, const QPointF& corner, TagSide side, double room, const QString& letter,
                    bool accent, const QString& text);

// A ring around a pixel, its number and what it reads; the label flips to the left near the right edge of `pane`.
void paintSample(QPainter* painter, const QPointF& centre, const QRectF& pane, int number, const QColor& color,
                 const QString& text, bool active);

// Words in the middle of `pane`: a title line and an explanation, wrapped. `error` puts the error glyph before it.
struct PaneMessage {
  QString title;
  QString text;
  bool error = false;
  bool isEmpty() const { return title.isEmpty() && text.isEmpty(); }
  bool operator==(const PaneMessage&) const = default;
};
void paintMessage(QPainter* painter, const QRectF& pane, const PaneMessage& message);

// Where the inset lies on a pane and how large the picture is in it; empty when the pane is too small for one.
QRectF insetRect(const QRectF& pane, const QSizeF& picture);
// `seen` is the part of the picture on the pane, 0..1.
void paintInset(QPainter* painter, const QRectF& inset, const QImage& thumbnail, const QRectF& seen);

}  // namespace lightbench::ui
