// [R', G', B'] = M [R, G, B, 1]; rows of the matrix one after the other
struct color_matrix_parameters {
  float m00, m01, m02, m03;
  float m10, m11, m12, m13;
  float m20, m21, m22, m23;
};
void color_matrix(inout vec4 red, inout vec4 green, inout vec4 blue, color_matrix_parameters p) {
  precise vec4 r = p.m00 * red + p.m01 * green + p.m02 * blue + p.m03;
  precise vec4 g = p.m10 * red + p.m11 * green + p.m12 * blue + p.m13;
  precise vec4 b = p.m20 * red + p.m21 * green + p.m22 * blue + p.m23;
  red = r;
  green = g;
  blue = b;
}
