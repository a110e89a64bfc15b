// A row of the columns that box_bytes.cpp sums together, and the sums of products of two such rows.

#if defined(LIGHTBENCH_BOX_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LIGHTBENCH_BOX_ROWS_INL_H
#undef LIGHTBENCH_BOX_ROWS_INL_H
#else
#define LIGHTBENCH_BOX_ROWS_INL_H
#endif

#include "engine/operators/box_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
#if HWY_TARGET == HWY_AVX3_DL
#pragma GCC target("avx512vnni")
#endif
namespace lightbench::HWY_NAMESPACE {
namespace {

using Signed = hn::Vec<decltype(di32)>;
using SignedHalves = hn::Vec<decltype(di16)>;

HWY_INLINE SignedHalves pair_of(int first, int second) {
  const uint32_t both = static_cast<uint16_t>(first) | static_cast<uint32_t>(second) << 16;
  return hn::BitCast(di16, hn::Set(du32, both));
}

// The columns that are summed together: three sums each in registers, of which there are 32 or 16.
constexpr int kHalfVectors = HWY_TARGET <= HWY_AVX3 ? 2 : 1;
constexpr int kSums = 2 * kHalfVectors;  // vectors of each sum
constexpr int kColumns = kSums * kLanes;
struct Row {
  Halves v[kHalfVectors];
};

HWY_INLINE Row load_row(const uint8_t* row) {
  Row loaded;
  if constexpr (kHalfVectors == 1) {
    loaded.v[0] = hn::PromoteTo(du16, hn::LoadU(hn::Rebind<uint8_t, decltype(du16)>(), row));
  } else {
    const HalfPair halves = load_halves(row);
    loaded.v[0] = halves.a;
    loaded.v[kHalfVectors - 1] = halves.b;
  }
  return loaded;
}
HWY_INLINE Row load_row(const uint16_t* row) {
  Row loaded;
  for (int i = 0; i < kHalfVectors; ++i) loaded.v[i] = hn::LoadU(du16, row + i * 2 * kLanes);
  return loaded;
}
HWY_INLINE void store_row(const Row& halves, uint16_t* row) {
  for (int i = 0; i < kHalfVectors; ++i) hn::StoreU(halves.v[i], du16, row + i * 2 * kLanes);
}
// The column that `slot` of a row of results from bytes belongs to.
HWY_INLINE int column_from_bytes(int slot) { return column_of(slot, kHalfVectors == 2); }

// sums += a · first + b · second, lane by lane; the order of the sums is undone by packing.
HWY_INLINE void add_products(const Row& a, const Row& b, SignedHalves weights, Signed* sums) {
  const auto add = [&](Halves pairs, Signed sum) { return add_pair_products(hn::BitCast(di16, pairs), weights, sum); };
  for (int i = 0; i < kHalfVectors; ++i) {
    sums[2 * i] = add(hn::InterleaveLower(du16, a.v[i], b.v[i]), sums[2 * i]);
    sums[2 * i + 1] = add(hn::InterleaveUpper(du16, a.v[i], b.v[i]), sums[2 * i + 1]);
  }
}

HWY_INLINE Row difference(const Row& a, const Row& b) {
  Row less;
  for (int i = 0; i < kHalfVectors; ++i) less.v[i] = hn::Sub(a.v[i], b.v[i]);
  return less;
}

HWY_INLINE Row packed(const Signed* values) {
  Row halves;
  for (int i = 0; i < kHalfVectors; ++i) {
    halves.v[i] = hn::BitCast(du16, hn::ReorderDemote2To(di16, values[2 * i], values[2 * i + 1]));
  }
  return halves;
}
HWY_INLINE Row packed(const Signed* values, int shift) {
  Signed shifted[kSums];
  for (int i = 0; i < kSums; ++i) shifted[i] = hn::ShiftRightSame(values[i], shift);
  return packed(shifted);
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
