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

#include "engine/simd/narrow-inl.h"
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

#if HWY_ARCH_X86
// Whole numbers that are right once narrowed to T with saturation from signed ones.
template <typename T, class D, class V = hn::Vec<D>>
HWY_INLINE auto rounded(D d, V value) {
  const V scaled = hn::Add(hn::Mul(value, hn::Set(d, kHighest<T>)), hn::Set(d, 0.5f));
  // The second operand where one is NaN, which converts to the lowest integer, as what is below its range does.
  return cut_off(hn::Min(hn::Set(d, kHighest<T> + 0.5f), scaled).raw);
}
#endif

template <typename T, class D, class V = hn::Vec<D>>
HWY_INLINE void store_rounded(D d, V value, T* HWY_RESTRICT target) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  const V scaled = hn::Add(hn::Mul(value, hn::Set(d, kHighest<T>)), hn::Set(d, 0.5f));
  // The comparison is false for NaN, which therefore ends as 0.
  const V low = hn::IfThenElseZero(hn::Gt(scaled, hn::Zero(d)), scaled);
  // Narrowed with saturation in one step, which also takes care of what is too large.
  const __m512i truncated = _mm512_cvttps_epi32(low.raw);  // too large: the top bit, which saturates as well
  if constexpr (sizeof(T) == 1) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target), _mm512_cvtusepi32_epi8(truncated));
  } else {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm512_cvtusepi32_epi16(truncated));
  }
#elif HWY_ARCH_X86
  const hn::Rebind<T, D> narrow;
  const hn::RebindToSigned<D> whole;
  hn::StoreU(hn::DemoteTo(narrow, hn::Vec<decltype(whole)>{rounded<T>(d, value)}), narrow, target);
#else
  const V scaled = hn::Add(hn::Mul(value, hn::Set(d, kHighest<T>)), hn::Set(d, 0.5f));
  // The comparison is false for NaN, which therefore ends as 0.
  const V low = hn::IfThenElseZero(hn::Gt(scaled, hn::Zero(d)), scaled);
  const hn::Rebind<T, D> narrow;
  const hn::RebindToSigned<D> whole;
  const V limited = hn::Min(low, hn::Set(d, kHighest<T> + 0.5f));
  hn::StoreU(hn::DemoteTo(narrow, hn::ConvertTo(whole, limited)), narrow, target);
#endif
}

#if HWY_ARCH_X86
// 1/255 of bytes, from 128 + 257/65536 · byte, which is put together from bits: the lower half of the mantissa is the
// byte twice.
constexpr uint32_t kRaisedExponent = 0x43000000u;
// Picks byte `at` of 16 so.
constexpr uint32_t raising_pick(uint32_t at) { return 0x80800000u + 0x0101u * at; }
template <class D, class V>
HWY_INLINE V lowered(D d, V raised) {
  const V upper = hn::Sub(raised, hn::Set(d, 128.0f));
  // 1/255 = 257/65536 · (1 + 1/65535): what the product loses without fusing is too small to show in the sum.
  return hn::MulAdd(upper, hn::Set(d, 1.0f / 65535.0f), upper);
}
#endif

// Two vectors of samples that lie side by side.
template <typename T, class D, class V>
HWY_INLINE void load_scaled_pair(D d, const T* HWY_RESTRICT source, V& first, V& second) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX2
  if constexpr (sizeof(T) == 1) {
    const hn::Repartition<uint8_t, D> d8;
    const hn::Repartition<uint32_t, D> d32;
    const auto bytes = hn::LoadDup128(d8, source);
    const auto load = [&](uint32_t at) {
      alignas(32) const uint32_t picks[8] = {raising_pick(at),     raising_pick(at + 1), raising_pick(at + 2),
                                             raising_pick(at + 3), raising_pick(at + 4), raising_pick(at + 5),
                                             raising_pick(at + 6), raising_pick(at + 7)};
      const auto twice = hn::TableLookupBytesOr0(bytes, hn::BitCast(d8, hn::Load(d32, picks)));
      return lowered(d, hn::BitCast(d, hn::Or(hn::BitCast(d32, twice), hn::Set(d32, kRaisedExponent))));
    };
    first = load(0);
    second = load(8);
    return;
  }
#endif
  first = load_scaled(d, source);
  second = load_scaled(d, source + hn::Lanes(d));
}

// Four vectors of samples from as many bytes as fit one, and back, for work that does not ask where in the row a sample
// stands. The bits are those of load_scaled() and store_rounded().
#if HWY_ARCH_X86

// Vector g holds bytes 4g to 4g + 3 of each block of 16: neither way crosses blocks.
template <class D, class V>
HWY_INLINE void load_groups(D d, const uint8_t* source, V (&groups)[4]) {
  const hn::Repartition<uint8_t, D> d8;
  const auto bytes = hn::LoadU(d8, source);
#if HWY_TARGET == HWY_AVX3
  const hn::Repartition<uint32_t, D> d32;
  const auto exponent = hn::Set(d32, kRaisedExponent);
  for (uint32_t g = 0; g < 4; ++g) {
    alignas(16) const uint32_t picks[4] = {raising_pick(4 * g), raising_pick(4 * g + 1), raising_pick(4 * g + 2),
                                           raising_pick(4 * g + 3)};
    const auto pick = hn::LoadDup128(d32, picks);
    const V raised{
        _mm512_castsi512_ps(_mm512_mask_shuffle_epi8(exponent.raw, 0x3333333333333333u, bytes.raw, pick.raw))};
    groups[g] = lowered(d, raised);
  }
#else
  const hn::Repartition<uint16_t, D> d16;
  const auto exponent = hn::Set(d16, kRaisedExponent >> 16);
  const auto low = hn::BitCast(d16, hn::InterleaveLower(d8, bytes, bytes));
  const auto high = hn::BitCast(d16, hn::InterleaveUpper(d8, bytes, bytes));
  groups[0] = lowered(d, hn::BitCast(d, hn::InterleaveLower(d16, low, exponent)));
  groups[1] = lowered(d, hn::BitCast(d, hn::InterleaveUpper(d16, low, exponent)));
  groups[2] = lowered(d, hn::BitCast(d, hn::InterleaveLower(d16, high, exponent)));
  groups[3] = lowered(d, hn::BitCast(d, hn::InterleaveUpper(d16, high, exponent)));
#endif
}

// Of finite values below 2^23 in absolute. kStream as in store_cut_off().
template <bool kStream, class D, class V>
HWY_INLINE void store_groups(D d, const V (&groups)[4], uint8_t* target) {
  V scaled[4];
  for (int g = 0; g < 4; ++g) scaled[g] = hn::Add(hn::Mul(groups[g], hn::Set(d, 255.0f)), hn::Set(d, 0.5f));
  store_cut_off<kStream>(d, scaled, target);
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
#if HWY_ARCH_X86
  // Narrowing works within 16 bytes: four samples of either vector lie side by side until they are put in order.
  const auto a = rounded<T>(d, first);
  const auto b = rounded<T>(d, second);
  if constexpr (sizeof(T) == 1) {
    const auto words = narrow_to_words(a, b);
    const auto bytes = narrow_to_bytes(words, words);
#if HWY_TARGET == HWY_AVX3
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13);
    const __m512i ordered = _mm512_permutexvar_epi32(order, bytes);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm512_castsi512_si256(ordered));
#elif HWY_TARGET == HWY_AVX2
    const __m256i ordered = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 0, 4, 1, 5));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target), _mm256_castsi256_si128(ordered));
#else
    _mm_storel_epi64(reinterpret_cast<__m128i*>(target), bytes);
#endif
  } else {
#if HWY_TARGET == HWY_AVX3
    const __m512i words = _mm512_packus_epi32(a, b);
    _mm512_storeu_si512(target, _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), words));
#elif HWY_TARGET == HWY_AVX2
    const __m256i words = _mm256_packus_epi32(a, b);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm256_permute4x64_epi64(words, 0xd8));
#else
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target), _mm_packus_epi32(a, b));
#endif
  }
#else
  store_rounded(d, first, target);
  store_rounded(d, second, target + hn::Lanes(d));
#endif
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
