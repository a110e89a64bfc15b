// Weighted sums along one axis, colour channels only: place j holds the sum of as many samples as there are weights in
// the table, from first + j * step on; border reflect101. This is the way down to the coarse grid on which large
// Gaussians are blurred (engine/operators/gaussian_strips.h), and the blur there.
//
// Samples of integers are whole numbers here, and there are single multiplications and additions in that file's order:
// the sums are the processor's, bit for bit.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int along;  // 1: rows; 0: columns
  int first;
  int step;
  int terms;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

vec4 whole(vec4 v) {
  if (kFormat0 == kU8) return vec4(rounded(v, 255.0));
  if (kFormat0 == kU16) return vec4(rounded(v, 65535.0));
  return v;
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  Parameters p = arguments().parameters;
  int x = 4 * place.x, y = place.y, c = place.z;
  int width = picture_0().width, height = picture_0().height;
  vec4 sum = vec4(0.0);
  for (int i = 0; i < p.terms; ++i) {
    vec4 samples;
    if (p.along == 0) {
      samples = load_four_0(c, x, reflect101(p.first + y * p.step + i, height));
    } else {
      int column = p.first + x * p.step + i;
      for (int k = 0; k < 4; ++k) samples[k] = load_0(c, reflect101(column + k * p.step, width), y);
    }
    precise vec4 product = whole(samples) * table(uint(i));
    precise vec4 grown = sum + product;
    sum = grown;
  }
  store_four_1(c, x, y, sum);
}
