#include "engine/operators/curve_spline.h"

#include <cmath>
#include <limits>

namespace lightbench {

std::vector<double> monotone_slopes(const NumberTable& points) {
  const size_t segments = static_cast<size_t>(points.rows) - 1;
  std::vector<double> secants(segments);
  for (size_t k = 0; k < segments; ++k) {
    const int row = static_cast<int>(k);
    secants[k] = (points.at(row + 1, 1) - points.at(row, 1)) / (points.at(row + 1, 0) - points.at(row, 0));
  }
  std::vector<double> slopes(segments + 1);
  slopes.front() = secants.front();
  slopes.back() = secants.back();
  for (size_t k = 1; k < segments; ++k) {
    const bool extremum = secants[k - 1] * secants[k] <= 0;
    slopes[k] = extremum ? 0 : (secants[k - 1] + secants[k]) / 2;
  }
  for (size_t k = 0; k < segments; ++k) {
    if (secants[k] == 0) {
      slopes[k] = slopes[k + 1] = 0;
      continue;
    }
    // A pair of relative slopes inside the circle of radius 3 keeps the segment monotone (section 4 of the paper).
    const double first = slopes[k] / secants[k];
    const double second = slopes[k + 1] / secants[k];
    const double radius = std::hypot(first, second);
    if (radius > 3) {
      slopes[k] = 3 / radius * first * secants[k];
      slopes[k + 1] = 3 / radius * second * secants[k];
    }
  }
  return slopes;
}

std::vector<CurveSegment> curve_segments(const NumberTable& points) {
  const std::vector<double> slopes = monotone_slopes(points);
  std::vector<CurveSegment> segments;
  for (int k = 0; k + 1 < points.rows; ++k) {
    const double width = points.at(k + 1, 0) - points.at(k, 0);
    const double rise = points.at(k + 1, 1) - points.at(k, 1);
    const double left = slopes[static_cast<size_t>(k)] * width;
    const double right = slopes[static_cast<size_t>(k) + 1] * width;
    segments.push_back(
        {points.at(k, 0), 1 / width, points.at(k, 1), left, 3 * rise - 2 * left - right, left + right - 2 * rise});
  }
  return segments;
}

CurveSpline::CurveSpline(const NumberTable& points) {
  for (const CurveSegment& segment : curve_segments(points)) {
    knot.push_back(static_cast<float>(segment.knot));
    inverse_width.push_back(static_cast<float>(segment.inverse_width));
    start.push_back(static_cast<float>(segment.start));
    linear.push_back(static_cast<float>(segment.linear));
    square.push_back(static_cast<float>(segment.square));
    cube.push_back(static_cast<float>(segment.cube));
  }
  last = static_cast<float>(points.at(points.rows - 1, 0));
  // At least 16: a vector of AVX-512 holds a whole row of them.
  size_t size = 16;
  for (steps = 4; size < knot.size() + 1; ++steps) size *= 2;
  knot.resize(size, std::numeric_limits<float>::quiet_NaN());  // which no value reaches, infinity neither
  for (std::vector<float>* row : {&inverse_width, &start, &linear, &square, &cube}) row->resize(size);
}

}  // namespace lightbench
