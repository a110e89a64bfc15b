// The line between A and B in wipe: a point it passes through, kept as a share of the pane so that it survives a
// resize, and an angle. A lies on the left of the upright line; turning it by half a turn exchanges the sides.
#pragma once

#include <QLineF>
#include <QPointF>
#include <QSizeF>

class QPainter;

namespace lightbench::ui {

enum class WipePart { kNone, kHandle, kKnob, kLine };

class WipeLine {
 public:
  static constexpr double kKnobDistance = 84;  // logical pixels from the handle

  QPointF centre() const { return centre_; }
  double degrees() const { return degrees_; }  // clockwise from upright
  void setCentre(const QPointF& share);        // clamped to the pane
  void setDegrees(double degrees);
  void reset() { *this = WipeLine(); }

  // Where A ends in row `y` (its centre) of a pane of `columns` × `rows` pixels: columns below `split` belong to A, or
  // to B when `a_first` comes back false.
  int split(int y, int columns, int rows, bool* a_first) const;

  // In logical pixels of a pane of `size`.
  WipePart hit(const QPointF& position, const QSizeF& size) const;
  void dragTo(WipePart part, const QPointF& position, const QPointF& grab, const QSizeF& size, bool snap);
  QPointF handle(const QSizeF& size) const { return {centre_.x() * size.width(), centre_.y() * size.height()}; }
  QPointF knob(const QSizeF& size) const;
  void paint(QPainter* painter, const QSizeF& size, WipePart active) const;

 private:
  QPointF direction() const;  // unit vector, upwards

  QPointF centre_{0.5, 0.5};
  double degrees_ = 8;  // leaning, so that it is not taken for an edge of the picture
};

}  // namespace lightbench::ui
