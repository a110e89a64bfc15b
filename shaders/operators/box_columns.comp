// The sum along each column over a box, scaled; colour channels only, border reflect101. As box_rows.comp, which tells
// what the parameters mean.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int blocks;
  int step;
  int inside;
  int rim;
  float end;
  float scale;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)

vec4 block(int c, int x, int y) { return load_four_0(c, x, reflect101(y, picture_0().height)); }
vec4 four(int c, int x, int y) { return load_four_1(c, x, reflect101(y, picture_1().height)); }

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels1)) {
    store_four_2(c, x, y, load_four_1(c, x, y));
    return;
  }
  Parameters p = arguments().parameters;
  vec4 sum = vec4(0.0);
  for (int i = -p.blocks; i <= p.blocks; ++i) sum += block(c, x, y + i * p.step);
  for (int i = p.inside + 1; i <= p.inside + p.rim; ++i) sum += four(c, x, y - i) + four(c, x, y + i);
  if (p.end > 0.0) {
    int i = p.inside + p.rim + 1;
    sum += p.end * (four(c, x, y - i) + four(c, x, y + i));
  }
  store_four_2(c, x, y, sum * p.scale);
}
