// The curve that spreads counted brightnesses evenly (engine/operators/equalize.cpp): operand 0 holds the 256 counts,
// operand 1 becomes the curve's values, the last of them twice, and behind them 1 where several bins are filled, else
// 0. One group.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

const uint kLevels = 256u;
shared uint counts[kLevels];

void main() {
  Words from = Words(picture_0().address), to = Words(picture_1().address);
  for (uint i = gl_LocalInvocationIndex; i < kLevels; i += 128u) counts[i] = from.at[i];
  barrier();
  uint total = 0u, first = kLevels;
  for (uint i = 0u; i < kLevels; ++i) {
    total += counts[i];
    if (first == kLevels && counts[i] != 0u) first = i;
  }
  first = min(first, kLevels - 1u);
  float all = float(total - counts[first]);
  for (uint level = gl_LocalInvocationIndex; level < kLevels; level += 128u) {
    uint sum = 0u;
    for (uint i = first + 1u; i <= level; ++i) sum += counts[i];
    float value = all > 0.0 ? divided(float(sum), all, 1.0 / all) : 0.0;
    to.at[level] = floatBitsToUint(value);
    if (level == kLevels - 1u) {
      to.at[kLevels] = floatBitsToUint(value);
      to.at[kLevels + 1u] = floatBitsToUint(all > 0.0 ? 1.0 : 0.0);
    }
  }
}
