// Trilinear between the eight entries around (v - minimum) * scale, clamped to the table, whose entries are red, green,
// blue and 0; red changes fastest, then green, then blue. NaN counts as the table's minimum.
#include "float_math.glsl"
#include "twofold.glsl"

struct lut3d_parameters {
  uint side;
  float minimum_red, minimum_green, minimum_blue;
  float scale_red, scale_red_low;
  float scale_green, scale_green_low;
  float scale_blue, scale_blue_low;
};
vec4 lut3d_entries(uvec4 i) { return vec4(table(i.x), table(i.y), table(i.z), table(i.w)); }
// The cell and the share of its upper end.
uvec4 lut3d_place(vec4 v, float minimum, Twofold scale, uint side, out Twofold share) {
  float last = float(side - 1u);
  Twofold position = multiply(sum_of(v, vec4(-minimum)), scale);
  vec4 at = clamped((v - minimum) * scale.high, 0.0, last);
  uvec4 cell = min(uvec4(at), uvec4(side - 2u));
  share = add(position, -vec4(cell));
  share = chosen(share, twofold(0.0, 0.0), equal(at, vec4(0.0)));
  share = chosen(share, twofold(1.0, 0.0), equal(at, vec4(last)));
  return cell;
}
Twofold lut3d_mixed(Twofold first, Twofold second, Twofold share) {
  return add(first, multiply(share, add(second, negative(first))));
}
Twofold lut3d_row(uvec4 i, Twofold along_red) {
  return lut3d_mixed(twofold(lut3d_entries(i)), twofold(lut3d_entries(i + 4u)), along_red);
}
void lut3d(inout vec4 red, inout vec4 green, inout vec4 blue, lut3d_parameters p) {
  Twofold along_red, along_green, along_blue;
  uint row = 4u * p.side, plane = row * p.side;
  uvec4 corner =
      4u * lut3d_place(red, p.minimum_red, twofold(p.scale_red, p.scale_red_low), p.side, along_red) +
      row * lut3d_place(green, p.minimum_green, twofold(p.scale_green, p.scale_green_low), p.side, along_green) +
      plane * lut3d_place(blue, p.minimum_blue, twofold(p.scale_blue, p.scale_blue_low), p.side, along_blue);
  vec4 color[3];
  for (uint c = 0u; c < 3u; ++c, corner += 1u) {
    Twofold near = lut3d_mixed(lut3d_row(corner, along_red), lut3d_row(corner + row, along_red), along_green);
    uvec4 next = corner + plane;
    Twofold far = lut3d_mixed(lut3d_row(next, along_red), lut3d_row(next + row, along_red), along_green);
    color[c] = lut3d_mixed(near, far, along_blue).high;
  }
  red = color[0];
  green = color[1];
  blue = color[2];
}
