#include "engine/operators/resample_by_two.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/resample_by_two.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace {

using Words = hn::ScalableTag<uint16_t>;
using WordVector = hn::Vec<Words>;
constexpr int kWords = static_cast<int>(hn::MaxLanes(Words()));

// A vector as bytes: past the caches only where it is a whole line.
template <bool kStream>
HWY_INLINE void store_bytes(WordVector both, uint8_t* target) {
  const hn::Repartition<uint8_t, Words> d;
#if HWY_TARGET == HWY_AVX3
  if constexpr (kStream) return hn::Stream(hn::BitCast(d, both), d, target);
#endif
  hn::StoreU(hn::BitCast(d, both), d, target);
}

// The means of as many fours as fit a vector of words.
HWY_INLINE WordVector mean_of_fours(const uint8_t* upper, const uint8_t* lower) {
  const Words d;
  const hn::Repartition<uint8_t, Words> bytes;
  const auto sum_of_pairs = [&](const uint8_t* from) {
    const auto both = hn::BitCast(d, hn::LoadU(bytes, from));
    return hn::Add(hn::And(both, hn::Set(d, uint16_t{255})), hn::ShiftRight<8>(both));
  };
  const auto sum = hn::Add(sum_of_pairs(upper), sum_of_pairs(lower));
  return hn::ShiftRight<2>(hn::Add(sum, hn::Set(d, uint16_t{2})));
}

template <bool kStream>
void average_row(const uint8_t* upper, const uint8_t* lower, uint8_t* target, int width) {
#if HWY_TARGET == HWY_AVX3
  const __m512i order = _mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0);
  for (int x = 0; x < width; x += 64) {
    const WordVector first = mean_of_fours(upper + 2 * x, lower + 2 * x);
    const WordVector second = mean_of_fours(upper + 2 * x + 64, lower + 2 * x + 64);
    const __m512i packed = _mm512_packus_epi16(first.raw, second.raw);
    store_bytes<kStream>(WordVector{_mm512_permutexvar_epi64(order, packed)}, target + x);
  }
#else
  const hn::RebindToSigned<Words> whole;
  const hn::Rebind<uint8_t, Words> bytes;
  for (int x = 0; x < width; x += kWords) {
    const WordVector mean = mean_of_fours(upper + 2 * x, lower + 2 * x);
    hn::StoreU(hn::DemoteTo(bytes, hn::BitCast(whole, mean)), bytes, target + x);
  }
#endif
}

HWY_INLINE WordVector threefold(WordVector v) { return hn::Add(hn::Add(v, v), v); }

void add_rows(const uint8_t* near, const uint8_t* far, uint16_t* target, int width) {
  const Words d;
  const hn::Rebind<uint8_t, Words> bytes;
  for (int x = 0; x < width; x += kWords) {
    const auto own = hn::PromoteTo(d, hn::LoadU(bytes, near + x));
    const auto other = hn::PromoteTo(d, hn::LoadU(bytes, far + x));
    hn::StoreU(hn::Add(threefold(own), other), d, target + x);
  }
}

template <bool kStream>
void spread_row(const uint16_t* row, uint8_t* target, int width) {
  const Words d;
  for (int x = 0; x < width; x += kWords) {
    const auto own = hn::Add(threefold(hn::LoadU(d, row + x)), hn::Set(d, uint16_t{8}));
    const auto left = hn::ShiftRight<4>(hn::Add(own, hn::LoadU(d, row + x - 1)));
    const auto right = hn::ShiftLeft<4>(hn::Add(own, hn::LoadU(d, row + x + 1)));
    store_bytes<kStream>(hn::Or(left, hn::And(right, hn::Set(d, uint16_t{0xff00}))), target + 2 * x);
  }
}

}  // namespace

void average_any_row(const uint8_t* upper, const uint8_t* lower, uint8_t* target, int width, bool stream) {
  (stream ? average_row<true> : average_row<false>)(upper, lower, target, width);
}

void add_any_rows(const uint8_t* near, const uint8_t* far, uint16_t* target, int width) {
  add_rows(near, far, target, width);
}

void spread_any_row(const uint16_t* row, uint8_t* target, int width, bool stream) {
  (stream ? spread_row<true> : spread_row<false>)(row, target, width);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(average_any_row);
HWY_EXPORT(add_any_rows);
HWY_EXPORT(spread_any_row);

void average_fours(const uint8_t* upper, const uint8_t* lower, uint8_t* target, int width, bool stream) {
  HWY_DYNAMIC_DISPATCH(average_any_row)(upper, lower, target, width, stream);
}

void add_threefold(const uint8_t* near, const uint8_t* far, uint16_t* target, int width) {
  HWY_DYNAMIC_DISPATCH(add_any_rows)(near, far, target, width);
}

void spread_to_twice(const uint16_t* row, uint8_t* target, int width, bool stream) {
  HWY_DYNAMIC_DISPATCH(spread_any_row)(row, target, width, stream);
}

}  // namespace lightbench
#endif  // HWY_ONCE
