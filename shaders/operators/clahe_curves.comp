// The curve of each rectangle of a picture (engine/operators/clahe.cpp): row t of operand 0 holds the 256 counts of
// rectangle t, row t of operand 1 becomes the curve, in levels. Bins are cut at the limit, what is cut off is spread over
// all. One group for each layer, which is a rectangle.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint limit;
  float scale;  // 255 / samples of a rectangle
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

const uint kLevels = 256u;
shared uint counts[kLevels];

void main() {
  Parameters p = arguments().parameters;
  uint tile = gl_GlobalInvocationID.z;
  uint own = gl_LocalInvocationIndex;
  Words from = Words(picture_0().address), to = Words(picture_1().address);
  for (uint i = own; i < kLevels; i += 128u) counts[i] = from.at[tile * picture_0().row_words + i];
  barrier();
  uint cut = 0u;
  for (uint i = 0u; i < kLevels; ++i) cut += counts[i] - min(counts[i], p.limit);
  uint each = cut / kLevels, rest = cut % kLevels;
  uint step_width = rest > 0u ? max(kLevels / rest, 1u) : 1u;
  for (uint level = own; level < kLevels; level += 128u) {
    uint sum = 0u;
    for (uint i = 0u; i <= level; ++i) sum += min(counts[i], p.limit) + each;
    sum += min(level / step_width + 1u, rest);  // one more for each step until the rest is used up
    precise float scaled = float(sum) * p.scale;
    to.at[tile * picture_1().row_words + level] = floatBitsToUint(clamp(roundEven(scaled), 0.0, 255.0));
  }
}
