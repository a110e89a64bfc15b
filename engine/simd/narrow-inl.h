// Vectors of f32 cut off and narrowed to bytes by the processor's own instructions, without what Highway's conversions
// add for values that do not fit.

#if defined(LIGHTBENCH_NARROW_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_NARROW_INL_H
#undef LIGHTBENCH_NARROW_INL_H
#else
#define LIGHTBENCH_NARROW_INL_H
#endif

#include <cstdint>

#include "engine/simd/simd-inl.h"

#if HWY_ARCH_X86
HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// cut_off(): whole numbers; NaN and what does not fit become the lowest one.
// narrow_to_words(), narrow_to_bytes(): with saturation, to i16 and to u8. Each block of 16 bytes of the result holds
// those of `a` and then those of `b`.
#if HWY_TARGET == HWY_AVX3
HWY_INLINE __m512i cut_off(__m512 value) { return _mm512_cvttps_epi32(value); }
HWY_INLINE __m512i narrow_to_words(__m512i a, __m512i b) { return _mm512_packs_epi32(a, b); }
HWY_INLINE __m512i narrow_to_bytes(__m512i a, __m512i b) { return _mm512_packus_epi16(a, b); }
#elif HWY_TARGET == HWY_AVX2
HWY_INLINE __m256i cut_off(__m256 value) { return _mm256_cvttps_epi32(value); }
HWY_INLINE __m256i narrow_to_words(__m256i a, __m256i b) { return _mm256_packs_epi32(a, b); }
HWY_INLINE __m256i narrow_to_bytes(__m256i a, __m256i b) { return _mm256_packus_epi16(a, b); }
#else
HWY_INLINE __m128i cut_off(__m128 value) { return _mm_cvttps_epi32(value); }
HWY_INLINE __m128i narrow_to_words(__m128i a, __m128i b) { return _mm_packs_epi32(a, b); }
HWY_INLINE __m128i narrow_to_bytes(__m128i a, __m128i b) { return _mm_packus_epi16(a, b); }
#endif

// Bytes of which each block of 16 holds four of every vector. kStream: past the caches; then `target` is a multiple of
// the vector's size, and hwy::FlushStream() is called after the last one.
template <bool kStream, class D, class V>
HWY_INLINE void store_cut_off(D /*d*/, const V (&groups)[4], uint8_t* target) {
  const hn::Repartition<uint8_t, D> d8;
  const auto low = narrow_to_words(cut_off(groups[0].raw), cut_off(groups[1].raw));
  const auto high = narrow_to_words(cut_off(groups[2].raw), cut_off(groups[3].raw));
  const hn::Vec<decltype(d8)> bytes{narrow_to_bytes(low, high)};
  if constexpr (kStream) {
    hn::Stream(bytes, d8, target);
  } else {
    hn::StoreU(bytes, d8, target);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif  // per-target include guard
