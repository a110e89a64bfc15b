// The monotone cubic through a curve's points, flat before the first and after the last. The table holds six numbers of
// each segment, each as two floats: knot, 1 / width, start, linear, square and cube of
// engine/operators/curve_spline.h. half_segments is half of the power of two above the number of segments.
#include "float_math.glsl"
#include "twofold.glsl"

struct curve_parameters {
  uint segments;
  uint half_segments;
};
// The last segment whose knot does not lie above v, 0 where all do; by halving.
uint curve_segment(float v, curve_parameters p) {
  uint segment = 0u;
  for (uint step = p.half_segments; step > 0u; step >>= 1) {
    uint next = segment + step;
    if (next < p.segments && v >= table(12u * next)) segment = next;
  }
  return segment;
}
Twofold curve_number(uvec4 segment, uint number) {
  uvec4 i = 12u * segment + 2u * number;
  return Twofold(vec4(table(i.x), table(i.y), table(i.z), table(i.w)),
                 vec4(table(i.x + 1u), table(i.y + 1u), table(i.z + 1u), table(i.w + 1u)));
}
vec4 curve(vec4 v, curve_parameters p) {
  vec4 value = clamped(v, -1000.0, 1000.0);  // further out than points can be, and finite
  uvec4 segment = uvec4(curve_segment(value.x, p), curve_segment(value.y, p), curve_segment(value.z, p),
                        curve_segment(value.w, p));
  Twofold along = multiply(add(negative(curve_number(segment, 0u)), value), curve_number(segment, 1u));
  // A knot lies a little beside its float, so a segment goes on a little beyond its ends but for those of the curve.
  along = chosen(along, limited(along), equal(segment, uvec4(p.segments - 1u)));
  along = chosen(twofold(0.0, 0.0), along, greaterThan(value, vec4(table(0u))));
  Twofold rise = add(multiply(along, curve_number(segment, 5u)), curve_number(segment, 4u));
  rise = add(multiply(along, rise), curve_number(segment, 3u));
  return add(multiply(along, rise), curve_number(segment, 2u)).high;
}
