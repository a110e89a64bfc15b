#define HWY_WANT_AVX3_DL
#include "engine/operators/separable_bytes.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "engine/operators/plane_tasks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/separable_bytes.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/box_lanes-inl.h"
#include "engine/simd/tile_transpose-inl.h"

#ifndef LIGHTBENCH_SEPARABLE_BYTES_SHARED
#define LIGHTBENCH_SEPARABLE_BYTES_SHARED
namespace lightbench {

constexpr int kSquare = kBoxLanes;       // rows and columns that are worked on at once
constexpr int kPairRow = 2 * kBoxLanes;  // halves of a pair of rows
constexpr int kMiddle = 32768;           // what is taken off 16-bit numbers, so that they are signed

// Weights in whole numbers. Their sum is at most `most`.
struct WholeWeights {
  WholeWeights(const std::vector<double>& weights, int most);

  std::vector<int> weights;
  int sum = 0;
};

// One axis: weights as they are used, and where rows begin.
struct ByteWindow {
  ByteWindow(const WholeWeights& whole, int length, ptrdiff_t row_bytes);
  const ptrdiff_t* row(int t) const { return offsets.data() + t + radius; }
  int pairs() const { return radius + 1; }  // of rows that two results together are made of

  int radius;
  int sum;
  std::vector<int32_t> even, odd;  // two weights each, for the first and the second of two results
  std::vector<ptrdiff_t> offsets;
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

// Rows two by two, side by side: four vectors a group of columns.
HWY_INLINE void pair_up(const uint8_t* first, const uint8_t* second, uint16_t* pair) {
  const auto a = hn::LoadU(du8, first);
  const auto b = hn::LoadU(du8, second);
  store_halves(widened(hn::InterleaveLower(du8, a, b)), pair);
  store_halves(widened(hn::InterleaveUpper(du8, a, b)), pair + 4 * kLanes);
}
HWY_INLINE void pair_up(const uint16_t* first, const uint16_t* second, uint16_t* pair) {
  const HalfPair a = load_halves(first);
  const HalfPair b = load_halves(second);
  store_halves({hn::InterleaveLower(du16, a.a, b.a), hn::InterleaveUpper(du16, a.a, b.a)}, pair);
  store_halves({hn::InterleaveLower(du16, a.b, b.b), hn::InterleaveUpper(du16, a.b, b.b)}, pair + 4 * kLanes);
}

// kSquare results of one group of columns from row t on; put(row, sums).
template <typename T, typename Put>
HWY_INLINE void window_rows(const ByteWindow& window, const std::byte* in, int t, int lane, int32_t start,
                            uint16_t* pairs, const Put& put) {
  constexpr int kHalves = 2 * kGroup;  // of a pair of rows
  const ptrdiff_t* offset = window.row(t - window.radius);
  for (int i = 0; i < kSquare / 2 + window.radius; ++i, offset += 2) {
    if constexpr (sizeof(T) == 1) {
      hwy::Prefetch(row_at<T>(in, offset[0], lane) + kSquare);
      hwy::Prefetch(row_at<T>(in, offset[1], lane) + kSquare);
    }
    pair_up(row_at<T>(in, offset[0], lane), row_at<T>(in, offset[1], lane), pairs + i * kHalves);
  }
  const int terms = window.pairs();
  const auto first = hn::Set(di32, start);
  for (int row = 0; row < kSquare; row += 2) {
    Signed even[4] = {first, first, first, first};
    Signed odd[4] = {first, first, first, first};
    const int16_t* pair = reinterpret_cast<const int16_t*>(pairs) + row / 2 * kHalves;
    const auto add_term = [&](int k) {
      const auto even_weight = hn::BitCast(di16, hn::Set(di32, window.even[static_cast<size_t>(k)]));
      const auto odd_weight = hn::BitCast(di16, hn::Set(di32, window.odd[static_cast<size_t>(k)]));
      for (int v = 0; v < 4; ++v) {
        const auto samples = hn::LoadU(di16, pair + k * kHalves + v * 2 * kLanes);
        even[v] = add_pair_products(samples, even_weight, even[v]);
        odd[v] = add_pair_products(samples, odd_weight, odd[v]);
      }
    };
    // Three at a time, for which the compiler keeps the sums where they are.
    int k = 0;
    for (; k + 3 <= terms; k += 3) {
      add_term(k);
      add_term(k + 1);
      add_term(k + 2);
    }
    for (; k < terms; ++k) add_term(k);
    put(row, even);
    put(row + 1, odd);
  }
}

HWY_INLINE HalfPair packed(const Signed* values) {
  return {hn::BitCast(du16, hn::ReorderDemote2To(di16, values[0], values[1])),
          hn::BitCast(du16, hn::ReorderDemote2To(di16, values[2], values[3]))};
}

// A square of columns of bytes, rows t … t + kSquare - 1, transposed: column x as kSquare signed halves.
void down(const ByteWindow& window, int shift, const std::byte* in, int t, std::byte* target, uint16_t* scratch) {
  uint16_t* tile = scratch;
  int order[kBoxLanes / 8];
  for (int i = 0; i < kBoxLanes / 8; ++i) order[i] = column_of(8 * i, true);
  const int32_t start = (1 << shift) / 2 - (kMiddle << shift);
  for (int lane = 0; lane < kSquare; lane += kGroup) {
    window_rows<uint8_t>(window, in, t, lane, start, scratch + kSquare * kSquare, [&](int row, const Signed* sums) {
      Signed shifted[4];
      for (int i = 0; i < 4; ++i) shifted[i] = hn::ShiftRightSame(sums[i], shift);
      store_halves(packed(shifted), tile + row * kSquare + lane);
    });
  }
  for (int half = 0; half < 2; ++half) {
    transpose_halves_cached(tile + half * kSquare * 32, kSquare, order, {target + half * 64, 2 * kSquare, kSquare});
  }
}

// kSquare rows as down() left them: row i as bytes to target + i · stride.
void along(const ByteWindow& window, float scale, const std::byte* in, int length, std::byte* target, ptrdiff_t stride,
           int lines, uint16_t* scratch) {
  uint16_t* tile = scratch;
  constexpr int kColumns[] = {0, 8, 16, 24, 32, 40, 48, 56};
  const Floats factor = hn::Set(df32, scale);
  const Floats middle = hn::Set(df32, scale * static_cast<float>(kMiddle) * static_cast<float>(window.sum));
  for (int t = 0; t < length; t += kSquare) {
    for (int lane = 0; lane < kSquare; lane += kGroup) {
      window_rows<uint16_t>(window, in, t, lane, 0, scratch + kSquare * kSquare, [&](int row, const Signed* sums) {
        Signed whole[4];
        for (int i = 0; i < 4; ++i) {
          whole[i] = nearest(hn::Add(hn::Mul(hn::ConvertTo(df32, sums[i]), factor), middle));
        }
        HalfPair values = packed(whole);
        // Two rows of bytes are one row of halves.
        uint16_t* halves = tile + row / 2 * kSquare + lane;
        if (row & 1) {
          const HalfPair even = load_halves(halves);
          values.a = hn::Or(even.a, hn::ShiftLeft<8>(values.a));
          values.b = hn::Or(even.b, hn::ShiftLeft<8>(values.b));
        }
        store_halves(values, halves);
      });
    }
    transpose_halves(tile, kSquare, kColumns, {target + t, stride, lines});
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

WholeWeights::WholeWeights(const std::vector<double>& exact, int most) {
  // Of the sums that 16 bits a weight allow the one whose rounded weights have the best ratios.
  constexpr int kTrials = 30000;  // weights that are rounded
  const double peak = *std::max_element(exact.begin(), exact.end());
  const int largest = static_cast<int>(std::min(32766 / peak, most - static_cast<double>(exact.size())));
  const int range = std::min(largest / 8, kTrials / static_cast<int>(exact.size()));
  double best_error = 2;
  std::vector<int> rounded(exact.size());
  for (int candidate = largest; candidate > largest - range; --candidate) {
    int total = 0;
    for (size_t i = 0; i < exact.size(); ++i) {
      rounded[i] = static_cast<int>(exact[i] * candidate + 0.5);
      total += rounded[i];
    }
    double error = 0;
    for (size_t i = 0; i < exact.size(); ++i) {
      const double difference = rounded[i] / static_cast<double>(total) - exact[i];
      error += difference * difference;
    }
    if (error >= best_error) continue;
    best_error = error;
    sum = total;
    weights = rounded;
  }
}

ByteWindow::ByteWindow(const WholeWeights& whole, int length, ptrdiff_t row_bytes)
    : radius(static_cast<int>(whole.weights.size()) / 2), sum(whole.sum) {
  const auto weight = [&](int i) { return i < 0 || i > 2 * radius ? 0 : whole.weights[static_cast<size_t>(i)]; };
  const auto both = [](int first, int second) { return first | second << 16; };
  for (int i = 0; i < pairs(); ++i) {
    even.push_back(both(weight(2 * i), weight(2 * i + 1)));
    odd.push_back(both(weight(2 * i - 1), weight(2 * i)));
  }
  for (int t = -radius; t < (length + kSquare - 1) / kSquare * kSquare + radius + 1; ++t) {
    offsets.push_back(border_index(t, length, Border::kReflect101) * row_bytes);
  }
}

namespace {

class SeparableBytesKernel final : public ImageKernel {
 public:
  // Sums down the columns are of bytes, those along the rows of 16 bits.
  explicit SeparableBytesKernel(const std::vector<double>& weights) : down_(weights, 1 << 23), along_(weights, 65535) {}

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const Size size = in.spec().size();
    const int colors = in.spec().color_channels();
    constexpr ptrdiff_t kRow = kSquare * sizeof(uint16_t);
    const ByteWindow columns(down_, size.height, static_cast<ptrdiff_t>(in.row_bytes()));
    const ByteWindow rows(along_, size.width, kRow);
    int shift = 0;
    while (255.0 * columns.sum / (1 << shift) > 65535) ++shift;
    const double scale = static_cast<double>(1 << shift) / columns.sum / rows.sum;

    const size_t squares = (static_cast<size_t>(size.width) + kSquare - 1) / kSquare;
    const size_t bands = (static_cast<size_t>(size.height) + kSquare - 1) / kSquare;
    const size_t window_bytes =
        (static_cast<size_t>(kSquare * kSquare) + static_cast<size_t>((kSquare / 2 + columns.radius) * kPairRow)) *
        sizeof(uint16_t);
    const size_t scratch_bytes = window_bytes + squares * kSquare * kRow;
    const std::shared_ptr<Buffer> scratch =
        args.buffers.allocate(scratch_bytes * static_cast<size_t>(args.workers.threads()));
    if (!scratch) return no_memory_to_blur(size);
    std::atomic<size_t> done = 0;
    const auto band = [&](int64_t index, int worker) {
      const int c = static_cast<int>(index / static_cast<int64_t>(bands));
      const int y = static_cast<int>(index % static_cast<int64_t>(bands)) * kSquare;
      std::byte* own = scratch->data() + static_cast<size_t>(worker) * scratch_bytes;
      uint16_t* window = reinterpret_cast<uint16_t*>(own);
      std::byte* between = own + window_bytes;
      for (size_t i = 0; i < squares; ++i) {
        HWY_DYNAMIC_DISPATCH(down)
        (columns, shift, in.row_data(c, 0) + i * kSquare, y, between + i * kSquare * kRow, window);
      }
      HWY_DYNAMIC_DISPATCH(along)
      (rows, static_cast<float>(scale), between, size.width, out.writable_row_data(c, y),
       static_cast<ptrdiff_t>(out.row_bytes()), std::min(kSquare, size.height - y), window);
      args.progress(static_cast<double>(++done) / static_cast<double>(bands * static_cast<size_t>(colors)));
    };
    if (!args.workers.run(static_cast<int64_t>(bands) * colors, band, args.cancel)) return cancelled();
    for (int c = colors; c < in.channels(); ++c) {
      if (!copy_plane(in, c, out, c, args.workers, args.cancel)) return cancelled();
    }
    args.progress(1);
    return {};
  }

 private:
  WholeWeights down_, along_;
};

}  // namespace

std::unique_ptr<ImageKernel> separable_bytes_kernel(const std::vector<double>& weights) {
  return std::make_unique<SeparableBytesKernel>(weights);
}

}  // namespace lightbench
#endif  // HWY_ONCE
