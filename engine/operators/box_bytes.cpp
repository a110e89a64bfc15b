#define HWY_WANT_AVX3_DL
#include "engine/operators/box_bytes.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/graph/kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/box_bytes.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/box_rows-inl.h"
#include "engine/simd/tile_transpose-inl.h"

#ifndef LIGHTBENCH_BOX_BYTES_SHARED
#define LIGHTBENCH_BOX_BYTES_SHARED
namespace lightbench {

constexpr ptrdiff_t kRingRow = kBoxLanes;  // halves
constexpr int kMiddle = 32768;             // what is taken off 16-bit numbers, so that they are signed

// What a strip keeps between two runs.
struct ByteBoxState {
  explicit ByteBoxState(std::byte* memory)
      : sums(reinterpret_cast<int32_t*>(memory)), ring(reinterpret_cast<uint16_t*>(sums + 3 * kBoxLanes)) {}
  int32_t* sums;   // of the first box, the difference to the next result, the result
  uint16_t* ring;  // signed sums of the first box, row t in row t modulo ring_rows
};

}  // namespace lightbench
#endif

HWY_BEFORE_NAMESPACE();
#if HWY_TARGET == HWY_AVX3_DL
#pragma GCC target("avx512vnni")
#endif
namespace lightbench::HWY_NAMESPACE {
namespace {

// The loops over one group of columns of bytes, or of signed halves.
template <typename T>
class Columns {
 public:
  Columns(const ByteBoxAxis& axis, const std::byte* in, std::byte* state, int lane)
      : axis_(axis),
        in_(in),
        state_(state),
        lane_(lane),
        radius_(axis.radius),
        reach_(axis.reach),
        ring_mask_((axis.ring_rows - 1) * kRingRow),
        first_shift_(axis.first_shift),
        enter_weights_(pair_of(axis.end_weight, axis.step_weight)),
        leave_weights_(pair_of(-axis.step_weight, -axis.end_weight)),
        signs_(pair_of(1, -1)) {}

  // Everything that result `t` needs.
  void start(int t) {
    const int box = axis_.end_weight * (2 * axis_.radius + 3) + axis_.step_weight * (2 * axis_.radius + 1);
    const int read_middle = sizeof(T) == 1 ? 0 : kMiddle * box;
    const int32_t middle = kMiddle * (2 * axis_.whole[0] + 1) * (2 * axis_.whole[1] + 1);
    set_all(first_, read_middle - (kMiddle << axis_.first_shift) + (1 << axis_.first_shift) / 2);
    set_all(result_, middle + axis_.rounding);
    set_all(slope_, 0);
    if (t == 0) {
      start_at_edge();
    } else {
      start_inside(t);
    }
  }

  // put(t - begin, sums) for rows t of [begin, end)
  template <typename Put>
  HWY_INLINE void run(int begin, int end, const Put& put) {
    const ptrdiff_t* enters = axis_.row(begin + reach_ + 1) + radius_ + 1;
    const ptrdiff_t* leaves = axis_.row(begin + reach_ + 1) - radius_ - 1;
    const ptrdiff_t inner = axis_.whole[1] - axis_.whole[0];
    Row entered = source(enters - 1);
    Row left = source(leaves - 1);
    const auto advance = [&](ptrdiff_t row) {
      const Row entering = source(enters);
      const Row leaving = source(leaves);
      if (sizeof(T) == 1 && lane_ == 0) hwy::Prefetch(row_at<T>(in_, *enters, kBoxLanes));
      slide(entering, entered, leaving, left);
      entered = entering;
      left = leaving;
      ++enters;
      ++leaves;
      return keep(row);
    };
    // One row ahead of where it is needed: nothing in a round waits for another part of it.
    Row newest = advance(begin + reach_ + 1);
    for (ptrdiff_t t = begin; t < end; ++t) {
      put(t - begin, result_);
      add_products(newest, ring(t + inner), signs_, slope_);
      add_products(ring(t - reach_ - 1), ring(t - inner), signs_, slope_);
      for (int i = 0; i < kSums; ++i) result_[i] = hn::Add(result_[i], slope_[i]);
      if (t + 1 < end) newest = advance(t + reach_ + 2);
    }
  }

  void load() {
    for (int i = 0; i < kSums; ++i) {
      first_[i] = hn::LoadU(di32, sums(0, i));
      slope_[i] = hn::LoadU(di32, sums(1, i));
      result_[i] = hn::LoadU(di32, sums(2, i));
    }
  }
  void store() const {
    for (int i = 0; i < kSums; ++i) {
      hn::StoreU(first_[i], di32, sums(0, i));
      hn::StoreU(slope_[i], di32, sums(1, i));
      hn::StoreU(result_[i], di32, sums(2, i));
    }
  }

 private:
  HWY_INLINE Row source(const ptrdiff_t* offset) const { return load_row(row_at<T>(in_, *offset, lane_)); }
  HWY_INLINE uint16_t* ring_row(ptrdiff_t row) const { return state_.ring + lane_ + (row * kRingRow & ring_mask_); }
  HWY_INLINE Row ring(ptrdiff_t row) const { return load_row(ring_row(row)); }
  int32_t* sums(int which, int i) const { return state_.sums + which * kBoxLanes + lane_ + i * kLanes; }

  static void set_all(Signed* sums, int32_t value) { std::fill_n(sums, kSums, hn::Set(di32, value)); }

  void start_inside(int t) {
    const int first = t - axis_.reach - 1;
    const int weight = axis_.end_weight + axis_.step_weight;
    const Row zero = difference(source(axis_.row(first)), source(axis_.row(first)));
    for (int k = -axis_.radius; k <= axis_.radius; ++k) {
      add_products(source(axis_.row(first + k)), zero, pair_of(weight, 0), first_);
    }
    add_products(source(axis_.row(first - axis_.radius - 1)), source(axis_.row(first + axis_.radius + 1)),
                 pair_of(axis_.end_weight, axis_.end_weight), first_);
    for (int row = first; row <= t + axis_.reach; ++row) {
      if (row > first) slide(row);
      const Row kept = keep(row);
      const int below = axis_.weight_at(row - t);
      add_products(kept, kept, pair_of(below, 0), result_);
      add_products(kept, kept, pair_of(below - axis_.weight_at(row - t + 1), 0), slope_);
    }
  }

  // Of the first row, around which everything is mirrored: one half is computed.
  void start_at_edge() {
    const int weight = axis_.end_weight + axis_.step_weight;
    Signed half[kSums];
    set_all(half, 0);
    for (int k = 1; k <= axis_.radius + 1; k += 2) {
      const int first_weight = k <= axis_.radius ? weight : axis_.end_weight;
      const int second_weight = k < axis_.radius ? weight : k == axis_.radius ? axis_.end_weight : 0;
      add_products(source(axis_.row(k)), source(axis_.row(k + 1)), pair_of(first_weight, second_weight), half);
    }
    for (int i = 0; i < kSums; ++i) first_[i] = hn::Add(first_[i], hn::Add(half[i], half[i]));
    const Row centre = source(axis_.row(0));
    add_products(centre, centre, pair_of(weight, 0), first_);
    Row kept = keep(0);
    add_products(kept, kept, pair_of(axis_.weight_at(0), 0), result_);
    for (int row = 1; row <= axis_.reach; ++row) {
      slide(row);
      const Row before = kept;
      kept = keep(row);
      store_row(kept, ring_row(-row));
      if (row % 2 == 1 && row < axis_.reach) continue;
      const int previous = row % 2 == 0 ? 2 * axis_.weight_at(row - 1) : 0;
      add_products(before, kept, pair_of(previous, 2 * axis_.weight_at(row)), result_);
    }
    // The row before the ring's first is needed, not yet the one behind its last.
    Signed here[kSums];
    std::copy_n(first_, kSums, here);
    slide(axis_.reach + 1);
    store_row(packed(first_, axis_.first_shift), ring_row(-axis_.reach - 1));
    std::copy_n(here, kSums, first_);
    // Where the weights of the rows bend, the differences of mirrored rows do not cancel.
    add_products(ring(std::abs(axis_.whole[1] - axis_.whole[0])), ring(-axis_.reach - 1), signs_, slope_);
  }

  // From the sums of row - 1 to those of `row`.
  void slide(int row) {
    const ptrdiff_t* offset = axis_.row(row);
    slide(source(offset + radius_ + 1), source(offset + radius_), source(offset - radius_ - 1),
          source(offset - radius_ - 2));
  }
  // The row at either end, and the one at its place before.
  HWY_INLINE void slide(const Row& entering, const Row& entered, const Row& leaving, const Row& left) {
    if constexpr (sizeof(T) == 1) {
      add_products(difference(entering, left), difference(entered, leaving), enter_weights_, first_);
    } else {  // halves may differ by more than a half holds
      add_products(entering, entered, enter_weights_, first_);
      add_products(leaving, left, leave_weights_, first_);
    }
  }
  HWY_INLINE Row keep(ptrdiff_t row) const {
    const Row kept = packed(first_, first_shift_);
    store_row(kept, ring_row(row));
    return kept;
  }

  const ByteBoxAxis& axis_;
  const std::byte* in_;
  ByteBoxState state_;
  int lane_;
  // Of the axis: what is stored might change it, as far as the compiler knows.
  int radius_;
  int reach_;
  ptrdiff_t ring_mask_;
  int first_shift_;
  SignedHalves enter_weights_, leave_weights_, signs_;
  Signed first_[kSums], slope_[kSums], result_[kSums];
};

void down(const ByteBoxAxis& axis, const std::byte* in, int begin, int end, bool start, std::byte* state,
          std::byte* target, std::byte* tile) {
  uint16_t* halves = reinterpret_cast<uint16_t*>(tile);
  int order[kBoxLanes / 8];
  for (int i = 0; i < kBoxLanes / 8; ++i) order[i] = column_from_bytes(8 * i);
  constexpr int kTileRows = 32;
  for (int first = begin; first < end; first += kTileRows) {
    const int last = std::min(end, first + kTileRows);
    for (int lane = 0; lane < kBoxLanes; lane += kColumns) {
      Columns<uint8_t> columns(axis, in, state, lane);
      if (start && first == begin) {
        columns.start(begin);
      } else {
        columns.load();
      }
      columns.run(first, last, [=, shift = axis.last_shift](ptrdiff_t row, const Signed* sums) {
        store_row(packed(sums, shift), halves + row * kBoxLanes + lane);
      });
      columns.store();
    }
    transpose_halves_cached(halves, kBoxLanes, order, {target + (first - begin) * 2, 2 * kBoxLanes, kBoxLanes});
  }
}

void along(const ByteBoxAxis& axis, float scale, const std::byte* in, std::byte* state, std::byte* target,
           ptrdiff_t stride, int lines, std::byte* tile) {
  uint16_t* halves = reinterpret_cast<uint16_t*>(tile);
  constexpr int kOrder[] = {0, 8, 16, 24, 32, 40, 48, 56};
  const Floats factor = hn::Set(df32, scale);
  for (int first = 0; first < axis.length; first += kBoxLanes) {
    const int last = std::min(axis.length, first + kBoxLanes);
    for (int lane = 0; lane < kBoxLanes; lane += kColumns) {
      Columns<uint16_t> columns(axis, in, state, lane);
      if (first == 0) {
        columns.start(0);
      } else {
        columns.load();
      }
      columns.run(first, last, [=](ptrdiff_t row, const Signed* sums) {
        Signed whole[kSums];
        for (int i = 0; i < kSums; ++i) whole[i] = nearest(hn::Mul(hn::ConvertTo(df32, sums[i]), factor));
        Row values = packed(whole);
        // Two rows of bytes are one row of halves.
        uint16_t* two_rows = halves + (row >> 1) * kBoxLanes + lane;
        if (row & 1) {
          const Row even = load_row(two_rows);
          for (int i = 0; i < kHalfVectors; ++i) values.v[i] = hn::Or(even.v[i], hn::ShiftLeft<8>(values.v[i]));
        }
        store_row(values, two_rows);
      });
      columns.store();
    }
    transpose_halves(halves, kBoxLanes, kOrder, {target + first, stride, lines});
  }
  hwy::FlushStream();
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(down);
HWY_EXPORT(along);

bool ByteBoxAxis::fits(const std::vector<int>& radii, int width) {
  constexpr int64_t kLargestRings = int64_t{1} << 25;  // halves
  return radii.size() == 3 && (2 * int64_t{radii[0]} + 1) * (2 * int64_t{radii[1]} + 1) < 32768 &&
         int64_t{4} * (radii[0] + radii[1]) * width < kLargestRings;
}

ByteBoxAxis::ByteBoxAxis(Way way, const std::vector<int>& radii, double end, int axis_length, ptrdiff_t row_bytes)
    : length(axis_length), radius(radii[2]), whole{radii[0], radii[1]}, reach(radii[0] + radii[1]), first_shift(15) {
  const double sides = (2.0 * whole[0] + 1) * (2.0 * whole[1] + 1);
  const double side = 2 * radius + 1 + 2 * end;
  constexpr int kTop = 65535;  // of 16 bits
  const int top = way == Way::kDown ? 255 : kTop;
  double ring_top = kTop;
  if (way == Way::kDown) {
    // The bits at the end are filled, the 16 bits of the ring as far as that lets them.
    while (ring_top * sides >= kTop * std::ldexp(2.0, last_shift)) ++last_shift;
    rounding = (1 << last_shift) / 2 - (kMiddle << last_shift);
    ring_top = std::floor(kTop * std::ldexp(1.0, last_shift) / sides);
  }
  const auto largest = [&] { return std::floor((ring_top - 2) * std::ldexp(1.0, first_shift) / (top * side)); };
  while (largest() > 32767) --first_shift;
  // Of the weights that nearly fill it the pair whose ratio is the best.
  int best = 0;
  double best_error = 1;
  const int most = static_cast<int>(largest()) - 1;
  for (int inside = most; inside > most - most / 8 - 1; --inside) {
    const double error = std::fabs(std::round(end * inside) / inside - end);
    if (error >= best_error) continue;
    best = inside;
    best_error = error;
  }
  end_weight = static_cast<int16_t>(std::lround(end * best));
  step_weight = static_cast<int16_t>(best - end_weight);
  gain = ((2 * radius + 1) * static_cast<double>(best) + 2.0 * end_weight) * sides /
         std::ldexp(1.0, first_shift + last_shift);

  ring_rows = static_cast<int>(std::bit_ceil(static_cast<unsigned>(2 * reach + 3)));
  margin = reach + radius + 4;
  for (int t = -margin; t < length + margin; ++t) {
    offsets.push_back(border_index(t, length, Border::kReflect101) * row_bytes);
  }
}

int ByteBoxAxis::weight_at(int row) const {
  return std::clamp(reach + 1 - std::abs(row), 0, 2 * std::min(whole[0], whole[1]) + 1);
}

size_t ByteBoxAxis::state_bytes() const {
  return 3 * kBoxLanes * sizeof(int32_t) + static_cast<size_t>(ring_rows) * kRingRow * sizeof(uint16_t);
}

void byte_boxes_down(const ByteBoxAxis& axis, const std::byte* in, int begin, int end, bool start, std::byte* state,
                     std::byte* target, std::byte* tile) {
  HWY_DYNAMIC_DISPATCH(down)(axis, in, begin, end, start, state, target, tile);
}

void byte_boxes_along(const ByteBoxAxis& axis, double scale, const std::byte* in, std::byte* state, std::byte* target,
                      ptrdiff_t stride, int lines, std::byte* tile) {
  HWY_DYNAMIC_DISPATCH(along)(axis, static_cast<float>(scale), in, state, target, stride, lines, tile);
}

}  // namespace lightbench
#endif  // HWY_ONCE
