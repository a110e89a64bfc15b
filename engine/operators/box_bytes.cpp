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

#include "engine/operators/box_lanes-inl.h"
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

using Signed = hn::Vec<decltype(di32)>;
using SignedHalves = hn::Vec<decltype(di16)>;

HWY_INLINE SignedHalves pair_of(int first, int second) {
  const uint32_t both = static_cast<uint16_t>(first) | static_cast<uint32_t>(second) << 16;
  return hn::BitCast(di16, hn::Set(du32, both));
}

// sums += a · first + b · second, lane by lane; the order of the sums is undone by packing.
HWY_INLINE void add_products(const HalfPair& a, const HalfPair& b, SignedHalves weights, Signed* sums) {
  const auto add = [&](Halves pairs, Signed sum) { return add_pair_products(hn::BitCast(di16, pairs), weights, sum); };
  sums[0] = add(hn::InterleaveLower(du16, a.a, b.a), sums[0]);
  sums[1] = add(hn::InterleaveUpper(du16, a.a, b.a), sums[1]);
  sums[2] = add(hn::InterleaveLower(du16, a.b, b.b), sums[2]);
  sums[3] = add(hn::InterleaveUpper(du16, a.b, b.b), sums[3]);
}

HWY_INLINE HalfPair difference(const HalfPair& a, const HalfPair& b) { return {hn::Sub(a.a, b.a), hn::Sub(a.b, b.b)}; }

HWY_INLINE HalfPair packed(const Signed* values) {
  return {hn::BitCast(du16, hn::ReorderDemote2To(di16, values[0], values[1])),
          hn::BitCast(du16, hn::ReorderDemote2To(di16, values[2], values[3]))};
}
HWY_INLINE HalfPair packed(const Signed* values, int shift) {
  Signed shifted[4];
  for (int i = 0; i < 4; ++i) shifted[i] = hn::ShiftRightSame(values[i], shift);
  return packed(shifted);
}

// The loops over one group of columns of bytes, or of signed halves.
template <typename T>
class Columns {
 public:
  Columns(const ByteBoxAxis& axis, const std::byte* in, std::byte* state, int lane)
      : axis_(axis),
        in_(in),
        state_(state),
        lane_(lane),
        mask_(axis.ring_rows - 1),
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

  // put(t, sums) for rows [begin, end)
  template <typename Put>
  HWY_INLINE void run(int begin, int end, const Put& put) {
    for (int t = begin; t < end; ++t) {
      put(t, result_);
      const int newest = t + axis_.reach + 1;
      slide(newest);
      const HalfPair entering = keep(newest);
      const int inner = axis_.whole[1] - axis_.whole[0];
      add_products(entering, ring(t + inner), signs_, slope_);
      add_products(ring(t - axis_.reach - 1), ring(t - inner), signs_, slope_);
      for (int i = 0; i < 4; ++i) result_[i] = hn::Add(result_[i], slope_[i]);
    }
  }

  void load() {
    for (int i = 0; i < 4; ++i) {
      first_[i] = hn::LoadU(di32, sums(0, i));
      slope_[i] = hn::LoadU(di32, sums(1, i));
      result_[i] = hn::LoadU(di32, sums(2, i));
    }
  }
  void store() const {
    for (int i = 0; i < 4; ++i) {
      hn::StoreU(first_[i], di32, sums(0, i));
      hn::StoreU(slope_[i], di32, sums(1, i));
      hn::StoreU(result_[i], di32, sums(2, i));
    }
  }

 private:
  HWY_INLINE HalfPair source(const ptrdiff_t* offset) const { return load_halves(row_at<T>(in_, *offset, lane_)); }
  HWY_INLINE uint16_t* ring_row(int row) const { return state_.ring + (row & mask_) * kRingRow + lane_; }
  HWY_INLINE HalfPair ring(int row) const { return load_halves(ring_row(row)); }
  int32_t* sums(int which, int i) const { return state_.sums + which * kBoxLanes + lane_ + i * kLanes; }

  static void set_all(Signed* sums, int32_t value) { std::fill_n(sums, 4, hn::Set(di32, value)); }

  void start_inside(int t) {
    const int first = t - axis_.reach - 1;
    const int weight = axis_.end_weight + axis_.step_weight;
    for (int k = -axis_.radius; k <= axis_.radius; ++k) {
      add_products(source(axis_.row(first + k)), HalfPair{hn::Zero(du16), hn::Zero(du16)}, pair_of(weight, 0), first_);
    }
    add_products(source(axis_.row(first - axis_.radius - 1)), source(axis_.row(first + axis_.radius + 1)),
                 pair_of(axis_.end_weight, axis_.end_weight), first_);
    for (int row = first; row <= t + axis_.reach; ++row) {
      if (row > first) slide(row);
      const HalfPair kept = keep(row);
      const int below = axis_.weight_at(row - t);
      add_products(kept, kept, pair_of(below, 0), result_);
      add_products(kept, kept, pair_of(below - axis_.weight_at(row - t + 1), 0), slope_);
    }
  }

  // Of the first row, around which everything is mirrored: one half is computed.
  void start_at_edge() {
    const int weight = axis_.end_weight + axis_.step_weight;
    Signed half[4];
    set_all(half, 0);
    for (int k = 1; k <= axis_.radius + 1; k += 2) {
      const int first_weight = k <= axis_.radius ? weight : axis_.end_weight;
      const int second_weight = k < axis_.radius ? weight : k == axis_.radius ? axis_.end_weight : 0;
      add_products(source(axis_.row(k)), source(axis_.row(k + 1)), pair_of(first_weight, second_weight), half);
    }
    for (int i = 0; i < 4; ++i) first_[i] = hn::Add(first_[i], hn::Add(half[i], half[i]));
    const HalfPair centre = source(axis_.row(0));
    add_products(centre, centre, pair_of(weight, 0), first_);
    HalfPair kept = keep(0);
    add_products(kept, kept, pair_of(axis_.weight_at(0), 0), result_);
    for (int row = 1; row <= axis_.reach; ++row) {
      slide(row);
      const HalfPair before = kept;
      kept = keep(row);
      store_halves(kept, ring_row(-row));
      if (row % 2 == 1 && row < axis_.reach) continue;
      const int previous = row % 2 == 0 ? 2 * axis_.weight_at(row - 1) : 0;
      add_products(before, kept, pair_of(previous, 2 * axis_.weight_at(row)), result_);
    }
    // The row before the ring's first is needed, not yet the one behind its last.
    Signed here[4];
    std::copy_n(first_, 4, here);
    slide(axis_.reach + 1);
    store_halves(packed(first_, axis_.first_shift), ring_row(-axis_.reach - 1));
    std::copy_n(here, 4, first_);
    // Where the weights of the rows bend, the differences of mirrored rows do not cancel.
    add_products(ring(std::abs(axis_.whole[1] - axis_.whole[0])), ring(-axis_.reach - 1), signs_, slope_);
  }

  // From the sums of row - 1 to those of `row`.
  HWY_INLINE void slide(int row) {
    const ptrdiff_t* offset = axis_.row(row);
    const int r = axis_.radius;
    if constexpr (sizeof(T) == 1) {
      hwy::Prefetch(row_at<T>(in_, offset[r + 1], lane_) + kBoxLanes);
      const HalfPair outer = difference(source(offset + r + 1), source(offset - r - 2));
      const HalfPair inner = difference(source(offset + r), source(offset - r - 1));
      add_products(outer, inner, enter_weights_, first_);
    } else {  // halves may differ by more than a half holds
      add_products(source(offset + r + 1), source(offset + r), enter_weights_, first_);
      add_products(source(offset - r - 1), source(offset - r - 2), leave_weights_, first_);
    }
  }
  HWY_INLINE HalfPair keep(int row) const {
    const HalfPair kept = packed(first_, axis_.first_shift);
    store_halves(kept, ring_row(row));
    return kept;
  }

  const ByteBoxAxis& axis_;
  const std::byte* in_;
  ByteBoxState state_;
  int lane_;
  int mask_;
  SignedHalves enter_weights_, leave_weights_, signs_;
  Signed first_[4], slope_[4], result_[4];
};

void down(const ByteBoxAxis& axis, const std::byte* in, int begin, int end, bool start, std::byte* state,
          std::byte* target, std::byte* tile) {
  uint16_t* halves = reinterpret_cast<uint16_t*>(tile);
  int order[kBoxLanes / 8];
  for (int i = 0; i < kBoxLanes / 8; ++i) order[i] = column_of(8 * i, true);
  constexpr int kTileRows = 32;
  for (int first = begin; first < end; first += kTileRows) {
    const int last = std::min(end, first + kTileRows);
    for (int lane = 0; lane < kBoxLanes; lane += kGroup) {
      Columns<uint8_t> columns(axis, in, state, lane);
      if (start && first == begin) {
        columns.start(begin);
      } else {
        columns.load();
      }
      columns.run(first, last, [&](int t, const Signed* sums) {
        store_halves(packed(sums, axis.last_shift), halves + (t - first) * kBoxLanes + lane);
      });
      columns.store();
    }
    transpose_halves_cached(halves, kBoxLanes, order, {target + (first - begin) * 2, 2 * kBoxLanes, kBoxLanes});
  }
}

void along(const ByteBoxAxis& axis, float scale, const std::byte* in, std::byte* state, std::byte* target,
           ptrdiff_t stride, int lines, std::byte* tile) {
  uint16_t* halves = reinterpret_cast<uint16_t*>(tile);
  constexpr int kColumns[] = {0, 8, 16, 24, 32, 40, 48, 56};
  const Floats factor = hn::Set(df32, scale);
  for (int first = 0; first < axis.length; first += kBoxLanes) {
    const int last = std::min(axis.length, first + kBoxLanes);
    for (int lane = 0; lane < kBoxLanes; lane += kGroup) {
      Columns<uint16_t> columns(axis, in, state, lane);
      if (first == 0) {
        columns.start(0);
      } else {
        columns.load();
      }
      columns.run(first, last, [&](int t, const Signed* sums) {
        Signed whole[4];
        for (int i = 0; i < 4; ++i) whole[i] = nearest(hn::Mul(hn::ConvertTo(df32, sums[i]), factor));
        HalfPair values = packed(whole);
        // Two rows of bytes are one row of halves.
        uint16_t* row = halves + ((t - first) >> 1) * kBoxLanes + lane;
        if (t & 1) {
          const HalfPair even = load_halves(row);
          values.a = hn::Or(even.a, hn::ShiftLeft<8>(values.a));
          values.b = hn::Or(even.b, hn::ShiftLeft<8>(values.b));
        }
        store_halves(values, row);
      });
      columns.store();
    }
    transpose_halves(halves, kBoxLanes, kColumns, {target + first, stride, lines});
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
