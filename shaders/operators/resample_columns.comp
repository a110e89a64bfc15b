// Another number of rows: the second half of a change of size. The table holds, for every row that is made, the first
// row it reads and where its weights begin, then where the last weights end (whole numbers, not floats), then all
// weights (engine/operators/resample_weights.h). Outside, reflect101. Operand 1, where there is one, holds the lower
// parts of the samples.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "weighted_sum.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  Words words = Words(arguments().header.table);
  int height = picture_0().height;
  uint entry = 2u * uint(y);
  int from = int(words.at[entry]);
  uint begin = words.at[entry + 1u], end = words.at[entry + 3u];
  Twofold sum = twofold(0.0, 0.0);
  for (uint i = begin; i < end; ++i) {
    int row = reflect101(from + int(i - begin), height);
    Twofold samples = twofold(load_four_0(c, x, row));
    if (kChannels1 > 0) samples.low = load_four_1(c, x, row);
    sum = add_product(sum, twofold(table(i), 0.0), samples);
  }
  store_four_2(c, x, y, summed(sum).high);
}
