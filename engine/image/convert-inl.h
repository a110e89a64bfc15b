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

#include <cstdint>
#include <limits>

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

// Four vectors of samples from as many bytes as fit one, and back, for work that does not ask where in the row a sample
// stands. The bits are those of load_scaled() and store_rounded().
#if HWY_ARCH_X86

// Vector g holds bytes 4g to 4g + 3 of each block of 16: neither way crosses blocks.
template <class D, class V>
HWY_INLINE void load_groups(D d, const uint8_t* source, V (&groups)[4]) {
  const hn::Repartition<uint8_t, D> d8;
  const hn::Repartition<uint32_t, D> d32;
  const auto bytes = hn::LoadU(d8, source);
  for (uint32_t g = 0; g < 4; ++g) {
    // 128 + 257/65536 · byte, put together from bits: the lower half of the mantissa is the byte twice.
    const uint32_t first = 0x80800000u + 0x0404u * g;
    alignas(16) const uint32_t picks[4] = {first, first + 0x0101u, first + 0x0202u, first + 0x0303u};
    const auto pick = hn::LoadDup128(d32, picks);
    const auto exponent = hn::Set(d32, 0x43000000u);
#if HWY_TARGET == HWY_AVX3
    const V raised{
        _mm512_castsi512_ps(_mm512_mask_shuffle_epi8(exponent.raw, 0x3333333333333333u, bytes.raw, pick.raw))};
#else
    const auto twice = hn::TableLookupBytesOr0(bytes, hn::BitCast(d8, pick));
    const V raised = hn::BitCast(d, hn::Or(hn::BitCast(d32, twice), exponent));
#endif
    const V upper = hn::Sub(raised, hn::Set(d, 128.0f));
    // 1/255 = 257/65536 · (1 + 1/65535): what the product loses without fusing is too small to show in the sum.
    groups[g] = hn::MulAdd(upper, hn::Set(d, 1.0f / 65535.0f), upper);
  }
}

// Of finite values below 2^23 in absolute. kStream: past the caches, where that is done in whole lines (AVX-512); then
// `target` is a multiple of the vector's size, and hwy::FlushStream() is called after the last one.
template <bool kStream, class D, class V>
HWY_INLINE void store_groups(D d, const V (&groups)[4], uint8_t* target) {
  V scaled[4];
  for (int g = 0; g < 4; ++g) scaled[g] = hn::Add(hn::Mul(groups[g], hn::Set(d, 255.0f)), hn::Set(d, 0.5f));
    // Cut off, then narrowed with saturation, which leaves negative ones 0.
#if HWY_TARGET == HWY_AVX3
  const __m512i low = _mm512_packs_epi32(_mm512_cvttps_epi32(scaled[0].raw), _mm512_cvttps_epi32(scaled[1].raw));
  const __m512i high = _mm512_packs_epi32(_mm512_cvttps_epi32(scaled[2].raw), _mm512_cvttps_epi32(scaled[3].raw));
  if constexpr (kStream) {
    _mm512_stream_si512(reinterpret_cast<__m512i*>(target), _mm512_packus_epi16(low, high));
  } else {
    _mm512_storeu_si512(target, _mm512_packus_epi16(low, high));
  }
#elif HWY_TARGET == HWY_AVX2
  const __m256i low = _mm256_packs_epi32(_mm256_cvttps_epi32(scaled[0].raw), _mm256_cvttps_epi32(scaled[1].raw));
  const __m256i high = _mm256_packs_epi32(_mm256_cvttps_epi32(scaled[2].raw), _mm256_cvttps_epi32(scaled[3].raw));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm256_packus_epi16(low, high));
#else
  const __m128i low = _mm_packs_epi32(_mm_cvttps_epi32(scaled[0].raw), _mm_cvttps_epi32(scaled[1].raw));
  const __m128i high = _mm_packs_epi32(_mm_cvttps_epi32(scaled[2].raw), _mm_cvttps_epi32(scaled[3].raw));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(target), _mm_packus_epi16(low, high));
#endif
}

#else  // one vector after the other

template <class D, class V>
HWY_INLINE void load_groups(D d, const uint8_t* source, V (&groups)[4]) {
  for (size_t g = 0; g < 4; ++g) groups[g] = load_scaled(d, source + g * hn::Lanes(d));
}

template <bool kStream, class D, class V>
HWY_INLINE void store_groups(D d, const V (&groups)[4], uint8_t* target) {
  for (size_t g = 0; g < 4; ++g) store_rounded(d, groups[g], target + g * hn::Lanes(d));
}

#endif

// Two vectors that lie side by side.
template <typename T, class D, class V = hn::Vec<D>>
HWY_INLINE void store_rounded_pair(D d, V first, V second, T* HWY_RESTRICT target) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  const auto whole = [d](V value) {
    const V scaled = hn::Add(hn::Mul(value, hn::Set(d, kHighest<T>)), hn::Set(d, 0.5f));
    // The second operand where one is NaN, which converts to the lowest integer, as what is below its range does.
    return _mm512_cvttps_epi32(_mm512_min_ps(hn::Set(d, kHighest<T> + 0.5f).raw, scaled.raw));
  };
  // Narrowing works within 16 bytes: four samples of either vector lie side by side until they are put in order.
  const __m512i a = whole(first);
  const __m512i b = whole(second);
  if constexpr (sizeof(T) == 1) {
    const __m512i words = _mm512_packs_epi32(a, b);
    const __m512i bytes = _mm512_packus_epi16(words, words);
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13);
    const __m512i ordered = _mm512_permutexvar_epi32(order, bytes);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm512_castsi512_si256(ordered));
  } else {
    const __m512i words = _mm512_packus_epi32(a, b);
    _mm512_storeu_si512(target, _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), words));
  }
#else
  store_rounded(d, first, target);
  store_rounded(d, second, target + hn::Lanes(d));
#endif
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
