// The last step of canny: 1 where a pixel's label leads to that of certain edges (canny_join.comp), else 0. Operand 0 is
// the picture, whose alpha passes, operand 1 the labels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
#include "canny.glsl"

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  Picture p = picture_1();
  Words words = Words(p.address);
  vec4 edges = vec4(0.0);
  int count = min(4, p.width - x);
  for (int n = 0; n < count; ++n) {
    uint label = words.at[word_index(p, x + n, y)];
    if (label == kNoEdge) continue;
    while (label != kCertain) {
      uint next = words.at[label - 1u];
      if (next >= label) break;
      label = next;
    }
    edges[n] = label == kCertain ? 1.0 : 0.0;
  }
  store_four_2(0, x, y, edges);
  if (has_alpha(kChannels0)) store_four_2(1, x, y, load_four_0(kChannels0 - 1, x, y));
}
