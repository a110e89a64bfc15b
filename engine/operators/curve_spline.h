// The monotone cubic through a curve's points (Fritsch and Carlson 1980): no overshoot between points, flat outside.
//
// A value finds its segment by halving: the rows of knots are padded to a power of two, so that every value takes the
// same steps and vectors of values search together. The cost grows with the logarithm of the number of points.
#pragma once

#include <vector>

#include "engine/graph/value.h"

namespace lightbench {

// The slope of the curve at every point.
std::vector<double> monotone_slopes(const NumberTable& points);

// Between two points: start + u · (linear + u · (square + u · cube)), u = (v - knot) · inverse_width.
struct CurveSegment {
  double knot, inverse_width, start, linear, square, cube;
};
std::vector<CurveSegment> curve_segments(const NumberTable& points);

struct CurveSpline {
  // Of segment k, which begins at knot[k]: start[k] + u · (linear[k] + u · (square[k] + u · cube[k])),
  // u = clamp((v - knot[k]) · inverse_width[k], 0, 1). Before the first knot u is 0.
  std::vector<float> knot, inverse_width, start, linear, square, cube;
  float last = 0;  // where the last segment ends
  int steps = 0;   // of the search: knot holds 2^steps values, those beyond the last segment NaN

  explicit CurveSpline(const NumberTable& points);  // at least two points, x rising
};

}  // namespace lightbench
