// A curve through points of the unit square, as a tone curve is drawn: monotone cubic between neighbours, flat
// outside the first and last point. Between two points the curve never leaves their range, so it does not overshoot.
//
// F. N. Fritsch, R. E. Carlson, "Monotone piecewise cubic interpolation", SIAM J. Numer. Anal. 17 (1980), 238-246.
#pragma once

#include <QList>
#include <QPointF>

namespace lightbench::ui {

class MonotoneCurve {
 public:
  // The points sorted by x; of points with the same x the first is used. None gives the straight line y = x.
  explicit MonotoneCurve(const QList<QPointF>& points);
  double at(double x) const;

 private:
  QList<QPointF> points_;
  QList<double> slopes_;
};

}  // namespace lightbench::ui
