#include "engine/operators/convolve_direct.h"

#include <algorithm>
#include <utility>

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
          for (int u = 0; u < kVectors; ++u) sample[u] = hn::LoadU(d, source + column + u * lanes);
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

void direct_sums(const float* weights, int table_rows, int table_columns, const InputRows& in, const OutputRows& out,
                 int width, int rows) {
  int y = 0;
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

class DirectConvolution final : public ChannelWindow {
 public:
  DirectConvolution(const ImageSpec& spec, DirectWindow window, Border border)
      : ChannelWindow(spec, window.halo(), border), window_(std::move(window)) {}

 private:
  void run_channel(const InputRows& in, const OutputRows& out, const WindowArgs& args) const override {
    window_.run(in, out, args.width, args.rows);
  }
  DirectWindow window_;
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
  return std::make_unique<DirectConvolution>(spec, DirectWindow(weights), border);
}

}  // namespace lightbench
#endif  // HWY_ONCE
