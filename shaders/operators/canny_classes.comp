// The third step of canny: labels of the pixels whose magnitude is above the low limit and largest across the edge; squares
// outside are 0. Operand 0 is what canny_gradients.comp made.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint low_square;
  uint high_square;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
#include "canny.glsl"

uint square_at(int x, int y) {
  Picture p = picture_0();
  return x >= 0 && y >= 0 && x < p.width && y < p.height ? Words(p.address).at[word_index(p, x, y)] : 0u;
}

bool is_largest(uint square, int x, int y) {
  Picture p = picture_0();
  uint direction = Words(p.address).at[p.plane_words + word_index(p, x, y)];
  if (direction == kAcross) return square > square_at(x - 1, y) && square >= square_at(x + 1, y);
  if (direction == kDown) return square > square_at(x, y - 1) && square >= square_at(x, y + 1);
  int side = direction == kRising ? -1 : 1;
  return square > square_at(x - side, y - 1) && square > square_at(x + side, y + 1);
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  Parameters limits = arguments().parameters;
  Picture made = picture_1();
  for (int n = 0; n < 4; ++n) {
    int x = 4 * place.x + n;
    uint index = word_index(made, x, place.y);
    uint square = square_at(x, place.y);
    uint label = kNoEdge;
    if (square > limits.low_square && is_largest(square, x, place.y)) {
      label = square > limits.high_square ? kCertain : label_of_place(index);
    }
    Words(made.address).at[index] = label;
  }
}
