// Another number of pixels along each row: the first half of a change of size. The table holds, for every column that
// is made, the first column it reads and where its weights begin, then where the last weights end (whole numbers, not
// floats), then all weights (engine/operators/resample_weights.h). Outside, reflect101. The sums are twofold: operand 2,
// where there is one, takes their lower parts.
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
  int width = picture_0().width;
  // Four pixels at once, each with its own samples; those that have fewer go on with weights of 0.
  int last = picture_1().width - 1;
  ivec4 from;
  uvec4 begin, count;
  uint most = 0u;
  for (int n = 0; n < 4; ++n) {
    uint entry = 2u * uint(min(x + n, last));
    from[n] = int(words.at[entry]);
    begin[n] = words.at[entry + 1u];
    count[n] = words.at[entry + 3u] - begin[n];
    most = max(most, count[n]);
  }
  Twofold sum = twofold(0.0, 0.0);
  for (uint i = 0u; i < most; ++i) {
    vec4 weights = vec4(0.0), samples = vec4(0.0);
    for (int n = 0; n < 4; ++n) {
      if (i >= count[n]) continue;
      weights[n] = table(begin[n] + i);
      samples[n] = load_0(c, reflect101(from[n] + int(i), width), y);
    }
    sum = add_product(sum, twofold(weights), samples);
  }
  sum = summed(sum);
  store_four_1(c, x, y, sum.high);
  if (kChannels2 > 0) store_four_2(c, x, y, sum.low);
}
