#include "engine/operators/median_network.h"

#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/median_network.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// What of a network reaches no result, the compiler leaves out.
template <typename V>
HWY_INLINE void sort_two(V& a, V& b) {
  const V low = hn::Min(a, b);
  b = hn::Max(a, b);
  a = low;
}

template <typename V>
HWY_INLINE void sort_five(V& a, V& b, V& c, V& d, V& e) {
  sort_two(a, b);
  sort_two(d, e);
  sort_two(c, e);
  sort_two(c, d);
  sort_two(a, d);
  sort_two(a, c);
  sort_two(b, e);
  sort_two(b, d);
  sort_two(b, c);
}

template <typename V>
HWY_INLINE V middle_of_three(V a, V b, V c) {
  return hn::Max(hn::Min(a, b), hn::Min(hn::Max(a, b), c));
}

// Takes the smallest and the largest out of kept[0, kSize), to its ends.
template <int kSize, typename V>
HWY_INLINE void drop_extremes(V* kept) {
#pragma GCC unroll 16
  for (int k = 0; k < kSize / 2; ++k) sort_two(kept[k], kept[kSize - 1 - k]);
#pragma GCC unroll 16
  for (int k = 1; k < (kSize + 1) / 2; ++k) sort_two(kept[0], kept[k]);
#pragma GCC unroll 16
  for (int k = kSize / 2; k < kSize - 1; ++k) sort_two(kept[k], kept[kSize - 1]);
}

// Of thirteen, by forgetting: of eight the extremes cannot be the middle one, and so on with one more each time.
template <typename V>
HWY_INLINE V middle_of_thirteen(const V* all) {
  V kept[8] = {all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]};
  drop_extremes<8>(kept);
  V six[7] = {all[8], kept[1], kept[2], kept[3], kept[4], kept[5], kept[6]};
  drop_extremes<7>(six);
  V five[6] = {all[9], six[1], six[2], six[3], six[4], six[5]};
  drop_extremes<6>(five);
  V four[5] = {all[10], five[1], five[2], five[3], five[4]};
  drop_extremes<5>(four);
  V three[4] = {all[11], four[1], four[2], four[3]};
  drop_extremes<4>(three);
  return middle_of_three(all[12], three[1], three[2]);
}

template <typename V>
struct SortedColumn {
  V low, middle, high;
  // Of a sorted pair and one more.
  HWY_INLINE void set(V less, V more, V other) {
    low = hn::Min(less, other);
    high = hn::Max(more, other);
    middle = hn::Max(less, hn::Min(more, other));
  }
};

template <typename V>
HWY_INLINE V middle_of_columns(const SortedColumn<V>* c) {
  const V first = hn::Max(hn::Max(c[0].low, c[1].low), c[2].low);
  const V last = hn::Min(hn::Min(c[0].high, c[1].high), c[2].high);
  return middle_of_three(first, middle_of_three(c[0].middle, c[1].middle, c[2].middle), last);
}

// Two rows at a time, which share the middle pair of their columns.
template <typename Key>
void median_of_nine(const Key* const* rows, const Key* const* coming, Key* const* out, int width) {
  const hn::ScalableTag<Key> d;
  using V = hn::Vec<decltype(d)>;
  for (int x = 0; x < width; x += static_cast<int>(hn::Lanes(d))) {
    SortedColumn<V> upper[3], lower[3];
    __builtin_prefetch(coming[0] + x);
    __builtin_prefetch(coming[1] + x);
#pragma GCC unroll 3
    for (int column = 0; column < 3; ++column) {
      V less = hn::LoadU(d, rows[1] + x + column);
      V more = hn::LoadU(d, rows[2] + x + column);
      sort_two(less, more);
      upper[column].set(less, more, hn::LoadU(d, rows[0] + x + column));
      lower[column].set(less, more, hn::LoadU(d, rows[3] + x + column));
    }
    hn::StoreU(middle_of_columns(lower), d, out[1] + x);
    hn::StoreU(middle_of_columns(upper), d, out[0] + x);
  }
}

template <typename Key>
void median_of_twenty_five(const Key* const* rows, const Key* coming, Key* out, int width) {
  const hn::ScalableTag<Key> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  constexpr int kPart = 512;                 // of a row: what lies between the two sorts stays in the nearest cache
  HWY_ALIGN Key sorted[5][kPart + 4 + 128];  // rank by rank, the columns of five rows
  for (int start = 0; start < width; start += kPart) {
    const int count = width - start < kPart ? width - start : kPart;
    for (int x = 0; x < count + 4; x += lanes) {
      __builtin_prefetch(coming + start + x);
      V column[5];
#pragma GCC unroll 5
      for (int k = 0; k < 5; ++k) column[k] = hn::LoadU(d, rows[k] + start + x);
      sort_five(column[0], column[1], column[2], column[3], column[4]);
#pragma GCC unroll 5
      for (int k = 0; k < 5; ++k) hn::StoreU(column[k], d, sorted[k] + x);
    }
    for (int x = 0; x < count; x += lanes) {
      // Sorted both ways, sample j of row i has (i + 1)(j + 1) samples not above it, itself included, and
      // (5 - i)(5 - j) not below: where either exceeds 13 it is not the middle one. Row i keeps first[i] to last[i].
      constexpr int kFirst[5] = {3, 2, 1, 0, 0};
      constexpr int kLast[5] = {4, 4, 3, 2, 1};
      V candidates[13];
      int kept = 0;
#pragma GCC unroll 5
      for (int i = 0; i < 5; ++i) {
        V row[5];
#pragma GCC unroll 5
        for (int j = 0; j < 5; ++j) row[j] = hn::LoadU(d, sorted[i] + x + j);
        sort_five(row[0], row[1], row[2], row[3], row[4]);
#pragma GCC unroll 3
        for (int j = kFirst[i]; j <= kLast[i]; ++j) candidates[kept++] = row[j];
      }
      hn::StoreU(middle_of_thirteen(candidates), d, out + start + x);
    }
  }
}

template <typename Key>
HWY_INLINE void any_median(const NetworkRows<Key>& rows, int width, int radius) {
  if (radius == 1) {
    median_of_nine(rows.in, rows.coming, rows.out, width);
  } else {
    median_of_twenty_five(rows.in, rows.coming[0], rows.out[0], width);
  }
}
void median_of_bytes(const NetworkRows<uint8_t>& rows, int width, int radius) { any_median(rows, width, radius); }
void median_of_words(const NetworkRows<int16_t>& rows, int width, int radius) { any_median(rows, width, radius); }
void median_of_longs(const NetworkRows<int32_t>& rows, int width, int radius) { any_median(rows, width, radius); }

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(median_of_bytes);
HWY_EXPORT(median_of_words);
HWY_EXPORT(median_of_longs);

template <>
void median_by_network<uint8_t>(const NetworkRows<uint8_t>& rows, int width, int radius) {
  HWY_DYNAMIC_DISPATCH(median_of_bytes)(rows, width, radius);
}
template <>
void median_by_network<int16_t>(const NetworkRows<int16_t>& rows, int width, int radius) {
  HWY_DYNAMIC_DISPATCH(median_of_words)(rows, width, radius);
}
template <>
void median_by_network<int32_t>(const NetworkRows<int32_t>& rows, int width, int radius) {
  HWY_DYNAMIC_DISPATCH(median_of_longs)(rows, width, radius);
}

}  // namespace lightbench
#endif  // HWY_ONCE
