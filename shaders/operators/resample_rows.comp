// Another number of pixels along each row: the first half of a change of size. The table holds, for every column that
// is made, the first column it reads and where its weights begin, then where the last weights end (whole numbers, not
// floats), then all weights (engine/operators/resample_weights.h). Outside, reflect101.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  Words words = Words(arguments().header.table);
  int width = picture_0().width;
  vec4 made = vec4(0.0);
  int count = min(4, picture_1().width - x);
  for (int n = 0; n < count; ++n) {
    uint entry = 2u * uint(x + n);
    int from = int(words.at[entry]);
    uint begin = words.at[entry + 1u], end = words.at[entry + 3u];
    float sum = 0.0;
    for (uint i = begin; i < end; ++i) sum += table(i) * load_0(c, reflect101(from + int(i - begin), width), y);
    made[n] = sum;
  }
  store_four_1(c, x, y, made);
}
