// A weighted sum over a window of any weights (correlation), colour channels only. The table holds the weights row by
// row, two floats each; border as the parameter says (neighbours.glsl).
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"
#include "weighted_sum.glsl"

struct Parameters {
  int radius_x;
  int radius_y;
  int border;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_WEIGHTS

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels0)) {
    store_four_1(c, x, y, load_four_0(c, x, y));
    return;
  }
  ivec2 size = ivec2(picture_0().width, picture_0().height);
  Parameters p = arguments().parameters;
  int side = 2 * p.radius_x + 1;
  Twofold sum = twofold(0.0, 0.0);
  for (int j = -p.radius_y; j <= p.radius_y; ++j) {
    int row = bordered(y + j, size.y, p.border);
    if (row < 0) continue;
    uint first = uint((j + p.radius_y) * side);
    vec4 samples = vec4(0.0);
    for (int i = -p.radius_x; i <= p.radius_x + 3; ++i) {
      int column = bordered(x + i, size.x, p.border);
      samples = vec4(samples.yzw, column < 0 ? 0.0 : load_0(c, column, row));
      if (i >= 3 - p.radius_x) sum = add_product(sum, weight(first + uint(i - 3 + p.radius_x)), samples);
    }
  }
  store_four_1(c, x, y, summed(sum).high);
}
