// Multiply-adds in registers and nothing else: how fast the device calculates at best. Eight chains an invocation hide
// that each waits for its own results, and fit the registers of a device that is a processor; the factors keep every sum near 1, away from the slow numbers. The sums are
// stored, so that they are wanted.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int rounds;  // of kStepsARound multiply-adds in each chain
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)

const int kStepsARound = 16;  // engine/vulkan/arithmetic_pass.h counts by it

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int rounds = arguments().parameters.rounds;
  vec4 factor = vec4(0.999), term = vec4(0.001);
  vec4 a = vec4(1.0 + 0.01 * float(place.x & 7)), b = a + 0.1;
  for (int round = 0; round < rounds; ++round) {
    [[unroll]] for (int step = 0; step < kStepsARound; ++step) {
      a = a * factor + term;
      b = b * factor + term;
    }
  }
  store_four_0(0, 4 * place.x, place.y, a + b);
}
