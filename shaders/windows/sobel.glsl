// sqrt(gx² + gy²) of the 3×3 Sobel differences; border reflect101.
struct sobel_parameters {
  uint unused;
};
Reach sobel_reach(sobel_parameters p) { return Reach(ivec2(1), kReflect101); }
vec4 sobel(int c, ivec2 first, sobel_parameters p) {
  vec4 left[3], middle[3], right[3];
  for (int k = 0; k < 3; ++k) {
    int row = first.y + k - 1;
    middle[k] = near_four(c, first.x, row);
    left[k] = vec4(near(c, first.x - 1, row), middle[k].xyz);
    right[k] = vec4(middle[k].yzw, near(c, first.x + 4, row));
  }
  precise vec4 across = (right[0] - left[0]) + 2.0 * (right[1] - left[1]) + (right[2] - left[2]);
  precise vec4 down = (left[2] - left[0]) + 2.0 * (middle[2] - middle[0]) + (right[2] - right[0]);
  return sqrt(across * across + down * down);
}
