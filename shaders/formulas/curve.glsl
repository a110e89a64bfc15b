// The monotone cubic through a curve's points, flat before the first and after the last. The table holds six numbers of
// each segment: its knot, 1 / width, and start, linear, square and cube of engine/operators/curve_spline.h.
struct curve_parameters {
  uint segments;
  uint half_segments;  // half of the power of two above their number
};
float curve_at(float v, curve_parameters p) {
  // By halving: the last segment whose knot does not lie above v, 0 where all do and for NaN.
  uint segment = 0u;
  for (uint step = p.half_segments; step > 0u; step >>= 1) {
    uint next = segment + step;
    if (next < p.segments && v >= table(6u * next)) segment = next;
  }
  uint row = 6u * segment;
  precise float position = (v - table(row)) * table(row + 1u);
  float raised = position > 0.0 ? position : 0.0;
  float along = raised < 1.0 ? raised : 1.0;
  precise float rise = fma(along, table(row + 5u), table(row + 4u));
  rise = fma(along, rise, table(row + 3u));
  rise = fma(along, rise, table(row + 2u));
  return rise;
}
vec4 curve(vec4 v, curve_parameters p) {
  return vec4(curve_at(v.x, p), curve_at(v.y, p), curve_at(v.z, p), curve_at(v.w, p));
}
