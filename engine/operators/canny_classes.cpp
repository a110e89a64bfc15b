#include "engine/operators/canny_classes.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/operators/gaussian.h"
#include "engine/operators/histogram.h"

#ifndef LIGHTBENCH_OPERATORS_CANNY_CLASSES_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_CANNY_CLASSES_SHARED
namespace lightbench {
namespace {

// Rows of one kind above, at and below a row, readable one sample beyond both ends.
struct ThreeRows {
  const float* above;
  const float* here;
  const float* below;
};

struct Gradient {
  float* x;
  float* y;
  float* square;  // x² + y²
};

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/canny_classes.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// out = weights[0] · pairs[0] + Σ weights[k] · (pairs[2k - 1] + pairs[2k]); whole groups of four vectors.
void symmetric_sum(const float* const* pairs, const float* weights, int radius, float* out, int width) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  constexpr int kVectors = 4;  // for each weight and pair of addresses
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int x = 0; x < width; x += kVectors * lanes) {
    V sum[kVectors];
    V weight = hn::Set(d, weights[0]);
    for (int v = 0; v < kVectors; ++v) sum[v] = hn::Mul(weight, hn::LoadU(d, pairs[0] + x + v * lanes));
    for (int k = 1; k <= radius; ++k) {
      const float* a = pairs[2 * k - 1] + x;
      const float* b = pairs[2 * k] + x;
      weight = hn::Set(d, weights[k]);
      for (int v = 0; v < kVectors; ++v) {
        const V pair = hn::Add(hn::LoadU(d, a + v * lanes), hn::LoadU(d, b + v * lanes));
        sum[v] = hn::Add(sum[v], hn::Mul(weight, pair));
      }
    }
    for (int v = 0; v < kVectors; ++v) hn::StoreU(sum[v], d, out + x + v * lanes);
  }
}

// Whole vectors: rows are padded.
void gradient_row(const ThreeRows& rows, const Gradient& out, int width) {
  const hn::ScalableTag<float> d;
  const auto two = hn::Set(d, 2.0f);
  for (int x = 0; x < width; x += static_cast<int>(hn::Lanes(d))) {
    const auto at = [&](const float* row, int dx) { return hn::LoadU(d, row + x + dx); };
    const auto above_left = at(rows.above, -1);
    const auto above_right = at(rows.above, 1);
    const auto below_left = at(rows.below, -1);
    const auto below_right = at(rows.below, 1);
    const auto across = hn::Mul(two, hn::Sub(at(rows.here, 1), at(rows.here, -1)));
    const auto down = hn::Mul(two, hn::Sub(at(rows.below, 0), at(rows.above, 0)));
    const auto gx = hn::Add(hn::Add(hn::Sub(above_right, above_left), across), hn::Sub(below_right, below_left));
    const auto gy = hn::Add(hn::Add(hn::Sub(below_left, above_left), down), hn::Sub(below_right, above_right));
    hn::StoreU(gx, d, out.x + x);
    hn::StoreU(gy, d, out.y + x);
    hn::StoreU(hn::Add(hn::Mul(gx, gx), hn::Mul(gy, gy)), d, out.square + x);
  }
}

// Classes of a row from the squared magnitudes around it. Whole vectors: `classes` is padded.
void classify_row(const ThreeRows& squares, const float* gx, const float* gy, float low, float high, uint8_t* classes,
                  int width) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> whole;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto zero = hn::Zero(d);
  for (int x = 0; x < width; x += lanes) {
    const auto m = hn::LoadU(d, squares.here + x);
    const auto above_low = hn::Gt(m, hn::Set(d, low));
    if (hn::AllFalse(d, above_low)) {
      hn::StoreU(hn::Zero(bytes), bytes, classes + x);
      continue;
    }
    const auto at = [&](const float* row, int dx) { return hn::LoadU(d, row + x + dx); };
    const auto dx = hn::LoadU(d, gx + x);
    const auto dy = hn::LoadU(d, gy + x);
    const auto ax = hn::Abs(dx);
    const auto ay = hn::Abs(dy);
    const auto across = hn::And(hn::Gt(m, at(squares.here, -1)), hn::Ge(m, at(squares.here, 1)));
    const auto down = hn::And(hn::Gt(m, at(squares.above, 0)), hn::Ge(m, at(squares.below, 0)));
    const auto falling = hn::And(hn::Gt(m, at(squares.above, -1)), hn::Gt(m, at(squares.below, 1)));
    const auto rising = hn::And(hn::Gt(m, at(squares.above, 1)), hn::Gt(m, at(squares.below, -1)));
    const auto flat = hn::Lt(ay, hn::Mul(ax, hn::Set(d, kTan22)));
    const auto steep = hn::Gt(ay, hn::Mul(ax, hn::Set(d, kTan67)));
    const auto opposed = hn::Xor(hn::Lt(dx, zero), hn::Lt(dy, zero));
    const auto diagonal = hn::Or(hn::And(opposed, rising), hn::AndNot(opposed, falling));
    const auto not_flat = hn::Or(hn::And(steep, down), hn::AndNot(steep, diagonal));
    const auto largest = hn::Or(hn::And(flat, across), hn::AndNot(flat, not_flat));
    const auto kept = hn::And(above_low, largest);
    const auto one = hn::IfThenElseZero(hn::RebindMask(whole, kept), hn::Set(whole, 1));
    const auto strong =
        hn::IfThenElseZero(hn::RebindMask(whole, hn::And(kept, hn::Gt(m, hn::Set(d, high)))), hn::Set(whole, 1));
    hn::StoreU(hn::DemoteTo(bytes, hn::Add(one, strong)), bytes, classes + x);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(symmetric_sum);
HWY_EXPORT(gradient_row);
HWY_EXPORT(classify_row);

namespace {

constexpr int kStripWidth = 768;  // its rows of luma stay in the nearest cache

// A strip of columns on its way down a band of rows: every row is read, smoothed and differentiated once. Luma is
// continued by reflect101 and smoothed as far out as the differences look: a mirrored sum has the bits of the sum.
class EdgeStrip {
 public:
  EdgeStrip(const Image& in, const CannyParams& params, int x, int width, Image& classes)
      : in_(in),
        params_(params),
        classes_(classes),
        x_(x),
        width_(width),
        radius_(params.radius()),
        margin_(kRowPadding + padded_row(radius_)),
        pitch_(padded_row(width) + 2 * margin_ + 4 * kRowPadding),
        luma_rows_(2 * radius_ + 1),
        memory_(static_cast<size_t>(pitch_) * static_cast<size_t>(luma_rows_ + 1 + kSmoothRows + 3 * kGradientRows) +
                kRowPadding),
        scratch_(2 * static_cast<size_t>(pitch_)),
        pairs_(static_cast<size_t>(2 * radius_ + 1)),
        class_row_(static_cast<size_t>(pitch_)) {
    rows_ = memory_.data();
    while (reinterpret_cast<uintptr_t>(rows_) % 64 != 0) ++rows_;
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
  static constexpr int kSmoothRows = 4;
  static constexpr int kGradientRows = 4;

  // Column x_ of a row of memory; it lies on a multiple of 64 bytes.
  float* row_at(int index) { return rows_ + static_cast<ptrdiff_t>(index) * pitch_ + margin_; }
  float* luma(int y) { return row_at(y % luma_rows_); }
  float* column_sums() { return row_at(luma_rows_); }
  float* smooth(int y) { return row_at(luma_rows_ + 1 + y % kSmoothRows); }
  Gradient gradient(int y) {  // y from -1 on
    const int index = luma_rows_ + 1 + kSmoothRows + (y + 1) % kGradientRows * 3;
    return {row_at(index), row_at(index + 1), row_at(index + 2)};
  }

  void load_luma(int y) {
    float* row = luma(y);
    const int reach = padded_row(radius_ + 2);  // whole vectors to aligned addresses
    const int first = std::max(x_ - reach, 0);
    const int end = std::min(x_ + width_ + reach, in_.width());
    brightness_row(in_, first, y, end - first, row + (first - x_), scratch_.data());
    for (int x = x_ - reach; x < first; ++x) row[x - x_] = row[border_index(x, in_.width(), Border::kReflect101) - x_];
    for (int x = end; x < x_ + width_ + reach; ++x) {
      row[x - x_] = row[border_index(x, in_.width(), Border::kReflect101) - x_];
    }
  }

  void make_smooth(int y) {
    for (; next_luma_ <= std::min(y + radius_, in_.height() - 1); ++next_luma_) load_luma(next_luma_);
    const auto source = [&](int row) { return luma(border_index(row, in_.height(), Border::kReflect101)) - margin_; };
    pairs_[0] = source(y);
    for (int k = 1; k <= radius_; ++k) {
      pairs_[static_cast<size_t>(2 * k - 1)] = source(y - k);
      pairs_[static_cast<size_t>(2 * k)] = source(y + k);
    }
    float* sums = column_sums() - margin_;
    HWY_DYNAMIC_DISPATCH(symmetric_sum)
    (pairs_.data(), params_.weights.data(), radius_, sums, width_ + margin_ + radius_ + 2);
    sums += margin_ - kRowPadding;
    pairs_[0] = sums;
    for (int k = 1; k <= radius_; ++k) {
      pairs_[static_cast<size_t>(2 * k - 1)] = sums - k;
      pairs_[static_cast<size_t>(2 * k)] = sums + k;
    }
    HWY_DYNAMIC_DISPATCH(symmetric_sum)
    (pairs_.data(), params_.weights.data(), radius_, smooth(y) - kRowPadding, width_ + kRowPadding + 2);
  }

  // From the column before the strip to the one behind it.
  void differentiate(int y) {
    const Gradient made = gradient(y);
    if (y < 0 || y >= in_.height()) {
      std::fill_n(made.square - 1, width_ + 2, 0.0f);
      return;
    }
    for (; next_smooth_ <= std::min(y + 1, in_.height() - 1); ++next_smooth_) make_smooth(next_smooth_);
    const auto row = [&](int at) { return smooth(border_index(at, in_.height(), Border::kReflect101)) - kRowPadding; };
    HWY_DYNAMIC_DISPATCH(gradient_row)
    ({row(y - 1), row(y), row(y + 1)}, {made.x - kRowPadding, made.y - kRowPadding, made.square - kRowPadding},
     width_ + kRowPadding + 1);
    if (x_ == 0) made.square[-1] = 0.0f;
    if (x_ + width_ == in_.width()) made.square[width_] = 0.0f;
  }

  void classify(int y) {
    const Gradient here = gradient(y);
    HWY_DYNAMIC_DISPATCH(classify_row)
    ({gradient(y - 1).square, here.square, gradient(y + 1).square}, here.x, here.y, params_.low_square,
     params_.high_square, class_row_.data(), width_);
    std::memcpy(classes_.writable_row_data(0, y) + x_, class_row_.data(), static_cast<size_t>(width_));
  }

  const Image& in_;
  const CannyParams& params_;
  Image& classes_;
  int x_;
  int width_;
  int radius_;
  int margin_;
  int pitch_;
  int luma_rows_;
  std::vector<float> memory_;
  float* rows_;
  std::vector<float> scratch_;
  std::vector<const float*> pairs_;
  std::vector<uint8_t> class_row_;
  int next_luma_ = 0;
  int next_smooth_ = 0;
};

}  // namespace

CannyParams::CannyParams(const Params& params) {
  const double sigma = params.number("sigma");
  const std::vector<float> all = sigma > 0 ? gaussian_weights(sigma) : std::vector<float>{1.0f};
  weights.assign(all.begin() + static_cast<ptrdiff_t>(all.size() / 2), all.end());
  const float low = params.real("low");
  const float high = params.real("high");
  low_square = low * low;
  high_square = high * high;
}

void classify_edges(const Image& in, const CannyParams& params, int first, int end, Image& classes) {
  for (int x = 0; x < in.width(); x += kStripWidth) {
    EdgeStrip(in, params, x, std::min(kStripWidth, in.width() - x), classes).run(first, end);
  }
}

}  // namespace lightbench
#endif  // HWY_ONCE
