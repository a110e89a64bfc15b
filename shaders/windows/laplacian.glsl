// left + right + above + below - 4 * centre; border reflect101.
struct laplacian_parameters {
  uint unused;
};
Reach laplacian_reach(laplacian_parameters p) { return Reach(ivec2(1), kReflect101); }
vec4 laplacian(int c, ivec2 first, laplacian_parameters p) {
  vec4 here = near_four(c, first.x, first.y);
  vec4 left = vec4(near(c, first.x - 1, first.y), here.xyz);
  vec4 right = vec4(here.yzw, near(c, first.x + 4, first.y));
  vec4 above = near_four(c, first.x, first.y - 1);
  vec4 below = near_four(c, first.x, first.y + 1);
  precise vec4 result = (left + right) + (above + below) - 4.0 * here;
  return result;
}
