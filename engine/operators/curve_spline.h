// The monotone cubic through a curve's points (Fritsch and Carlson 1980): no overshoot between points, flat outside.
//
// Evaluated without branches as a sum over segments: segment k contributes its rise at clamp((v - x_k) / h_k, 0, 1),
// so left of it nothing and right of it the whole rise. The cost grows with the number of points.
#pragma once

#include <vector>

#include "engine/graph/value.h"

namespace lightbench {

// The slope of the curve at every point.
std::vector<double> monotone_slopes(const NumberTable& points);

struct CurveSpline {
  struct Segment {
    float x, inverse_width;      // local coordinate u = (v - x) · inverse_width
    float linear, square, cube;  // rise(u) = u · (linear + u · (square + u · cube))
  };
  float start = 0;  // the value of the first point
  std::vector<Segment> segments;

  explicit CurveSpline(const NumberTable& points);  // at least two points, x rising
};

}  // namespace lightbench
