// The fourth step of canny: neighbouring pixels get to the same smallest label, certain edges having the smallest of all.
// Operand 0 holds the labels of canny_classes.comp.
//
// Union-find: every label leads to a smaller one of the same edge until one leads to itself. Whoever joins two ends lets
// the larger lead to the smaller; where another was faster, goes on from what that left. Which label leads where depends
// on who comes first, which ones end up together does not.
// Source: D. P. Playne, K. Hawick, "A new algorithm for parallel connected-component labelling on GPUs", IEEE Transactions
// on Parallel and Distributed Systems 29 (2018).
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
#include "canny.glsl"

uint next_label(uint label) { return label == kCertain ? kCertain : Words(picture_0().address).at[label - 1u]; }

// Where a label's way ends; every second step is made shorter for those to come.
uint end_of(uint label) {
  uint next = next_label(label);
  while (next < label) {
    uint beyond = next_label(next);
    if (beyond < next) atomicMin(Words(picture_0().address).at[label - 1u], beyond);
    label = next;
    next = beyond;
  }
  return label;
}

void join(uint a, uint b) {
  while (true) {
    a = end_of(a);
    b = end_of(b);
    if (a == b) return;
    uint larger = max(a, b);
    uint smaller = min(a, b);
    uint found = atomicMin(Words(picture_0().address).at[larger - 1u], smaller);
    if (found >= larger) return;  // it was still an end
    a = found;
    b = smaller;
  }
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  Picture p = picture_0();
  Words words = Words(p.address);
  const ivec2 kBefore[4] = ivec2[4](ivec2(-1, 0), ivec2(-1, -1), ivec2(0, -1), ivec2(1, -1));
  for (int n = 0; n < 4; ++n) {
    int x = 4 * place.x + n, y = place.y;
    if (x >= p.width) return;
    uint index = word_index(p, x, y);
    if (words.at[index] == kNoEdge) continue;
    for (int i = 0; i < 4; ++i) {
      ivec2 other = ivec2(x, y) + kBefore[i];
      if (other.x < 0 || other.y < 0 || other.x >= p.width) continue;
      uint label = words.at[word_index(p, other.x, other.y)];
      if (label != kNoEdge) join(words.at[index], label);
    }
  }
}
