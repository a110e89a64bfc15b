// [R', G', B'] = M [R, G, B, 1]; rows of the matrix one after the other
#include "twofold.glsl"

struct color_matrix_parameters {
  float m00, m00_low, m01, m01_low, m02, m02_low, m03, m03_low;
  float m10, m10_low, m11, m11_low, m12, m12_low, m13, m13_low;
  float m20, m20_low, m21, m21_low, m22, m22_low, m23, m23_low;
};
vec4 color_matrix_row(vec4 red, vec4 green, vec4 blue, vec4 row, vec4 row_low) {
  Twofold sum = add(multiply(twofold(row.x, row_low.x), red), multiply(twofold(row.y, row_low.y), green));
  sum = add(sum, multiply(twofold(row.z, row_low.z), blue));
  sum = add(sum, twofold(row.w, row_low.w));
  return settled(sum, row.x * red + row.y * green + row.z * blue + row.w);
}
void color_matrix(inout vec4 red, inout vec4 green, inout vec4 blue, color_matrix_parameters p) {
  vec4 r = color_matrix_row(red, green, blue, vec4(p.m00, p.m01, p.m02, p.m03),
                            vec4(p.m00_low, p.m01_low, p.m02_low, p.m03_low));
  vec4 g = color_matrix_row(red, green, blue, vec4(p.m10, p.m11, p.m12, p.m13),
                            vec4(p.m10_low, p.m11_low, p.m12_low, p.m13_low));
  vec4 b = color_matrix_row(red, green, blue, vec4(p.m20, p.m21, p.m22, p.m23),
                            vec4(p.m20_low, p.m21_low, p.m22_low, p.m23_low));
  red = r;
  green = g;
  blue = b;
}
