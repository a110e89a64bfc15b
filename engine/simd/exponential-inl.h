// The exponential on vectors, for weights that fall off as a bell. Relative error 2e-7 for results above 2^-126.

#if defined(LIGHTBENCH_EXPONENTIAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_EXPONENTIAL_INL_H
#undef LIGHTBENCH_EXPONENTIAL_INL_H
#else
#define LIGHTBENCH_EXPONENTIAL_INL_H
#endif

#include <iterator>

#include "engine/simd/float_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// 2^value for values up to 127; below -150 it is 0, NaN stays NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V fast_exp2(D d, V value) {
  const V limited = hn::Min(hn::Max(value, hn::Set(d, -200.0f)), hn::Set(d, 127.0f));
  const V whole = hn::Round(limited);
  const V fraction = hn::Sub(limited, whole);
  V power = hn::Set(d, detail::kExp2[0]);
  for (size_t k = 1; k < std::size(detail::kExp2); ++k) {
    power = hn::MulAdd(power, fraction, hn::Set(d, detail::kExp2[k]));
  }
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  power = V{_mm512_mask_scalef_ps(power.raw, 0xffff, power.raw, whole.raw)};  // plain scalef warns in GCC 12
#else
  // In two halves, so that results below 2^-126 are reached step by step.
  const hn::RebindToSigned<D> di;
  const auto steps = hn::ConvertTo(di, whole);
  const auto half = hn::ShiftRight<1>(steps);
  const auto bias = hn::Set(di, 127);
  power = hn::Mul(power, hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(half, bias))));
  power = hn::Mul(power, hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(steps, half), bias))));
#endif
  return hn::IfThenElse(hn::Eq(value, value), power, value);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
