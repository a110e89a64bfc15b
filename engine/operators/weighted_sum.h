// The inner loop of every linear filter: a weighted sum of rows.
//
// A horizontal pass gives it one row at several shifts, a vertical pass several rows, a 2-D kernel both, a strip of
// lines its positions. The order of additions depends on the weights only, never on where a tile starts or how long
// it is, so the bits of a pixel do not depend on tiles and threads.
#pragma once

namespace lightbench {

// out[i] = Σ weights[k] · rows[k][i] for i in [0, count); `out` must not overlap the rows.
void weighted_sum(const float* const* rows, const float* weights, int terms, float* out, int count);

}  // namespace lightbench
