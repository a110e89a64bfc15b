// Trilinear between the eight entries around (v - low) * scale, clamped to the table, whose entries are red, green,
// blue and 0; red changes fastest, then green, then blue. NaN counts as the table's minimum.
#include "float_math.glsl"

struct lut3d_parameters {
  uint side;
  float low_red, low_green, low_blue;
  float scale_red, scale_green, scale_blue;
};
vec3 lut3d_entry(uint i) { return vec3(table(i), table(i + 1u), table(i + 2u)); }
vec3 lut3d_mixed(vec3 first, vec3 second, float share) {
  precise vec3 result = fma(vec3(share), second - first, first);
  return result;
}
vec3 lut3d_plane(uint i, uint row, float along_red, float along_green) {
  vec3 near = lut3d_mixed(lut3d_entry(i), lut3d_entry(i + 4u), along_red);
  vec3 far = lut3d_mixed(lut3d_entry(i + row), lut3d_entry(i + row + 4u), along_red);
  return lut3d_mixed(near, far, along_green);
}
void lut3d(inout vec4 red, inout vec4 green, inout vec4 blue, lut3d_parameters p) {
  float last = float(p.side - 1u);
  precise vec4 at_red = (red - p.low_red) * p.scale_red;
  precise vec4 at_green = (green - p.low_green) * p.scale_green;
  precise vec4 at_blue = (blue - p.low_blue) * p.scale_blue;
  at_red = clamped(at_red, 0.0, last);
  at_green = clamped(at_green, 0.0, last);
  at_blue = clamped(at_blue, 0.0, last);
  uint row = 4u * p.side, plane = row * p.side;
  [[unroll]] for (int n = 0; n < 4; ++n) {
    vec3 position = vec3(at_red[n], at_green[n], at_blue[n]);
    uvec3 cell = min(uvec3(position), uvec3(p.side - 2u));
    vec3 share = position - vec3(cell);
    uint corner = 4u * cell.x + row * cell.y + plane * cell.z;
    vec3 near = lut3d_plane(corner, row, share.x, share.y);
    vec3 far = lut3d_plane(corner + plane, row, share.x, share.y);
    vec3 color = lut3d_mixed(near, far, share.z);
    red[n] = color.x;
    green[n] = color.y;
    blue[n] = color.z;
  }
}
