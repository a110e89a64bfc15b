#include "engine/operators/weighted_sum.h"

#include <algorithm>

namespace lightbench {
namespace {

// Samples handled before the next group of rows: the partial sums stay in the first-level cache.
constexpr int kBlock = 1024;

template <int kTerms>
void add_rows(const float* const* rows, const float* weights, float* __restrict out, int count, bool first) {
  // Local copies let the compiler see that pointers and weights do not change in the loop.
  const float* row[kTerms];
  float weight[kTerms];
  for (int k = 0; k < kTerms; ++k) {
    row[k] = rows[k];
    weight[k] = weights[k];
  }
  if (first) {
    for (int i = 0; i < count; ++i) {
      float sum = weight[0] * row[0][i];
      for (int k = 1; k < kTerms; ++k) sum += weight[k] * row[k][i];
      out[i] = sum;
    }
  } else {
    for (int i = 0; i < count; ++i) {
      float sum = weight[0] * row[0][i];
      for (int k = 1; k < kTerms; ++k) sum += weight[k] * row[k][i];
      out[i] += sum;
    }
  }
}

void sum_block(const float* const* rows, const float* weights, int terms, float* out, int count, bool first) {
  int k = 0;
  for (; k + 8 <= terms; k += 8) add_rows<8>(rows + k, weights + k, out, count, first && k == 0);
  if (k + 4 <= terms) {
    add_rows<4>(rows + k, weights + k, out, count, first && k == 0);
    k += 4;
  }
  if (k + 2 <= terms) {
    add_rows<2>(rows + k, weights + k, out, count, first && k == 0);
    k += 2;
  }
  if (k < terms) add_rows<1>(rows + k, weights + k, out, count, first && k == 0);
}

}  // namespace

void weighted_sum(const float* const* rows, const float* weights, int terms, float* out, int count) {
  if (terms == 0) {
    std::fill(out, out + count, 0.0f);
    return;
  }
  if (count <= kBlock) {
    sum_block(rows, weights, terms, out, count, true);
    return;
  }
  constexpr int kBatch = 64;  // rows whose shifted pointers are kept at hand; a multiple of the group of eight
  for (int x = 0; x < count; x += kBlock) {
    const float* shifted[kBatch];
    for (int k = 0; k < terms; k += kBatch) {
      const int batch = std::min(kBatch, terms - k);
      for (int i = 0; i < batch; ++i) shifted[i] = rows[k + i] + x;
      sum_block(shifted, weights + k, batch, out + x, std::min(kBlock, count - x), k == 0);
    }
  }
}

}  // namespace lightbench
