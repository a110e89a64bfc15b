// A symmetric sum along one axis of channel 0, added up as the processor does it: the centre, then pair after pair
// outwards, nothing fused. In whole numbers sums are exact and rounded by 15 bits at the end; all that is stored are whole
// numbers that f32 holds. The table has the weights of the centre and outwards; outside, reflect101.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int radius;
  uint along_rows;
  uint whole;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

vec4 neighbours(int x, int y, int k, bool along_rows) {
  if (!along_rows) return load_four_0(0, x, reflect101(y + k, picture_0().height));
  vec4 v;
  for (int n = 0; n < 4; ++n) v[n] = load_0(0, reflect101(x + n + k, picture_0().width), y);
  return v;
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  Parameters p = arguments().parameters;
  bool along_rows = p.along_rows != 0u;
  vec4 here = load_four_0(0, x, y);
  if (p.whole != 0u) {
    ivec4 sum = int(table(0)) * ivec4(here) + (1 << 14);
    for (int k = 1; k <= p.radius; ++k) {
      sum += int(table(uint(k))) * ivec4(neighbours(x, y, -k, along_rows) + neighbours(x, y, k, along_rows));
    }
    store_four_1(0, x, y, vec4(sum >> 15));
    return;
  }
  precise vec4 sum = table(0) * here;
  for (int k = 1; k <= p.radius; ++k) {
    precise vec4 pair = neighbours(x, y, -k, along_rows) + neighbours(x, y, k, along_rows);
    precise vec4 weighted = table(uint(k)) * pair;
    sum = sum + weighted;
  }
  store_four_1(0, x, y, sum);
}
