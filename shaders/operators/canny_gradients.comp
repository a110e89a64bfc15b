// The second step of canny: Sobel differences of what was smoothed; channel 0 becomes the squares of their magnitudes,
// channel 1 which neighbours they are to be compared with. Outside, reflect101.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint whole;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
#include "canny.glsl"

// tan 22.5° and tan 67.5°, and the first of 65536.
const float kTan22 = 0.41421356, kTan67 = 2.4142135;
const uint kTan22Of65536 = 27146u;

float difference(float before, float here, float after) {
  precise float sum = before + 2.0 * here + after;
  return sum;
}
// Half of that, cut off towards 0.
int whole_difference(float before, float here, float after) {
  int ends = int(before) + int(after);
  return sign(ends) * (abs(ends) / 2) + int(here);
}

uint diagonal(bool opposed) { return opposed ? kRising : kFalling; }

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  bool whole = arguments().parameters.whole != 0u;
  int width = picture_0().width, height = picture_0().height;
  int rows[3] = int[3](reflect101(y - 1, height), y, reflect101(y + 1, height));
  float v[3][6];
  for (int i = 0; i < 6; ++i) {
    int column = reflect101(x + i - 1, width);
    for (int j = 0; j < 3; ++j) v[j][i] = load_0(0, column, rows[j]);
  }
  Picture made = picture_1();
  Words words = Words(made.address);
  for (int n = 0; n < 4; ++n) {
    float across[3], down[3];
    for (int k = 0; k < 3; ++k) {
      across[k] = v[k][n + 2] - v[k][n];
      down[k] = v[2][n + k] - v[0][n + k];
    }
    uint square, direction;
    if (whole) {
      int gx = whole_difference(across[0], across[1], across[2]);
      int gy = whole_difference(down[0], down[1], down[2]);
      uint ax = uint(abs(gx)), ay = uint(abs(gy));
      square = ax * ax + ay * ay;
      if (ay <= (ax * kTan22Of65536 >> 16)) direction = kAcross;
      else if (ax <= (ay * kTan22Of65536 >> 16)) direction = kDown;
      else direction = diagonal((gx < 0) != (gy < 0));
    } else {
      float gx = difference(across[0], across[1], across[2]);
      float gy = difference(down[0], down[1], down[2]);
      precise float sum = gx * gx + gy * gy;
      precise float flattest = kTan22 * abs(gx);
      precise float steepest = kTan67 * abs(gx);
      square = sum > 0.0 ? floatBitsToUint(sum) : 0u;
      direction = abs(gy) < flattest ? kAcross : abs(gy) > steepest ? kDown : diagonal((gx < 0.0) != (gy < 0.0));
    }
    uint index = word_index(made, x + n, y);
    words.at[index] = square;
    words.at[made.plane_words + index] = direction;
  }
}
