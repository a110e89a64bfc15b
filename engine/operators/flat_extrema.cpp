#include "engine/operators/flat_extrema.h"

#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/flat_extrema.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

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

template <typename Key>
constexpr int kLanes = static_cast<int>(hn::MaxLanes(hn::ScalableTag<Key>()));

// to[x] = the extremum of from[x] and from[x + step], for x in [0, count) and on to a whole vector; `to` may be `from`.
template <typename Pick, typename Key>
HWY_INLINE void double_once(const Key* from, ptrdiff_t step, Key* to, int count) {
  const hn::ScalableTag<Key> d;
  for (int x = 0; x < count; x += kLanes<Key>) {
    hn::StoreU(Pick{}(hn::LoadU(d, from + x), hn::LoadU(d, from + x + step)), d, to + x);
  }
}

// Two doublings at once: of from[x], from[x + step], from[x + 2 · step] and from[x + 3 · step].
template <typename Pick, typename Key>
HWY_INLINE void double_twice(const Key* from, ptrdiff_t step, Key* to, int count) {
  const hn::ScalableTag<Key> d;
  for (int x = 0; x < count; x += kLanes<Key>) {
    const Key* at = from + x;
    const auto first = Pick{}(hn::LoadU(d, at), hn::LoadU(d, at + step));
    hn::StoreU(Pick{}(first, Pick{}(hn::LoadU(d, at + 2 * step), hn::LoadU(d, at + 3 * step))), d, to + x);
  }
}

// Of `row` the extrema over 2^levels samples, in `line` unless there is nothing to do.
template <typename Pick, typename Key>
HWY_INLINE const Key* doubled(const Key* row, Key* line, int levels, int count) {
  int level = 0;
  for (; level + 2 <= levels; level += 2) {
    count -= 3 << level;
    double_twice<Pick>(row, ptrdiff_t{1} << level, line, count);
    row = line;
  }
  if (level == levels) return row;
  double_once<Pick>(row, ptrdiff_t{1} << level, line, count - (1 << level));
  return line;
}

// What became of a row along itself goes to the block; the window's other part across is `head`, of newer rows.
template <typename Pick, typename Key>
void square_row(const typename FlatExtrema<Key>::State& s, const Key* row, const Key* coming, Key* out) {
  const hn::ScalableTag<Key> d;
  const int window = 2 * s.radius + 1;
  const Key* longest = doubled<Pick>(row, s.line, s.levels, s.width + 2 * s.radius);
  const ptrdiff_t rest = window - (ptrdiff_t{1} << s.levels);
  Key* head = s.rows + window * s.pitch;
  Key* to = s.rows + (s.place + window - 1) % window * s.pitch;
  if (out == nullptr || s.place == 0) {
    double_once<Pick>(longest, rest, to, s.width);
    if (out == nullptr) return;
    for (int x = 0; x < s.width; x += kLanes<Key>) {
      Key* column = s.rows + x;
      auto tail = hn::LoadU(d, column + (window - 1) * s.pitch);
      for (int k = window - 2; k >= 0; --k) {
        tail = Pick{}(tail, hn::LoadU(d, column + k * s.pitch));
        hn::StoreU(tail, d, column + k * s.pitch);
      }
      hn::StoreU(tail, d, out + x);
    }
    return;
  }
  const Key* suffix = s.rows + s.place * s.pitch;
  for (int x = 0; x < s.width; x += kLanes<Key>) {
    __builtin_prefetch(coming + x);
    const auto made = Pick{}(hn::LoadU(d, longest + x), hn::LoadU(d, longest + x + rest));
    const auto newer = s.place == 1 ? made : Pick{}(made, hn::LoadU(d, head + x));
    hn::StoreU(made, d, to + x);
    hn::StoreU(newer, d, head + x);
    hn::StoreU(Pick{}(newer, hn::LoadU(d, suffix + x)), d, out + x);
  }
}

template <typename Pick, typename Key>
void disk_row(const typename FlatExtrema<Key>::State& s, const Key* row, const Key* coming, Key* out) {
  const hn::ScalableTag<Key> d;
  const int window = 2 * s.radius + 1;
  int count = s.width + 2 * s.radius;
  Key* to = s.rows + s.place * (s.levels + 1) * s.pitch;
  for (int x = 0; x < count; x += kLanes<Key>) {
    __builtin_prefetch(coming + x);
    hn::StoreU(hn::LoadU(d, row + x), d, to + x);
  }
  for (int level = 0; level < s.levels; ++level) {
    count -= 1 << level;
    double_once<Pick>(to, ptrdiff_t{1} << level, to + s.pitch, count);
    to += s.pitch;
  }
  if (out == nullptr) return;
  // The oldest row follows the newest in the ring.
  const int oldest = (s.place + 1) % window;
  const ptrdiff_t older = oldest * (s.levels + 1) * s.pitch;
  const ptrdiff_t newer = older - window * (s.levels + 1) * s.pitch;
  const int terms = 2 * window;
  const int wrapped = 2 * (window - oldest);
  for (int k = 0; k < wrapped; ++k) s.chords[k] = s.rows + (older + s.parts[k]);
  for (int k = wrapped; k < terms; ++k) s.chords[k] = s.rows + (newer + s.parts[k]);
  for (int x = 0; x < s.width; x += 2 * kLanes<Key>) {
    auto first = hn::LoadU(d, s.chords[0] + x);
    auto second = hn::LoadU(d, s.chords[0] + x + kLanes<Key>);
    for (int k = 1; k < terms; ++k) {
      first = Pick{}(first, hn::LoadU(d, s.chords[k] + x));
      second = Pick{}(second, hn::LoadU(d, s.chords[k] + x + kLanes<Key>));
    }
    hn::StoreU(first, d, out + x);
    if (x + kLanes<Key> < s.width) hn::StoreU(second, d, out + x + kLanes<Key>);
  }
}

template <typename Key>
HWY_INLINE void any_row(const typename FlatExtrema<Key>::State& s, const Key* row, const Key* coming, Key* out) {
  const bool smaller = s.extremum == Extremum::kMinimum;
  if (s.chords != nullptr) {
    smaller ? disk_row<Smaller>(s, row, coming, out) : disk_row<Larger>(s, row, coming, out);
  } else {
    smaller ? square_row<Smaller>(s, row, coming, out) : square_row<Larger>(s, row, coming, out);
  }
}

void row_of_bytes(const FlatExtrema<uint8_t>::State& s, const uint8_t* row, const uint8_t* coming, uint8_t* out) {
  any_row<uint8_t>(s, row, coming, out);
}
void row_of_words(const FlatExtrema<int16_t>::State& s, const int16_t* row, const int16_t* coming, int16_t* out) {
  any_row<int16_t>(s, row, coming, out);
}
void row_of_longs(const FlatExtrema<int32_t>::State& s, const int32_t* row, const int32_t* coming, int32_t* out) {
  any_row<int32_t>(s, row, coming, out);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(row_of_bytes);
HWY_EXPORT(row_of_words);
HWY_EXPORT(row_of_longs);

namespace {

int doublings(int length) {
  int count = 0;
  while ((2 << count) <= length) ++count;
  return count;
}

void run_row(const FlatExtrema<uint8_t>::State& s, const uint8_t* row, const uint8_t* coming, uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(row_of_bytes)(s, row, coming, out);
}
void run_row(const FlatExtrema<int16_t>::State& s, const int16_t* row, const int16_t* coming, int16_t* out) {
  HWY_DYNAMIC_DISPATCH(row_of_words)(s, row, coming, out);
}
void run_row(const FlatExtrema<int32_t>::State& s, const int32_t* row, const int32_t* coming, int32_t* out) {
  HWY_DYNAMIC_DISPATCH(row_of_longs)(s, row, coming, out);
}

}  // namespace

template <typename Key>
FlatExtrema<Key>::FlatExtrema(Extremum extremum, int width, int radius, const std::vector<int>& chords) {
  constexpr ptrdiff_t kLine = 64 / static_cast<ptrdiff_t>(sizeof(Key));
  const ptrdiff_t window = 2 * radius + 1;
  const bool disk = !chords.empty();
  const int levels = doublings(2 * radius + 1);
  const ptrdiff_t pitch = (width + 2 * radius + kLine - 1) / kLine * kLine + 2 * kLine;
  const ptrdiff_t rows = disk ? window * (levels + 1) : window + 1;
  memory_.resize(static_cast<size_t>((rows + 1) * pitch + kLine));
  Key* start = memory_.data();
  while (reinterpret_cast<uintptr_t>(start) % 64 != 0) ++start;
  for (ptrdiff_t dy = 0; disk && dy < window; ++dy) {
    const int half = chords[static_cast<size_t>(dy)];
    const int level = doublings(2 * half + 1);
    const ptrdiff_t row = (dy * (levels + 1) + level) * pitch;
    parts_.push_back(row + radius - half);
    parts_.push_back(row + radius + half + 1 - (ptrdiff_t{1} << level));
  }
  chords_.resize(parts_.size());
  state_ = {extremum,      width,
            radius,        levels,
            disk ? 0 : 1,  pitch,
            start,         start + rows * pitch,
            parts_.data(), disk ? chords_.data() : nullptr};
  state_.place %= static_cast<int>(window);
}

template <typename Key>
void FlatExtrema<Key>::turn() {
  state_.place = (state_.place + 1) % (2 * state_.radius + 1);
}

template <typename Key>
void FlatExtrema<Key>::add_row(const Key* row) {
  run_row(state_, row, row, nullptr);
  turn();
}

template <typename Key>
void FlatExtrema<Key>::next_row(const Key* row, const Key* coming, Key* out) {
  run_row(state_, row, coming, out);
  turn();
}

template class FlatExtrema<uint8_t>;
template class FlatExtrema<int16_t>;
template class FlatExtrema<int32_t>;

}  // namespace lightbench
#endif  // HWY_ONCE
