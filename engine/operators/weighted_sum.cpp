#include "engine/operators/weighted_sum.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/weighted_sum.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

void add_weighted(const float* const* rows, const float* weights, int terms, float* out, int count) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  int i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    V s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    for (int k = 0; k < terms; ++k) {
      const V weight = hn::Set(d, weights[k]);
      const float* row = rows[k] + i;
      s0 = hn::MulAdd(hn::LoadU(d, row), weight, s0);
      s1 = hn::MulAdd(hn::LoadU(d, row + lanes), weight, s1);
      s2 = hn::MulAdd(hn::LoadU(d, row + 2 * lanes), weight, s2);
      s3 = hn::MulAdd(hn::LoadU(d, row + 3 * lanes), weight, s3);
    }
    hn::StoreU(s0, d, out + i);
    hn::StoreU(s1, d, out + i + lanes);
    hn::StoreU(s2, d, out + i + 2 * lanes);
    hn::StoreU(s3, d, out + i + 3 * lanes);
  }
  for (; i + lanes <= count; i += lanes) {
    V sum = hn::Zero(d);
    for (int k = 0; k < terms; ++k) sum = hn::MulAdd(hn::LoadU(d, rows[k] + i), hn::Set(d, weights[k]), sum);
    hn::StoreU(sum, d, out + i);
  }
  for (; i < count; ++i) {  // the same roundings as above, so that a sample does not depend on where a call ends
    float sum = 0;
    for (int k = 0; k < terms; ++k) sum = madd(rows[k][i], weights[k], sum);
    out[i] = sum;
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(add_weighted);

void weighted_sum(const float* const* rows, const float* weights, int terms, float* out, int count) {
  HWY_DYNAMIC_DISPATCH(add_weighted)(rows, weights, terms, out, count);
}

}  // namespace lightbench
#endif  // HWY_ONCE
