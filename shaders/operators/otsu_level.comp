// The level that separates counted brightnesses best (engine/operators/otsu_threshold.cpp): operand 0 holds the 256
// counts, the first word of operand 1 becomes the level. One group.
//
// n0·n1·(mean0 - mean1)² = (sum0·n - sum·n0)² / (n0·n1) of all levels is compared exactly, as fractions of whole
// numbers.
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
const int kWords = 7;  // counts below 2^32: numerators below 2^144, denominators below 2^64
struct Wide {
  uint word[kWords];  // the lowest first
};

Wide wide(uint low, uint high) {
  Wide made;
  for (int i = 0; i < kWords; ++i) made.word[i] = i == 0 ? low : i == 1 ? high : 0u;
  return made;
}

Wide product(Wide a, Wide b) {
  Wide made = wide(0u, 0u);
  for (int i = 0; i < kWords; ++i) {
    uint carry = 0u;
    for (int j = 0; i + j < kWords; ++j) {
      uint high, low, over, more;
      umulExtended(a.word[i], b.word[j], high, low);
      low = uaddCarry(low, carry, over);
      made.word[i + j] = uaddCarry(made.word[i + j], low, more);
      carry = high + over + more;
    }
  }
  return made;
}

bool greater(Wide a, Wide b) {
  for (int i = kWords - 1; i >= 0; --i) {
    if (a.word[i] != b.word[i]) return a.word[i] > b.word[i];
  }
  return false;
}

Wide distance_of(Wide a, Wide b) {
  if (greater(b, a)) {
    Wide other = a;
    a = b;
    b = other;
  }
  uint borrow = 0u;
  for (int i = 0; i < kWords; ++i) {
    uint first, second;
    uint rest = usubBorrow(a.word[i], b.word[i], first);
    a.word[i] = usubBorrow(rest, borrow, second);
    borrow = first + second;
  }
  return a;
}

shared uint counts[kLevels];
shared Wide numerators[kLevels];
shared uvec2 denominators[kLevels];
shared uint best[kLevels];

// Of the levels before `end`: how many samples, and the sum of their levels in two words.
void sums_below(uint end, out uint count, out uvec2 sum) {
  count = 0u;
  sum = uvec2(0u);
  for (uint i = 0u; i < end; ++i) {
    uint high, low, carry;
    count += counts[i];
    umulExtended(i, counts[i], high, low);
    sum.x = uaddCarry(sum.x, low, carry);
    sum.y += high + carry;
  }
}

// Whether the variance of level b is greater than that of level a; one that leaves a side empty has none: 0 / 1.
bool separates_better(uint b, uint a) {
  uvec2 of_a = denominators[a], of_b = denominators[b];
  return greater(product(numerators[b], wide(of_a.x, of_a.y)), product(numerators[a], wide(of_b.x, of_b.y)));
}

void main() {
  uint own = gl_LocalInvocationIndex;
  for (uint i = own; i < kLevels; i += 128u) counts[i] = Words(picture_0().address).at[i];
  barrier();
  uint total;
  uvec2 sum;
  sums_below(kLevels, total, sum);
  for (uint level = own; level < kLevels; level += 128u) {
    uint below;
    uvec2 sum_below;
    sums_below(level + 1u, below, sum_below);
    bool split = below != 0u && below != total;
    Wide difference =
        distance_of(product(wide(sum_below.x, sum_below.y), wide(total, 0u)), product(wide(sum.x, sum.y), wide(below, 0u)));
    numerators[level] = split ? product(difference, difference) : wide(0u, 0u);
    uint high, low;
    umulExtended(below, total - below, high, low);
    denominators[level] = split ? uvec2(low, high) : uvec2(1u, 0u);
    best[level] = level;
  }
  // The first of equals: the lower half of each pair of ranges keeps its place unless the upper is better.
  for (uint reach = 1u; reach < kLevels; reach *= 2u) {
    barrier();
    for (uint level = own * 2u * reach; level < kLevels; level += 256u * reach) {
      if (separates_better(best[level + reach], best[level])) best[level] = best[level + reach];
    }
  }
  if (own == 0u) {
    bool none = !greater(numerators[best[0]], wide(0u, 0u));
    Words(picture_1().address).at[0] = none ? kLevels - 1u : best[0];
  }
}
