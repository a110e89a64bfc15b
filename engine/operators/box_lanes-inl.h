// Rows of bytes and halves as vectors of halves and sums: what the box filters that run down columns share.

#if defined(LIGHTBENCH_BOX_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_BOX_LANES_INL_H
#undef LIGHTBENCH_BOX_LANES_INL_H
#else
#define LIGHTBENCH_BOX_LANES_INL_H
#endif

#include <cstddef>
#include <cstdint>

#include "engine/operators/box_strips.h"
#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
#if HWY_TARGET == HWY_AVX3_DL
#pragma GCC target("avx512vnni")
#endif
namespace lightbench::HWY_NAMESPACE {
namespace {

const hn::ScalableTag<uint32_t> du32;
const hn::ScalableTag<int32_t> di32;
const hn::ScalableTag<float> df32;
const hn::ScalableTag<uint16_t> du16;
const hn::ScalableTag<int16_t> di16;
const hn::ScalableTag<uint8_t> du8;
using Halves = hn::Vec<decltype(du16)>;
using Floats = hn::Vec<decltype(df32)>;
constexpr int kLanes = static_cast<int>(hn::MaxLanes(hn::ScalableTag<uint32_t>()));

// The columns of four vectors of sums. Bytes and halves are widened inside each block of 128 bits, so a group holds its
// columns in an order of its own; packing the results undoes that down to blocks of eight columns, and the
// transposition the rest.
constexpr int kGroup = 4 * kLanes;
struct HalfPair {
  Halves a, b;
};

HWY_INLINE HalfPair widened(hn::Vec<decltype(du8)> bytes) {
  const auto zero = hn::Zero(du8);
  return {hn::BitCast(du16, hn::InterleaveLower(du8, bytes, zero)),
          hn::BitCast(du16, hn::InterleaveUpper(du8, bytes, zero))};
}
HWY_INLINE HalfPair load_halves(const uint8_t* row) { return widened(hn::LoadU(du8, row)); }
HWY_INLINE HalfPair load_halves(const uint16_t* row) {
  return {hn::LoadU(du16, row), hn::LoadU(du16, row + 2 * kLanes)};
}
HWY_INLINE void store_halves(const HalfPair& halves, uint16_t* row) {
  hn::StoreU(halves.a, du16, row);
  hn::StoreU(halves.b, du16, row + 2 * kLanes);
}

// sum + a · b over pairs of neighbouring halves. One instruction where the processor has VNNI: sources that define
// HWY_WANT_AVX3_DL are compiled for that too.
HWY_INLINE hn::Vec<decltype(di32)> add_pair_products(hn::Vec<decltype(di16)> a, hn::Vec<decltype(di16)> b,
                                                     hn::Vec<decltype(di32)> sum) {
#if HWY_TARGET == HWY_AVX3_DL
  return hn::Vec<decltype(di32)>{_mm512_dpwssd_epi32(sum.raw, a.raw, b.raw)};
#else
  hn::Vec<decltype(di32)> unused = sum;
  return held(hn::ReorderWidenMulAccumulate(di32, a, b, sum, unused));
#endif
}

// The nearest integers of values that fit: hn::NearestInt() looks after those that do not.
HWY_INLINE hn::Vec<decltype(di32)> nearest(Floats values) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  return hn::Vec<decltype(di32)>{_mm512_cvtps_epi32(values.raw)};
#elif HWY_TARGET == HWY_AVX2
  return hn::Vec<decltype(di32)>{_mm256_cvtps_epi32(values.raw)};
#else
  return hn::NearestInt(values);
#endif
}

template <typename T>
HWY_INLINE const T* row_at(const std::byte* base, ptrdiff_t offset, int column) {
  return reinterpret_cast<const T*>(base + offset) + column;
}

// The column that `slot` of a row of 16-bit results belongs to; eight columns in a row always stay together.
HWY_INLINE int column_of(int slot, bool from_bytes) {
  if (!from_bytes) return slot;
  const int group = slot / kGroup * kGroup;
  const int upper = slot % kGroup / (2 * kLanes);
  const int within = slot % (2 * kLanes);
  return group + within / 8 * 16 + upper * 8 + within % 8;
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
