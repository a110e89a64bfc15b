// The way up from the coarse grid of a large Gaussian (coarse_sums.comp) along one axis: each sample is the sum of four
// coarse ones, by the four weights that the table holds for each of `step` phases. For a picture of bytes the weights
// give whole steps, which are rounded to the nearest, halves to even, as the processor does it. Alpha comes from
// operand 1. Operand 3, where it is there, takes the lower parts of a twofold result, which has none.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int along;  // 1: rows; 0: columns
  int step;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  Parameters p = arguments().parameters;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= kChannels0) {
    store_four_2(c, x, y, load_four_1(c, x, y));
    return;
  }
  ivec4 fine = (p.along == 0 ? ivec4(y) : x + ivec4(0, 1, 2, 3)) + p.step / 2;
  ivec4 cell = fine / p.step;
  ivec4 weights = 4 * (fine - cell * p.step);
  int last = (p.along == 0 ? picture_0().height : picture_0().width) - 1;
  vec4 sum = vec4(0.0);
  for (int k = 0; k < 4; ++k) {
    vec4 samples, weight;
    if (p.along == 0) samples = load_four_0(c, x, cell.x + k);
    for (int i = 0; i < 4; ++i) {
      // Places behind the end of a row have no cells.
      if (p.along == 1) samples[i] = load_0(c, min(cell[i] + k, last), y);
      weight[i] = table(uint(weights[i] + k));
    }
    precise vec4 product = samples * weight;
    precise vec4 grown = sum + product;
    sum = grown;
  }
  if (kFormat2 == kU8) sum = divided(clamp(roundEven(sum), 0.0, 255.0), 255.0, 1.0 / 255.0);
  store_four_2(c, x, y, sum);
  if (kChannels3 > 0) store_four_3(c, x, y, vec4(0.0));
}
