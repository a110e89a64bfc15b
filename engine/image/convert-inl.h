// Vectors of 8-bit and 16-bit samples as f32 in [0, 1] and back, with the one rule for rounding: what rows are loaded
// and stored by (convert.cpp), and kernels that keep a pixel in registers between the two.
//
// A sample is divided by 255 or 65535 as IEEE division does; a result is value · 255 + 0.5, cut off, and kept in range.
// NaN is 0.

#if defined(LIGHTBENCH_CONVERT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_CONVERT_INL_H
#undef LIGHTBENCH_CONVERT_INL_H
#else
#define LIGHTBENCH_CONVERT_INL_H
#endif

#include <limits>
#include <type_traits>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

template <typename T>
constexpr float kHighest = static_cast<float>(std::numeric_limits<T>::max());

// The float nearest to value / kHighest<T>, for whole values: the product with the reciprocal in two parts
// (tests/engine/test_image.cpp tries all values). The upper part of 1/255 has so few bits that its products are exact
// without a fused multiply-add, too.
template <typename T, class D, class V = hn::Vec<D>>
HWY_INLINE V divided(D d, V value) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_SSE4
  if constexpr (sizeof(T) > 1) return hn::Div(value, hn::Set(d, kHighest<T>));
#endif
  constexpr float kUpper = sizeof(T) == 1 ? 257.0f / 65536.0f : 1.0f / kHighest<T>;
  constexpr float kLower = static_cast<float>(1.0 / static_cast<double>(kHighest<T>) - static_cast<double>(kUpper));
  return hn::MulAdd(value, hn::Set(d, kUpper), hn::Mul(value, hn::Set(d, kLower)));
}

template <typename T, class D>
HWY_INLINE hn::Vec<D> load_scaled(D d, const T* HWY_RESTRICT source) {
  const hn::Rebind<T, D> narrow;
  const hn::RebindToSigned<D> whole;
  return divided<T>(d, hn::ConvertTo(d, hn::PromoteTo(whole, hn::LoadU(narrow, source))));
}

template <typename T, class D, class V = hn::Vec<D>>
HWY_INLINE void store_rounded(D d, V value, T* HWY_RESTRICT target) {
  const V scaled = hn::Add(hn::Mul(value, hn::Set(d, kHighest<T>)), hn::Set(d, 0.5f));
  // The comparison is false for NaN, which therefore ends as 0.
  const V low = hn::IfThenElseZero(hn::Gt(scaled, hn::Zero(d)), scaled);
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  // Narrowed with saturation in one step, which also takes care of what is too large.
  const __m512i truncated = _mm512_cvttps_epi32(low.raw);  // too large: the top bit, which saturates as well
  if constexpr (sizeof(T) == 1) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target), _mm512_cvtusepi32_epi8(truncated));
  } else {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm512_cvtusepi32_epi16(truncated));
  }
#else
  const hn::Rebind<T, D> narrow;
  const hn::RebindToSigned<D> whole;
  const V limited = hn::Min(low, hn::Set(d, kHighest<T> + 0.5f));
  hn::StoreU(hn::DemoteTo(narrow, hn::ConvertTo(whole, limited)), narrow, target);
#endif
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
