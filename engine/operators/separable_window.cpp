#include "engine/operators/separable_window.h"

#include <algorithm>
#include <utility>

#include "engine/operators/channel_window.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/separable_window.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/shared_rows-inl.h"
#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// kRows output rows from the same input rows, kVectors vectors of each, so that rows and weights are fetched once for
// several sums; scratch column 0 is the column `margin` left of the output.
template <int kRows, int kVectors>
HWY_INLINE void sum_down(const SeparableWindow::Weights& w, const float* const* rows, int column,
                         float* HWY_RESTRICT scratch) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  V sum[kRows][kVectors];
  for (int j = 0; j < kRows; ++j) {
    for (int u = 0; u < kVectors; ++u) sum[j][u] = hn::Zero(d);
  }
  for_shared_rows<kRows>(
      2 * w.radius_y + 1, [&](auto first, auto last, int row) __attribute__((always_inline)) {
        constexpr int kFirst = decltype(first)::value;
        constexpr int kLast = decltype(last)::value;
        V sample[kVectors];
        for (int u = 0; u < kVectors; ++u) sample[u] = hn::Load(d, rows[row] + column + u * lanes);
        for (int j = kFirst; j <= kLast; ++j) {
          const V factor = hn::Set(d, w.vertical[row - j]);
          for (int u = 0; u < kVectors; ++u) sum[j][u] = hn::MulAdd(sample[u], factor, sum[j][u]);
        }
      });
  for (int j = 0; j < kRows; ++j) {
    for (int u = 0; u < kVectors; ++u) {
      hn::Store(sum[j][u], d, scratch + static_cast<size_t>(j) * w.stride + u * lanes);
    }
  }
}

template <int kRows>
void sum_columns(const SeparableWindow::Weights& w, const InputRows& in, int width, int y,
                 float* HWY_RESTRICT scratch) {
  scratch += static_cast<size_t>(y) * w.stride;
  const int lanes = static_cast<int>(hn::Lanes(hn::ScalableTag<float>()));
  const int margin = padded_row(w.radius_x);
  const int columns = margin + padded_row(width + w.radius_x);
  const float* const* rows = in.rows + y - w.radius_y;
  // As many sums as the registers hold beside samples and a weight.
  constexpr int kVectors = kRows == 1 || HWY_TARGET == HWY_AVX3 ? 4 : 2;
  int x = 0;
  for (; x + kVectors * lanes <= columns; x += kVectors * lanes) {
    sum_down<kRows, kVectors>(w, rows, x - margin, scratch + x);
  }
  for (; x < columns; x += lanes) sum_down<kRows, 1>(w, rows, x - margin, scratch + x);
}

constexpr int kBlock = 4;  // floats in the 16 bytes that lanes move within

// Adds the pairs of samples at the distances 1 to kTaps beyond `in` to the right and `left` to the left; block[u] is
// what lies at `in`. Half of the unaligned loads cross a line and cost two. Those to the right are put together from
// blocks instead; those to the left are not, as many processors move lanes in one place only.
template <int kTaps, int kVectors, class D, class V>
HWY_INLINE void add_pairs(D d, const float* HWY_RESTRICT left, const float* HWY_RESTRICT in,
                          const float* HWY_RESTRICT weights, V (&block)[kVectors], V (&sum)[kVectors]) {
  const int lanes = static_cast<int>(hn::Lanes(d));
  V next[kVectors];
  for (int u = 0; u < kVectors; ++u) next[u] = hn::LoadU(d, in + u * lanes + kBlock);
  const auto add_pair = [&](auto tap) __attribute__((always_inline)) {
    constexpr int kTap = decltype(tap)::value;
    const V weight = hn::Set(d, weights[kTap]);
    for (int u = 0; u < kVectors; ++u) {
      V right = next[u];
      if constexpr (kTap < kBlock) right = hn::CombineShiftRightLanes<kTap>(d, next[u], block[u]);
      sum[u] = hn::MulAdd(hn::Add(right, hn::LoadU(d, left + u * lanes - kTap)), weight, sum[u]);
    }
  };
  add_pair(Index<1>());
  if constexpr (kTaps >= 2) add_pair(Index<2>());
  if constexpr (kTaps >= 3) add_pair(Index<3>());
  if constexpr (kTaps >= 4) add_pair(Index<4>());
  for (int u = 0; u < kVectors; ++u) block[u] = next[u];
}

// kVectors vectors of one output row at once, so that a weight is fetched once for all of them.
template <int kVectors>
HWY_INLINE void sum_along(const SeparableWindow::Weights& w, const float* HWY_RESTRICT in, float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int r = w.radius_x;
  V sum[kVectors];
  if (w.symmetric) {
    const V centre = hn::Set(d, w.horizontal[r]);
    V block[kVectors];
    for (int u = 0; u < kVectors; ++u) {
      block[u] = hn::Load(d, in + u * lanes);
      sum[u] = hn::Mul(block[u], centre);
    }
    const float* weights = w.horizontal + r;
    int k = 0;
    for (; k + kBlock <= r; k += kBlock) add_pairs<kBlock>(d, in - k, in + k, weights + k, block, sum);
    if (r - k == 1) add_pairs<1>(d, in - k, in + k, weights + k, block, sum);
    if (r - k == 2) add_pairs<2>(d, in - k, in + k, weights + k, block, sum);
    if (r - k == 3) add_pairs<3>(d, in - k, in + k, weights + k, block, sum);
  } else {
    for (int u = 0; u < kVectors; ++u) sum[u] = hn::Zero(d);
    for (int k = -r; k <= r; ++k) {
      const V weight = hn::Set(d, w.horizontal[r + k]);
      for (int u = 0; u < kVectors; ++u) sum[u] = hn::MulAdd(hn::LoadU(d, in + u * lanes + k), weight, sum[u]);
    }
  }
  for (int u = 0; u < kVectors; ++u) hn::StoreU(sum[u], d, out + u * lanes);
}

#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
// The same sums in the same order for symmetric weights of radius 1 to 16. Every unaligned load of 64 bytes crosses a
// line and costs two; neighbours are put together from registers instead.
template <int kVectors>
HWY_INLINE void sum_along_registers(const SeparableWindow::Weights& w, const float* HWY_RESTRICT in,
                                    float* HWY_RESTRICT out) {
  constexpr int kLanes = 16;
  __m512 part[kVectors + 2];  // from the vector before to the one after
  for (int u = 0; u < kVectors + 2; ++u) part[u] = _mm512_load_ps(in + (u - 1) * kLanes);
  __m512 sum[kVectors];
  const __m512 centre = _mm512_set1_ps(w.horizontal[w.radius_x]);
  for (int u = 0; u < kVectors; ++u) sum[u] = _mm512_mul_ps(part[u + 1], centre);
  __m512i right = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  __m512i left = _mm512_add_epi32(right, _mm512_set1_epi32(kLanes));
  const __m512i one = _mm512_set1_epi32(1);
  for (int k = 1; k <= w.radius_x; ++k) {
    right = _mm512_add_epi32(right, one);
    left = _mm512_sub_epi32(left, one);
    const __m512 weight = _mm512_set1_ps(w.horizontal[w.radius_x + k]);
    for (int u = 0; u < kVectors; ++u) {
      const __m512 pair = _mm512_add_ps(_mm512_permutex2var_ps(part[u], left, part[u + 1]),
                                        _mm512_permutex2var_ps(part[u + 1], right, part[u + 2]));
      sum[u] = _mm512_fmadd_ps(pair, weight, sum[u]);
    }
  }
  for (int u = 0; u < kVectors; ++u) _mm512_storeu_ps(out + u * kLanes, sum[u]);
}
#endif

void separable_sums(const SeparableWindow::Weights& w, const InputRows& in, const OutputRows& out, int width, int rows,
                    float* scratch) {
  static_assert(kSharedRows == kWindowRows);
  if (rows == kSharedRows && w.radius_y > 0) {
    sum_columns<kSharedRows>(w, in, width, 0, scratch);
  } else {
    for (int y = 0; y < rows; ++y) sum_columns<1>(w, in, width, y, scratch);
  }
  const hn::ScalableTag<float> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  constexpr int kVectors = HWY_TARGET == HWY_AVX3 ? 4 : 2;
  const int padded = padded_row(width);
  for (int y = 0; y < rows; ++y) {
    const float* column_sums = scratch + static_cast<size_t>(y) * w.stride + padded_row(w.radius_x);
    float* target = out.row(y);
    int x = 0;
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
    if (w.symmetric && w.radius_x >= 1 && w.radius_x <= 16) {
      for (; x + 4 * lanes <= padded; x += 4 * lanes) sum_along_registers<4>(w, column_sums + x, target + x);
      for (; x < padded; x += lanes) sum_along_registers<1>(w, column_sums + x, target + x);
    }
#endif
    for (; x + kVectors * lanes <= padded; x += kVectors * lanes) sum_along<kVectors>(w, column_sums + x, target + x);
    for (; x < padded; x += lanes) sum_along<1>(w, column_sums + x, target + x);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(separable_sums);

namespace {

class SeparableKernel final : public ChannelWindow {
 public:
  SeparableKernel(const ImageSpec& spec, SeparableWindow window, Border border)
      : ChannelWindow(spec, window.halo(), border), window_(std::move(window)) {}

  size_t scratch_floats(int width) const override { return window_.scratch_floats(width); }

 private:
  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    window_.run(in, out, args.width, args.rows, args.scratch);
  }
  SeparableWindow window_;
};

size_t scratch_stride(int width, int radius_x) {
  return static_cast<size_t>(padded_row(radius_x) + padded_row(width + radius_x) + kRowPadding);
}

}  // namespace

SeparableWindow::SeparableWindow(std::span<const float> horizontal, std::span<const float> vertical)
    : horizontal_(horizontal.begin(), horizontal.end()),
      vertical_(vertical.begin(), vertical.end()),
      radius_x_(static_cast<int>(horizontal.size()) / 2),
      radius_y_(static_cast<int>(vertical.size()) / 2),
      symmetric_(std::equal(horizontal.begin(), horizontal.end(), horizontal.rbegin())) {}

size_t SeparableWindow::scratch_floats(int width) const { return kWindowRows * scratch_stride(width, radius_x_); }

void SeparableWindow::run(const InputRows& in, const OutputRows& out, int width, int rows,
                          std::span<float> scratch) const {
  LB_CHECK(scratch.size() >= scratch_floats(width));
  const Weights weights{horizontal_.data(), vertical_.data(), radius_x_,
                        radius_y_,          symmetric_,       scratch_stride(width, radius_x_)};
  HWY_DYNAMIC_DISPATCH(separable_sums)(weights, in, out, width, rows, scratch.data());
}

std::unique_ptr<WindowKernel> separable_kernel(const ImageSpec& spec, SeparableWindow window, Border border) {
  return std::make_unique<SeparableKernel>(spec, std::move(window), border);
}

}  // namespace lightbench
#endif  // HWY_ONCE
