#include "engine/operators/convolve_direct.h"

#include <algorithm>
#include <utility>

#include "engine/graph/byte_forms.h"
#include "engine/operators/byte_tiles.h"
#include "engine/operators/weighted_sum.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/convolve_direct.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/shared_rows-inl.h"
#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace {

// kRows output rows of kVectors vectors from column x on; `in` is row(-radius) of the first of them.
template <int kRows, int kVectors>
HWY_INLINE void sum_block(const float* weights, int table_rows, int table_columns, const float* const* in, int x,
                          const OutputRows& out, int y) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int left = x - table_columns / 2;
  V sum[kRows][kVectors];
  for (int j = 0; j < kRows; ++j) {
    for (int u = 0; u < kVectors; ++u) sum[j][u] = hn::Zero(d);
  }
  for_shared_rows<kRows>(
      table_rows, [&](auto first, auto last, int row) __attribute__((always_inline)) {
        constexpr int kFirst = decltype(first)::value;
        constexpr int kLast = decltype(last)::value;
        const float* source = in[row] + left;
        const float* weight = weights + static_cast<ptrdiff_t>(row) * table_columns;
        for (int column = 0; column < table_columns; ++column) {
          V sample[kVectors];
          for (int u = 0; u < kVectors; ++u) sample[u] = held(hn::LoadU(d, source + column + u * lanes));
          for (int j = kFirst; j <= kLast; ++j) {
            const V factor = hn::Set(d, weight[column - static_cast<ptrdiff_t>(j) * table_columns]);
            for (int u = 0; u < kVectors; ++u) sum[j][u] = hn::MulAdd(sample[u], factor, sum[j][u]);
          }
        }
      });
  for (int j = 0; j < kRows; ++j) {
    for (int u = 0; u < kVectors; ++u) hn::StoreU(sum[j][u], d, out.row(y + j) + x + u * lanes);
  }
}

template <int kRows>
void sum_rows(const float* weights, int table_rows, int table_columns, const InputRows& in, const OutputRows& out,
              int width, int y) {
  constexpr int kVectors = HWY_TARGET == HWY_AVX3 ? 4 : 2;
  const int lanes = static_cast<int>(hn::Lanes(hn::ScalableTag<float>()));
  const int padded = padded_row(width);
  const float* const* rows = in.rows + y - table_rows / 2;
  int x = 0;
  for (; x + kVectors * lanes <= padded; x += kVectors * lanes) {
    sum_block<kRows, kVectors>(weights, table_rows, table_columns, rows, x, out, y);
  }
  for (; x < padded; x += lanes) sum_block<kRows, 1>(weights, table_rows, table_columns, rows, x, out, y);
}

// The sample of the column before and after each, from vectors that follow each other in a row: of three loads of 64
// bytes at neighbouring columns two would cross a line and cost two.
template <class V>
HWY_INLINE V column_before(V before, V here, const float* row) {
#if HWY_TARGET == HWY_AVX3
  static_cast<void>(row);
  return V{
      _mm512_castsi512_ps(_mm512_alignr_epi32(_mm512_castps_si512(here.raw), _mm512_castps_si512(before.raw), 15))};
#else
  static_cast<void>(before), static_cast<void>(here);
  return held(hn::LoadU(hn::ScalableTag<float>(), row - 1));
#endif
}
template <class V>
HWY_INLINE V column_after(V here, V after, const float* row) {
#if HWY_TARGET == HWY_AVX3
  static_cast<void>(row);
  return V{_mm512_castsi512_ps(_mm512_alignr_epi32(_mm512_castps_si512(after.raw), _mm512_castps_si512(here.raw), 1))};
#else
  static_cast<void>(here), static_cast<void>(after);
  return held(hn::LoadU(hn::ScalableTag<float>(), row + 1));
#endif
}

// The same for 3 × 3 weights, which stay in registers: `factors` are all of them.
template <int kRows, int kVectors, class V>
HWY_INLINE void sum_block_of_nine(const V (&factors)[9], const float* const* in, int x, const OutputRows& out, int y) {
  const hn::ScalableTag<float> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  V sum[kRows][kVectors];
  for (int j = 0; j < kRows; ++j) {
    for (int u = 0; u < kVectors; ++u) sum[j][u] = hn::Zero(d);
  }
#pragma GCC unroll 8
  for (int row = 0; row < kRows + 2; ++row) {
    const float* source = in[row] + x;
    V before = hn::LoadU(d, source - lanes);
    V here = held(hn::LoadU(d, source));
#pragma GCC unroll 4
    for (int u = 0; u < kVectors; ++u) {
      const V after = held(hn::LoadU(d, source + (u + 1) * lanes));
      const V samples[3] = {column_before(before, here, source + u * lanes), here,
                            column_after(here, after, source + u * lanes)};
#pragma GCC unroll 3
      for (int column = 0; column < 3; ++column) {
#pragma GCC unroll 4
        for (int j = 0; j < kRows; ++j) {
          if (row - j < 0 || row - j > 2) continue;
          sum[j][u] = hn::MulAdd(samples[column], factors[(row - j) * 3 + column], sum[j][u]);
        }
      }
      before = here;
      here = after;
    }
  }
  for (int j = 0; j < kRows; ++j) {
    for (int u = 0; u < kVectors; ++u) hn::StoreU(sum[j][u], d, out.row(y + j) + x + u * lanes);
  }
}

template <int kRows>
void sum_rows_of_nine(const float* weights, const InputRows& in, const OutputRows& out, int width, int y) {
  constexpr int kVectors = HWY_TARGET == HWY_AVX3 ? 4 : 1;
  const hn::ScalableTag<float> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  hn::Vec<decltype(d)> factors[9];
  for (int k = 0; k < 9; ++k) factors[k] = hn::Set(d, weights[k]);
  const int padded = padded_row(width);
  const float* const* rows = in.rows + y - 1;
  int x = 0;
  for (; x + kVectors * lanes <= padded; x += kVectors * lanes) {
    sum_block_of_nine<kRows, kVectors>(factors, rows, x, out, y);
  }
  for (; x < padded; x += lanes) sum_block_of_nine<kRows, 1>(factors, rows, x, out, y);
}

void direct_sums(const float* weights, int table_rows, int table_columns, const InputRows& in, const OutputRows& out,
                 int width, int rows) {
  int y = 0;
  if (table_rows == 3 && table_columns == 3) {
    for (; y + 4 <= rows; y += 4) sum_rows_of_nine<4>(weights, in, out, width, y);
  }
  if (table_rows > 1) {
    for (; y + kSharedRows <= rows; y += kSharedRows) {
      sum_rows<kSharedRows>(weights, table_rows, table_columns, in, out, width, y);
    }
  }
  for (; y < rows; ++y) sum_rows<1>(weights, table_rows, table_columns, in, out, width, y);
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(direct_sums);

namespace {

class DirectConvolution : public ChannelWindow {
 public:
  DirectConvolution(const ImageSpec& spec, DirectWindow window, Border border)
      : ChannelWindow(spec, window.halo(), border), window_(std::move(window)) {}

 protected:
  DirectWindow window_;

 private:
  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    window_.run(in, out, args.width, args.rows);
  }
};

// Of so few rows that tiles pay.
class SmallConvolution final : public DirectConvolution, public ByteForm {
 public:
  using DirectConvolution::DirectConvolution;

  bool run_bytes(const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) const override {
    const auto filter = [this](const InputRows& from, const OutputRows& to, int width, int rows) {
      window_.run(from, to, width, rows);
    };
    return run_byte_tiles(filter, halo(), border(), in, out, workers, cancel);
  }
};

}  // namespace

int used_weights(const NumberTable& weights) {
  return static_cast<int>(
      std::count_if(weights.values.begin(), weights.values.end(), [](double value) { return value != 0; }));
}

bool is_sparse(const NumberTable& weights) { return used_weights(weights) * 4 <= weights.rows * weights.columns; }

DirectWindow::DirectWindow(const NumberTable& weights)
    : rows_(weights.rows),
      columns_(weights.columns),
      sparse_(is_sparse(weights)),
      sums_(HWY_DYNAMIC_DISPATCH(direct_sums)) {
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      const double weight = weights.at(row, column);
      if (sparse_ && weight == 0) continue;
      weights_.push_back(static_cast<float>(weight));
      if (sparse_) offsets_.push_back({column - columns_ / 2, row - rows_ / 2});
    }
  }
}

void DirectWindow::run(const InputRows& in, const OutputRows& out, int width, int rows) const {
  if (sparse_) return run_sparse(in, out, width, rows);
  sums_(weights_.data(), rows_, columns_, in, out, width, rows);
}

void DirectWindow::run_sparse(const InputRows& in, const OutputRows& out, int width, int rows) const {
  std::vector<const float*> sources(offsets_.size());
  for (int y = 0; y < rows; ++y) {
    for (size_t k = 0; k < offsets_.size(); ++k) sources[k] = in.row(y + offsets_[k].y) + offsets_[k].x;
    weighted_sum(sources.data(), weights_.data(), static_cast<int>(sources.size()), out.row(y), padded_row(width));
  }
}

std::unique_ptr<WindowKernel> direct_convolution(const ImageSpec& spec, const NumberTable& weights, Border border) {
  DirectWindow window(weights);
  if (window.halo().height <= kTallestTileHalo) {
    return std::make_unique<SmallConvolution>(spec, std::move(window), border);
  }
  return std::make_unique<DirectConvolution>(spec, std::move(window), border);
}

}  // namespace lightbench
#endif  // HWY_ONCE
