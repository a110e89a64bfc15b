#include "ui/controls/curve_math.h"

#include <algorithm>
#include <cmath>

namespace lightbench::ui {

MonotoneCurve::MonotoneCurve(const QList<QPointF>& points) {
  for (const QPointF& point : points) {
    if (points_.isEmpty() || point.x() > points_.last().x()) points_.append(point);
  }
  const qsizetype count = points_.size();
  if (count < 2) return;
  QList<double> secants(count - 1);
  for (qsizetype i = 0; i + 1 < count; ++i) {
    secants[i] = (points_[i + 1].y() - points_[i].y()) / (points_[i + 1].x() - points_[i].x());
  }
  slopes_.resize(count);
  slopes_.first() = secants.first();
  slopes_.last() = secants.last();
  for (qsizetype i = 1; i + 1 < count; ++i) {
    slopes_[i] = secants[i - 1] * secants[i] <= 0 ? 0 : (secants[i - 1] + secants[i]) / 2;
  }
  // Section 4 of the paper: keep (alpha, beta) inside the circle of radius 3.
  for (qsizetype i = 0; i + 1 < count; ++i) {
    if (secants[i] == 0) {
      slopes_[i] = slopes_[i + 1] = 0;
      continue;
    }
    const double alpha = slopes_[i] / secants[i];
    const double beta = slopes_[i + 1] / secants[i];
    const double length = std::hypot(alpha, beta);
    if (length > 3) {
      slopes_[i] = 3 * alpha / length * secants[i];
      slopes_[i + 1] = 3 * beta / length * secants[i];
    }
  }
}

double MonotoneCurve::at(double x) const {
  if (points_.isEmpty()) return x;
  if (points_.size() == 1 || x <= points_.first().x()) return points_.first().y();
  if (x >= points_.last().x()) return points_.last().y();
  const auto right = std::upper_bound(points_.begin(), points_.end(), x,
                                      [](double value, const QPointF& point) { return value < point.x(); });
  const qsizetype i = std::distance(points_.begin(), right) - 1;
  const double width = points_[i + 1].x() - points_[i].x();
  const double u = (x - points_[i].x()) / width;
  const double u2 = u * u;
  const double u3 = u2 * u;
  return (2 * u3 - 3 * u2 + 1) * points_[i].y() + (u3 - 2 * u2 + u) * width * slopes_[i] +
         (-2 * u3 + 3 * u2) * points_[i + 1].y() + (u3 - u2) * width * slopes_[i + 1];
}

}  // namespace lightbench::ui
