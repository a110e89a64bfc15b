#define HWY_WANT_AVX3_DL
#include "engine/operators/canny_bytes.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cstring>

#include "engine/operators/canny_classes.h"

#ifndef LIGHTBENCH_OPERATORS_CANNY_BYTES_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_CANNY_BYTES_SHARED
namespace lightbench {
namespace {

constexpr int kBlock = 32;  // columns of the widest vector: everything is done in whole blocks
constexpr int blocks_up(int count) { return (count + kBlock - 1) / kBlock * kBlock; }

// Squares of a row: those of its even columns and those of its odd ones, so that pairs of 16 bits and their sums of
// 32 need no change of order.
template <typename T>
struct Squares {
  T* even;
  T* odd;
};

struct ThreeHalfRows {
  const int16_t* above;
  const int16_t* here;
  const int16_t* below;
};

struct ByteGradient {
  int16_t* x;
  int16_t* y;
  Squares<int32_t> square;
};

struct ThreeSquares {
  Squares<const int32_t> above, here, below;
};

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/canny_bytes.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/box_lanes-inl.h"

HWY_BEFORE_NAMESPACE();
#if HWY_TARGET == HWY_AVX3_DL
#pragma GCC target("avx512vnni")
#endif
namespace lightbench::HWY_NAMESPACE {
namespace {

constexpr int kHalfLanes = 2 * kLanes;
using V16 = hn::Vec<decltype(di16)>;
using V32 = hn::Vec<decltype(di32)>;

// Half of before + 2 · here + after, the outer half towards zero: mirrored pictures have mirrored differences.
HWY_INLINE V16 difference(V16 before, V16 here, V16 after) {
  const V16 outer = hn::Add(before, after);
  return hn::Add(hn::ShiftRight<1>(hn::Sub(outer, hn::ShiftRight<15>(outer))), here);
}

// luma_of in units, by the compiler's vectors.
void gray_units(const uint8_t* __restrict gray, int16_t* __restrict out, int count) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<int16_t>(byte_luma_units(gray[i]));
}
void color_units(const uint8_t* __restrict red, const uint8_t* __restrict green, const uint8_t* __restrict blue,
                 int16_t* __restrict out, int count) {
  for (int i = 0; i < count; ++i) out[i] = static_cast<int16_t>(byte_luma_units(red[i], green[i], blue[i]));
}

// Of kVectors of columns from x on: offset + weights[0] · rows[0] + Σ weights[k] · (rows[2k - 1] + rows[2k]), rounded
// to kShift bits less; two k at a time.
template <int kVectors>
HWY_INLINE void symmetric_sums(const int16_t* const* rows, const int32_t* weights, int radius, V32 start, int16_t* out,
                               int x) {
  V32 low[kVectors], high[kVectors];
  std::fill_n(low, kVectors, start);
  std::fill_n(high, kVectors, start);
  const auto add = [&](int v, V16 first, V16 second, V16 both) HWY_ATTR {
    low[v] = add_pair_products(hn::InterleaveLower(di16, first, second), both, low[v]);
    high[v] = add_pair_products(hn::InterleaveUpper(di16, first, second), both, high[v]);
  };
  const auto load = [&](int row, int v) HWY_ATTR { return hn::LoadU(di16, rows[row] + x + v * kHalfLanes); };
  const auto pair = [&](int k, int v) HWY_ATTR { return hn::Add(load(2 * k - 1, v), load(2 * k, v)); };
  const V16 centre = hn::BitCast(di16, hn::Set(di32, weights[0]));
  for (int v = 0; v < kVectors; ++v) add(v, load(0, v), radius > 0 ? pair(1, v) : hn::Zero(di16), centre);
  int k = 2;
  for (; k < radius; k += 2) {
    const V16 both = hn::BitCast(di16, hn::Set(di32, weights[k / 2]));
    for (int v = 0; v < kVectors; ++v) add(v, pair(k, v), pair(k + 1, v), both);
  }
  if (k == radius) {
    const V16 last = hn::BitCast(di16, hn::Set(di32, weights[k / 2]));
    for (int v = 0; v < kVectors; ++v) add(v, pair(k, v), hn::Zero(di16), last);
  }
  constexpr int kShift = ByteCannyParams::kShift;
  for (int v = 0; v < kVectors; ++v) {
    hn::StoreU(hn::ReorderDemote2To(di16, hn::ShiftRight<kShift>(low[v]), hn::ShiftRight<kShift>(high[v])), di16,
               out + x + v * kHalfLanes);
  }
}

// Whole blocks.
void symmetric_halves(const int16_t* const* rows, const int32_t* weights, int radius, int offset, int16_t* out,
                      int count) {
  constexpr int kShift = ByteCannyParams::kShift;
  constexpr int kTogether = kLanes == 16 ? 4 : 2;
  const V32 start = hn::Set(di32, (1 << (kShift - 1)) + offset * (1 << kShift));
  int x = 0;
  for (; x + kTogether * kHalfLanes <= count; x += kTogether * kHalfLanes) {
    symmetric_sums<kTogether>(rows, weights, radius, start, out, x);
  }
  for (; x < count; x += kHalfLanes) symmetric_sums<1>(rows, weights, radius, start, out, x);
}

void byte_gradient_row(const ThreeHalfRows& rows, const ByteGradient& out, int count) {
  const auto even_half = hn::Set(di32, 0xffff);
  for (int x = 0; x < count; x += kHalfLanes) {
    const auto at = [&](const int16_t* row, int dx) { return hn::LoadU(di16, row + x + dx); };
    const V16 above_left = at(rows.above, -1);
    const V16 above_right = at(rows.above, 1);
    const V16 below_left = at(rows.below, -1);
    const V16 below_right = at(rows.below, 1);
    const V16 gx = difference(hn::Sub(above_right, above_left), hn::Sub(at(rows.here, 1), at(rows.here, -1)),
                              hn::Sub(below_right, below_left));
    const V16 gy = difference(hn::Sub(below_left, above_left), hn::Sub(at(rows.below, 0), at(rows.above, 0)),
                              hn::Sub(below_right, above_right));
    hn::StoreU(gx, di16, out.x + x);
    hn::StoreU(gy, di16, out.y + x);
    // Both differences of a column as one pair of halves.
    const auto gx32 = hn::BitCast(di32, gx);
    const auto gy32 = hn::BitCast(di32, gy);
    const auto even = hn::BitCast(di16, hn::Or(hn::And(gx32, even_half), hn::ShiftLeft<16>(gy32)));
    const auto odd = hn::BitCast(
        di16, hn::Or(hn::AndNot(even_half, gy32),
                     hn::BitCast(di32, hn::ShiftRight<16>(hn::BitCast(hn::RepartitionToWide<decltype(du16)>(), gx)))));
    const auto square = [&](auto pairs) {
      V32 unused = hn::Zero(di32);
      return hn::ReorderWidenMulAccumulate(di32, pairs, pairs, hn::Zero(di32), unused);
    };
    hn::StoreU(square(even), di32, out.square.even + x / 2);
    hn::StoreU(square(odd), di32, out.square.odd + x / 2);
  }
}

void classify_byte_row(const ThreeSquares& squares, const int16_t* gx, const int16_t* gy, int32_t low, int32_t high,
                       uint8_t* classes, int count) {
  using V = V32;
  const hn::Rebind<uint8_t, decltype(di16)> bytes;
  const auto tangent = hn::Set(du16, uint16_t{kTan22Of65536});
  const auto low_limit = hn::Set(di32, low);
  const auto high_limit = hn::Set(di32, high);
  const auto one = hn::Set(di32, 1);
  for (int x = 0; x < count; x += kHalfLanes) {
    const int j = x / 2;
    const auto at = [&](const int32_t* row, int dx) { return hn::LoadU(di32, row + j + dx); };
    const V even = at(squares.here.even, 0);
    const V odd = at(squares.here.odd, 0);
    if (hn::AllFalse(di32, hn::Gt(hn::Max(even, odd), low_limit))) {
      hn::StoreU(hn::Zero(bytes), bytes, classes + x);
      continue;
    }
    const auto dx = hn::LoadU(di16, gx + x);
    const auto dy = hn::LoadU(di16, gy + x);
    const auto ax = hn::Abs(dx);
    const auto ay = hn::Abs(dy);
    const auto part = [&](auto v) { return hn::BitCast(di16, hn::MulHigh(hn::BitCast(du16, v), tangent)); };
    // All bits where not.
    const auto not_flat = hn::BitCast(di32, hn::VecFromMask(di16, hn::Gt(ay, part(ax))));
    const auto not_steep = hn::BitCast(di32, hn::VecFromMask(di16, hn::Gt(ax, part(ay))));
    const auto opposed = hn::BitCast(di32, hn::Xor(dx, dy));  // by its sign
    const auto class_of = [&](V m, V left, V right, V up, V down, V up_left, V up_right, V down_left, V down_right,
                              V not_flat_here, V not_steep_here, V opposed_here) {
      const auto across = hn::And(hn::Gt(m, left), hn::Not(hn::Gt(right, m)));
      const auto along = hn::And(hn::Gt(m, up), hn::Not(hn::Gt(down, m)));
      const auto on_opposed = hn::Lt(opposed_here, hn::Zero(di32));
      const auto diagonal = hn::Gt(
          m, hn::Max(hn::IfThenElse(on_opposed, up_right, up_left), hn::IfThenElse(on_opposed, down_left, down_right)));
      const auto is_not_steep = hn::Lt(not_steep_here, hn::Zero(di32));
      const auto is_not_flat = hn::Lt(not_flat_here, hn::Zero(di32));
      const auto otherwise = hn::Or(hn::And(is_not_steep, diagonal), hn::AndNot(is_not_steep, along));
      const auto largest = hn::Or(hn::And(is_not_flat, otherwise), hn::AndNot(is_not_flat, across));
      const auto kept = hn::And(hn::Gt(m, low_limit), largest);
      const auto strong = hn::And(kept, hn::Gt(m, high_limit));
      return hn::Add(hn::IfThenElseZero(kept, one), hn::IfThenElseZero(strong, one));
    };
    const V even_class = class_of(even, at(squares.here.odd, -1), odd, at(squares.above.even, 0),
                                  at(squares.below.even, 0), at(squares.above.odd, -1), at(squares.above.odd, 0),
                                  at(squares.below.odd, -1), at(squares.below.odd, 0), hn::ShiftLeft<16>(not_flat),
                                  hn::ShiftLeft<16>(not_steep), hn::ShiftLeft<16>(opposed));
    const V odd_class = class_of(odd, even, at(squares.here.even, 1), at(squares.above.odd, 0),
                                 at(squares.below.odd, 0), at(squares.above.even, 0), at(squares.above.even, 1),
                                 at(squares.below.even, 0), at(squares.below.even, 1), not_flat, not_steep, opposed);
    const auto both = hn::Or(even_class, hn::ShiftLeft<16>(odd_class));
    hn::StoreU(hn::DemoteTo(bytes, hn::BitCast(di16, both)), bytes, classes + x);
  }
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(gray_units);
HWY_EXPORT(color_units);
HWY_EXPORT(symmetric_halves);
HWY_EXPORT(byte_gradient_row);
HWY_EXPORT(classify_byte_row);

namespace {

constexpr int kStripWidth = 4096;      // rows as long as the second cache lets them be
constexpr int kSmoothOffset = -32768;  // makes 16 bits signed; differences do not see it
constexpr int kLead = 2;               // columns before a strip that differences of differences look at

// A strip of columns on its way down a band of rows, as EdgeStrip of canny_classes.cpp. Rows begin kLead columns before
// the strip, with the margin of the smoothing before that.
class ByteEdgeStrip {
 public:
  ByteEdgeStrip(const Image& in, const ByteCannyParams& params, int x, int width, Image& classes)
      : in_(in),
        params_(params),
        classes_(classes),
        begin_(x - kLead),
        width_(width),
        radius_(params.radius()),
        count_(blocks_up(width + 2 * kLead)),
        margin_(blocks_up(radius_)),
        luma_pitch_(count_ + 2 * margin_),
        pitch_(count_ + 2 * kBlock),
        luma_rows_(2 * radius_ + 1),
        memory_(static_cast<size_t>(luma_pitch_) * static_cast<size_t>(luma_rows_ + 1) +
                static_cast<size_t>(pitch_) * (kSmoothRows + 4 * kGradientRows) + 2 * kBlock),
        pairs_(static_cast<size_t>(2 * radius_ + 1)),
        class_row_(static_cast<size_t>(count_)) {
    rows_ = memory_.data();
    while (reinterpret_cast<uintptr_t>(rows_) % 64 != 0) ++rows_;
    short_rows_ = rows_ + static_cast<ptrdiff_t>(luma_pitch_) * (luma_rows_ + 1) + kBlock;
  }

  void run(int first, int end) {
    next_luma_ = std::max(0, first - 2 - radius_);
    next_smooth_ = std::max(0, first - 2);
    for (int y = first - 1; y <= end; ++y) {
      differentiate(y);
      if (y - 1 >= first) classify(y - 1);
    }
  }

 private:
  static constexpr int kSmoothRows = 3;
  static constexpr int kGradientRows = 3;

  // With their margins.
  int16_t* luma(int y) { return rows_ + static_cast<ptrdiff_t>(luma_pitch_) * (y % luma_rows_); }
  int16_t* column_sums() { return rows_ + static_cast<ptrdiff_t>(luma_pitch_) * luma_rows_; }
  // From column begin_ on.
  int16_t* short_row(int index) { return short_rows_ + static_cast<ptrdiff_t>(pitch_) * index; }
  int16_t* smooth(int y) { return short_row(y % kSmoothRows); }
  ByteGradient gradient(int y) {  // y from -1 on
    const int index = kSmoothRows + (y + 1) % kGradientRows * 4;
    const auto squares = [&](int row) { return reinterpret_cast<int32_t*>(short_row(row)); };
    return {reinterpret_cast<int16_t*>(short_row(index)),
            reinterpret_cast<int16_t*>(short_row(index + 1)),
            {squares(index + 2), squares(index + 3)}};
  }
  Squares<const int32_t> squares(int y) {
    const ByteGradient made = gradient(y);
    return {made.square.even, made.square.odd};
  }

  void load_luma(int y) {
    int16_t* row = luma(y) + margin_ - begin_;  // by column
    const int from = begin_ - margin_;
    const int to = from + luma_pitch_;
    const int first = std::max(from, 0);
    const int end = std::min(to, in_.width());
    const auto plane = [&](int c) {
      const uint8_t* ahead = reinterpret_cast<const uint8_t*>(in_.row_data(c, std::min(y + 4, in_.height() - 1)));
      for (int x = first; x < end; x += 64) hwy::Prefetch(ahead + x);
      return reinterpret_cast<const uint8_t*>(in_.row_data(c, y)) + first;
    };
    if (in_.spec().color_channels() == 1) {
      HWY_DYNAMIC_DISPATCH(gray_units)(plane(0), row + first, end - first);
    } else {
      HWY_DYNAMIC_DISPATCH(color_units)(plane(0), plane(1), plane(2), row + first, end - first);
    }
    for (int x = from; x < first; ++x) row[x] = row[border_index(x, in_.width(), Border::kReflect101)];
    const int needed = std::min(to, begin_ + width_ + 2 * kLead + radius_);
    for (int x = end; x < needed; ++x) row[x] = row[border_index(x, in_.width(), Border::kReflect101)];
  }

  void make_smooth(int y) {
    for (; next_luma_ <= std::min(y + radius_, in_.height() - 1); ++next_luma_) load_luma(next_luma_);
    const auto source = [&](int row) { return luma(border_index(row, in_.height(), Border::kReflect101)); };
    pairs_[0] = source(y);
    for (int k = 1; k <= radius_; ++k) {
      pairs_[static_cast<size_t>(2 * k - 1)] = source(y - k);
      pairs_[static_cast<size_t>(2 * k)] = source(y + k);
    }
    int16_t* sums = column_sums();
    HWY_DYNAMIC_DISPATCH(symmetric_halves)
    (pairs_.data(), params_.column_pairs.data(), radius_, 0, sums, luma_pitch_);
    sums += margin_;
    pairs_[0] = sums;
    for (int k = 1; k <= radius_; ++k) {
      pairs_[static_cast<size_t>(2 * k - 1)] = sums - k;
      pairs_[static_cast<size_t>(2 * k)] = sums + k;
    }
    HWY_DYNAMIC_DISPATCH(symmetric_halves)
    (pairs_.data(), params_.row_pairs.data(), radius_, kSmoothOffset, smooth(y), count_);
  }

  void differentiate(int y) {
    const ByteGradient made = gradient(y);
    const Squares<int32_t>& square = made.square;
    if (y < 0 || y >= in_.height()) {
      std::fill_n(square.even, count_ / 2, 0);
      std::fill_n(square.odd, count_ / 2, 0);
      return;
    }
    for (; next_smooth_ <= std::min(y + 1, in_.height() - 1); ++next_smooth_) make_smooth(next_smooth_);
    const auto row = [&](int at) { return smooth(border_index(at, in_.height(), Border::kReflect101)); };
    HWY_DYNAMIC_DISPATCH(byte_gradient_row)({row(y - 1), row(y), row(y + 1)}, made, count_);
    if (begin_ < 0) square.odd[kLead / 2 - 1] = 0;
    const int behind = kLead + width_;
    if (begin_ + behind == in_.width()) (behind % 2 == 0 ? square.even : square.odd)[behind / 2] = 0;
  }

  void classify(int y) {
    const ByteGradient here = gradient(y);
    HWY_DYNAMIC_DISPATCH(classify_byte_row)
    ({squares(y - 1), squares(y), squares(y + 1)}, here.x, here.y, params_.low_square, params_.high_square,
     class_row_.data(), count_);
    std::memcpy(classes_.writable_row_data(0, y) + begin_ + kLead, class_row_.data() + kLead,
                static_cast<size_t>(width_));
  }

  const Image& in_;
  const ByteCannyParams& params_;
  Image& classes_;
  int begin_;
  int width_;
  int radius_;
  int count_;   // columns of a row without its margins
  int margin_;  // of the smoothing
  int luma_pitch_;
  int pitch_;
  int luma_rows_;
  std::vector<int16_t> memory_;
  int16_t* rows_;
  int16_t* short_rows_;
  std::vector<const int16_t*> pairs_;
  std::vector<uint8_t> class_row_;
  int next_luma_ = 0;
  int next_smooth_ = 0;
};

}  // namespace

void classify_byte_edges(const Image& in, const ByteCannyParams& params, int first, int end, Image& classes) {
  const int strips = (in.width() + kStripWidth - 1) / kStripWidth;
  const int width = ((in.width() + strips - 1) / strips + 1) / 2 * 2;  // strips begin at even columns
  for (int x = 0; x < in.width(); x += width) {
    ByteEdgeStrip(in, params, x, std::min(width, in.width() - x), classes).run(first, end);
  }
}

}  // namespace lightbench
#endif  // HWY_ONCE
