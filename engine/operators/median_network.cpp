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

// Two rows at a time, which share the middle pair of their columns; an odd last row is computed twice.
template <typename Key>
void median_of_nine(const MedianTile<Key>& tile) {
  const hn::ScalableTag<Key> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int y = 0; y < tile.height; y += 2) {
    const bool both = y + 1 < tile.height;
    const Key* first = tile.keys + y * tile.stride;
    const Key* second = first + tile.stride;
    const Key* third = second + tile.stride;
    const Key* fourth = both ? third + tile.stride : first;
    Key* out = tile.out + y * tile.out_stride;
    Key* next = both ? out + tile.out_stride : out;
    for (int x = 0; x < tile.width; x += lanes) {
      SortedColumn<V> upper[3], lower[3];
#pragma GCC unroll 3
      for (int column = 0; column < 3; ++column) {
        V less = hn::LoadU(d, second + x + column);
        V more = hn::LoadU(d, third + x + column);
        sort_two(less, more);
        upper[column].set(less, more, hn::LoadU(d, first + x + column));
        lower[column].set(less, more, hn::LoadU(d, fourth + x + column));
      }
      hn::StoreU(middle_of_columns(lower), d, next + x);
      hn::StoreU(middle_of_columns(upper), d, out + x);
    }
  }
}

template <typename Key>
void median_of_twenty_five(const MedianTile<Key>& tile) {
  const hn::ScalableTag<Key> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  constexpr int kRow = kNetworkTileWidth + 4 + 2 * kNetworkPadding;
  HWY_ALIGN Key sorted[5][kRow];  // rank by rank, the columns of five rows
  for (int y = 0; y < tile.height; ++y) {
    for (int x = 0; x < tile.width + 4; x += lanes) {
      const Key* corner = tile.keys + y * tile.stride + x;
      V column[5];
#pragma GCC unroll 5
      for (int k = 0; k < 5; ++k) column[k] = hn::LoadU(d, corner + k * tile.stride);
      sort_five(column[0], column[1], column[2], column[3], column[4]);
#pragma GCC unroll 5
      for (int k = 0; k < 5; ++k) hn::StoreU(column[k], d, sorted[k] + x);
    }
    Key* out = tile.out + y * tile.out_stride;
    for (int x = 0; x < tile.width; x += lanes) {
      // Sorted both ways, sample j of row i has (i + 1)(j + 1) samples not above it, itself included, and
      // (5 - i)(5 - j) not below: where either exceeds 13 it is not the middle one. Row i keeps first[i] to last[i].
      constexpr int kFirst[5] = {3, 2, 1, 0, 0};
      constexpr int kLast[5] = {4, 4, 3, 2, 1};
      V candidates[13];
      int count = 0;
#pragma GCC unroll 5
      for (int i = 0; i < 5; ++i) {
        V row[5];
#pragma GCC unroll 5
        for (int j = 0; j < 5; ++j) row[j] = hn::LoadU(d, sorted[i] + x + j);
        sort_five(row[0], row[1], row[2], row[3], row[4]);
#pragma GCC unroll 3
        for (int j = kFirst[i]; j <= kLast[i]; ++j) candidates[count++] = row[j];
      }
      hn::StoreU(middle_of_thirteen(candidates), d, out + x);
    }
  }
}

template <typename Key>
HWY_INLINE void any_median(const MedianTile<Key>& tile, int radius) {
  radius == 1 ? median_of_nine(tile) : median_of_twenty_five(tile);
}
void median_of_bytes(const MedianTile<uint8_t>& tile, int radius) { any_median(tile, radius); }
void median_of_words(const MedianTile<int16_t>& tile, int radius) { any_median(tile, radius); }
void median_of_longs(const MedianTile<int32_t>& tile, int radius) { any_median(tile, radius); }

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(median_of_bytes);
HWY_EXPORT(median_of_words);
HWY_EXPORT(median_of_longs);

template <>
void median_by_network<uint8_t>(const MedianTile<uint8_t>& tile, int radius) {
  HWY_DYNAMIC_DISPATCH(median_of_bytes)(tile, radius);
}
template <>
void median_by_network<int16_t>(const MedianTile<int16_t>& tile, int radius) {
  HWY_DYNAMIC_DISPATCH(median_of_words)(tile, radius);
}
template <>
void median_by_network<int32_t>(const MedianTile<int32_t>& tile, int radius) {
  HWY_DYNAMIC_DISPATCH(median_of_longs)(tile, radius);
}

}  // namespace lightbench
#endif  // HWY_ONCE
