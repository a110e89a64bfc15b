#include "engine/operators/flat_extrema.h"

#include <cstdint>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/flat_extrema.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

#ifndef LIGHTBENCH_FLAT_EXTREMA_SHARED
#define LIGHTBENCH_FLAT_EXTREMA_SHARED
namespace lightbench {

// Doublings until one more would exceed a window of `length`.
inline int doublings(int length) {
  int count = 0;
  while ((2 << count) <= length) ++count;
  return count;
}

}  // namespace lightbench
#endif

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

struct Smaller {
  template <typename V>
  HWY_INLINE V operator()(V a, V b) const {
    return hn::Min(a, b);
  }
};
struct Larger {
  template <typename V>
  HWY_INLINE V operator()(V a, V b) const {
    return hn::Max(a, b);
  }
};

// to[x] = pick(from[x], from[x + step]) for x in [0, count) and on to a whole vector; `to` may be `from`.
template <typename Pick, typename Key>
HWY_INLINE void pick_pairs(const Key* from, ptrdiff_t step, Key* to, int count) {
  const hn::ScalableTag<Key> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int x = 0; x < count; x += lanes) {
    hn::StoreU(Pick{}(hn::LoadU(d, from + x), hn::LoadU(d, from + x + step)), d, to + x);
  }
}

template <typename Pick, typename Key>
void square_tile(const FlatTile& tile) {
  const hn::ScalableTag<Key> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int window = 2 * tile.radius + 1;
  const int rows = tile.height + 2 * tile.radius;
  const ptrdiff_t stride = tile.width + kFlatPadding;
  Key* between = static_cast<Key*>(tile.scratch);
  Key* line = between + stride * (rows + window);
  const int levels = doublings(window);
  for (int y = 0; y < rows; ++y) {
    const Key* from = static_cast<const Key*>(tile.keys) + y * tile.stride;
    int count = tile.width + 2 * tile.radius;
    for (int level = 0; level < levels; ++level) {
      const int step = 1 << level;
      count -= step;
      pick_pairs<Pick>(from, step, line, count);
      from = line;
    }
    pick_pairs<Pick>(from, window - (1 << levels), between + y * stride, tile.width);
  }
  Key* out = static_cast<Key*>(tile.out);
  for (int x = 0; x < tile.width; x += lanes) {
    for (int block = 0; block < tile.height; block += window) {
      Key* column = between + block * stride + x;
      auto tail = hn::LoadU(d, column + (window - 1) * stride);
      for (int o = window - 2; o >= 0; --o) {
        tail = Pick{}(tail, hn::LoadU(d, column + o * stride));
        hn::StoreU(tail, d, column + o * stride);
      }
      hn::StoreU(tail, d, out + block * tile.out_stride + x);
      const int count = tile.height - block < window ? tile.height - block : window;
      if (count < 2) continue;
      auto head = hn::LoadU(d, column + window * stride);
      for (int o = 1; o < count; ++o) {
        head = Pick{}(head, hn::LoadU(d, column + (window + o - 1) * stride));
        hn::StoreU(Pick{}(head, hn::LoadU(d, column + o * stride)), d, out + (block + o) * tile.out_stride + x);
      }
    }
  }
}

template <typename Pick, typename Key>
void disk_tile(const FlatTile& tile) {
  const hn::ScalableTag<Key> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int window = 2 * tile.radius + 1;
  const int rows = tile.height + 2 * tile.radius;
  const int levels = doublings(window);
  // Level 0 is the input; the others lie one behind the other in scratch.
  const ptrdiff_t stride = tile.stride;
  Key* longer = static_cast<Key*>(tile.scratch);
  const Key* shorter = static_cast<const Key*>(tile.keys);
  std::vector<const Key*> starts{shorter};
  int count = tile.width + 2 * tile.radius;
  for (int level = 1; level <= levels; ++level) {
    const int step = 1 << (level - 1);
    count -= step;
    for (int y = 0; y < rows; ++y) pick_pairs<Pick>(shorter + y * stride, step, longer + y * stride, count);
    starts.push_back(longer);
    shorter = longer;
    longer += stride * rows;
  }
  std::vector<const Key*> parts;
  for (int dy = 0; dy < window; ++dy) {
    const int half = tile.chords[dy];
    const int level = doublings(2 * half + 1);
    const Key* row = starts[static_cast<size_t>(level)] + dy * stride;
    parts.push_back(row + tile.radius - half);
    parts.push_back(row + tile.radius + half + 1 - (1 << level));
  }
  const Key* const* part = parts.data();
  const int terms = 2 * window;
  for (int y = 0; y < tile.height; ++y) {
    Key* out = static_cast<Key*>(tile.out) + y * tile.out_stride;
    for (int x = 0; x < tile.width; x += 2 * lanes) {
      const ptrdiff_t at = y * stride + x;
      auto first = hn::LoadU(d, part[0] + at);
      auto second = hn::LoadU(d, part[0] + at + lanes);
      for (int k = 1; k < terms; ++k) {
        first = Pick{}(first, hn::LoadU(d, part[k] + at));
        second = Pick{}(second, hn::LoadU(d, part[k] + at + lanes));
      }
      hn::StoreU(first, d, out + x);
      hn::StoreU(second, d, out + x + lanes);
    }
  }
}

template <typename Key>
HWY_INLINE void any_tile(Extremum extremum, const FlatTile& tile) {
  const bool smaller = extremum == Extremum::kMinimum;
  if (tile.chords != nullptr) {
    smaller ? disk_tile<Smaller, Key>(tile) : disk_tile<Larger, Key>(tile);
  } else {
    smaller ? square_tile<Smaller, Key>(tile) : square_tile<Larger, Key>(tile);
  }
}

void tile_of_bytes(Extremum extremum, const FlatTile& tile) { any_tile<uint8_t>(extremum, tile); }
void tile_of_words(Extremum extremum, const FlatTile& tile) { any_tile<int16_t>(extremum, tile); }
void tile_of_longs(Extremum extremum, const FlatTile& tile) { any_tile<int32_t>(extremum, tile); }

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(tile_of_bytes);
HWY_EXPORT(tile_of_words);
HWY_EXPORT(tile_of_longs);

size_t flat_tile_scratch(int width, int height, int radius, bool disk) {
  const size_t rows = static_cast<size_t>(height + 2 * radius);
  const size_t row = static_cast<size_t>(width + 2 * radius + kFlatPadding);
  const size_t window = static_cast<size_t>(2 * radius + 1);
  if (disk) return row * rows * static_cast<size_t>(doublings(2 * radius + 1));
  // Van Herk reads one block beyond the last row; what it finds there reaches no result.
  return static_cast<size_t>(width + kFlatPadding) * (rows + window) + row;
}

template <>
void flat_extrema<uint8_t>(Extremum extremum, const FlatTile& tile) {
  HWY_DYNAMIC_DISPATCH(tile_of_bytes)(extremum, tile);
}
template <>
void flat_extrema<int16_t>(Extremum extremum, const FlatTile& tile) {
  HWY_DYNAMIC_DISPATCH(tile_of_words)(extremum, tile);
}
template <>
void flat_extrema<int32_t>(Extremum extremum, const FlatTile& tile) {
  HWY_DYNAMIC_DISPATCH(tile_of_longs)(extremum, tile);
}

}  // namespace lightbench
#endif  // HWY_ONCE
