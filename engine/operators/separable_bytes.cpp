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

#ifndef LIGHTBENCH_SEPARABLE_BYTES_SHARED
#define LIGHTBENCH_SEPARABLE_BYTES_SHARED
namespace lightbench {

constexpr int kBlock = 64;      // columns: everything is done in whole blocks
constexpr int kRows = 4;        // of sums down the columns that are made together
constexpr int kMiddle = 32768;  // what is taken off 16-bit numbers, so that they are signed

// Weights in whole numbers. Their sum is at most `most`.
struct WholeWeights {
  WholeWeights(const std::vector<double>& weights, int most);

  std::vector<int> weights;
  int sum = 0;
};

// One axis: the weights as they are used.
struct ByteTaps {
  explicit ByteTaps(const WholeWeights& whole);
  size_t pairs() const { return even.size(); }  // of samples that two results together are made of

  int radius;
  int sum;
  std::vector<int32_t> even, odd;  // two weights each, for the first and the second of two results
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
constexpr int kHalfLanes = 2 * kLanes;

HWY_INLINE SignedHalves both_weights(const std::vector<int32_t>& weights, size_t k) {
  return hn::BitCast(di16, hn::Set(di32, weights[k]));
}

// Some at a time: at the end of each round of a loop the compiler moves the sums around.
template <typename Visit>
HWY_INLINE void in_turn(size_t begin, size_t end, const Visit& visit) {
  size_t k = begin;
  for (; k + 8 <= end; k += 8) {
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; ++i) visit(k + i);
  }
  for (; k + 3 <= end; k += 3) {
#pragma GCC unroll 3
    for (size_t i = 0; i < 3; ++i) visit(k + i);
  }
  for (; k < end; ++k) visit(k);
}

// Two rows of bytes side by side, as halves: two vectors for the columns of one.
void pair_rows(const uint8_t* first, const uint8_t* second, uint16_t* pair, int count) {
  const hn::Rebind<uint8_t, decltype(du16)> bytes;
  for (int x = 0; x < count; x += kHalfLanes) {
    const Halves a = hn::PromoteTo(du16, hn::LoadU(bytes, first + x));
    const Halves b = hn::PromoteTo(du16, hn::LoadU(bytes, second + x));
    hn::StoreU(hn::InterleaveLower(du16, a, b), du16, pair + 2 * x);
    hn::StoreU(hn::InterleaveUpper(du16, a, b), du16, pair + 2 * x + kHalfLanes);
  }
}

// kRows sums down the columns, signed halves, out[i] for row i. pairs[k] are two of the rows that the first result
// needs, from the first on, and the two after its last.
void sum_down(const uint16_t* const* pairs, const ByteTaps& taps, int shift, uint16_t* const* out, int count) {
  constexpr int kGroups = kLanes == 16 ? 2 : 1;  // of columns, as registers allow
  constexpr int kVectors = 2 * kGroups;
  const Signed start = hn::Set(di32, (1 << shift) / 2 - (kMiddle << shift));
  for (int x = 0; x < count; x += kGroups * kHalfLanes) {
    Signed sums[kRows][kVectors];
    for (auto& row : sums) std::fill_n(row, kVectors, start);
    SignedHalves samples[kVectors];
    const auto add = [&](int row, size_t k) {
      const SignedHalves even = both_weights(taps.even, k);
      const SignedHalves odd = both_weights(taps.odd, k);
      for (int v = 0; v < kVectors; ++v) {
        sums[row][v] = add_pair_products(samples[v], even, sums[row][v]);
        sums[row + 1][v] = add_pair_products(samples[v], odd, sums[row + 1][v]);
      }
    };
    const auto load = [&](size_t k) {
      const int16_t* pair = reinterpret_cast<const int16_t*>(pairs[k]) + 2 * x;
      for (int v = 0; v < kVectors; ++v) samples[v] = hn::LoadU(di16, pair + v * kHalfLanes);
    };
    load(0);
    add(0, 0);
    const size_t terms = taps.pairs();
    in_turn(1, terms, [&](size_t k) {
      load(k);
      add(0, k);
      add(2, k - 1);
    });
    load(terms);
    add(2, terms - 1);
    for (int row = 0; row < kRows; ++row) {
      for (int group = 0; group < kGroups; ++group) {
        const Signed* both = sums[row] + 2 * group;
        const auto halves =
            hn::ReorderDemote2To(di16, hn::ShiftRightSame(both[0], shift), hn::ShiftRightSame(both[1], shift));
        hn::StoreU(hn::BitCast(du16, halves), du16, out[row] + x + group * kHalfLanes);
      }
    }
  }
}

// kVectors of results from a row of sums, from the first that the first result needs on.
template <int kVectors>
HWY_INLINE void sum_along_part(const int16_t* row, const ByteTaps& taps, Floats scale, Floats middle, uint8_t* out) {
  Signed even[kVectors], odd[kVectors];
  std::fill_n(even, kVectors, hn::Zero(di32));
  std::fill_n(odd, kVectors, hn::Zero(di32));
  in_turn(0, taps.pairs(), [&](size_t k) {
    const SignedHalves even_weights = both_weights(taps.even, k);
    const SignedHalves odd_weights = both_weights(taps.odd, k);
    for (int v = 0; v < kVectors; ++v) {
      const auto samples = hn::LoadU(di16, row + 2 * k + static_cast<size_t>(v * kHalfLanes));
      even[v] = add_pair_products(samples, even_weights, even[v]);
      odd[v] = add_pair_products(samples, odd_weights, odd[v]);
    }
  });
  const hn::Rebind<uint8_t, decltype(di16)> bytes;
  const auto rounded = [&](Signed sum) { return nearest(hn::Add(hn::Mul(hn::ConvertTo(df32, sum), scale), middle)); };
  const auto levels = [&](int v) {
    return hn::DemoteTo(bytes, hn::BitCast(di16, hn::Or(rounded(even[v]), hn::ShiftLeft<16>(rounded(odd[v])))));
  };
  for (int v = 0; v < kVectors; v += 2) {
    hn::Stream(hn::Combine(du8, levels(v + 1), levels(v)), du8, out + v * kHalfLanes);
  }
}

// `ahead`: what will be read soon.
void sum_along(const uint16_t* row, const ByteTaps& taps, float scale, uint8_t* out, int count, const uint8_t* ahead) {
  const int16_t* from = reinterpret_cast<const int16_t*>(row);
  const Floats factor = hn::Set(df32, scale);
  const Floats middle = hn::Set(df32, scale * static_cast<float>(kMiddle) * static_cast<float>(taps.sum));
  int x = 0;
  for (; x + 4 * kHalfLanes <= count; x += 4 * kHalfLanes) {
    for (int i = 0; i < 4 * kHalfLanes; i += 64) hwy::Prefetch(ahead + x + i);
    sum_along_part<4>(from + x, taps, factor, middle, out + x);
  }
  for (; x < count; x += 2 * kHalfLanes) sum_along_part<2>(from + x, taps, factor, middle, out + x);
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(pair_rows);
HWY_EXPORT(sum_down);
HWY_EXPORT(sum_along);

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

ByteTaps::ByteTaps(const WholeWeights& whole) : radius(static_cast<int>(whole.weights.size()) / 2), sum(whole.sum) {
  const auto weight = [&](int i) { return i < 0 || i > 2 * radius ? 0 : whole.weights[static_cast<size_t>(i)]; };
  const auto both = [](int first, int second) { return first | second << 16; };
  for (int i = 0; i <= radius; ++i) {
    even.push_back(both(weight(2 * i), weight(2 * i + 1)));
    odd.push_back(both(weight(2 * i - 1), weight(2 * i)));
  }
}

namespace {

constexpr int block_floor(int x) { return x / kBlock * kBlock; }
constexpr int block_ceil(int x) { return block_floor(x + kBlock - 1); }

// Rows as long as the second cache lets them be: they are read and written in one piece.
constexpr int kStripWidth = 4096;

// What all strips of a call share.
struct ByteBlur {
  const ByteTaps& columns;
  const ByteTaps& rows;
  int shift;
  float scale;
};

// A strip on its way down a band of rows: pairs of source rows in a ring, kRows rows of sums at a time.
class ByteBlurStrip {
 public:
  ByteBlurStrip(const ByteBlur& blur, int width)
      : blur_(blur),
        margin_(block_ceil(blur.rows.radius)),
        pitch_(width + 4 * margin_ + 2 * kBlock),
        ring_(blur.columns.pairs() + 1),
        memory_(static_cast<size_t>(pitch_) * (2 * ring_ + kRows) + kBlock),
        pairs_(ring_) {
    start_ = memory_.data();
    while (reinterpret_cast<uintptr_t>(start_) % 64 != 0) ++start_;
  }

  // `columns` begin at a block.
  void run(const Image& in, int channel, const Rect& part, Image& out) {
    const int from = block_floor(std::max(0, part.x - blur_.rows.radius));
    const int to = std::min(in.width(), part.right() + blur_.rows.radius);
    const int count = block_ceil(to) - from;
    const auto source = [&](int y) {
      const int inside = border_index(y, in.height(), Border::kReflect101);
      return reinterpret_cast<const uint8_t*>(in.row_data(channel, inside)) + from;
    };
    uint16_t* sums[kRows];
    for (int i = 0; i < kRows; ++i) sums[i] = row(2 * ring_ + static_cast<size_t>(i)) + margin_;
    size_t made = 0;  // pairs of rows
    for (int y = 0; y < part.height; y += kRows) {
      const size_t first = static_cast<size_t>(y / 2);
      for (; made < first + ring_; ++made) {
        const int top = part.y - blur_.columns.radius + 2 * static_cast<int>(made);
        HWY_DYNAMIC_DISPATCH(pair_rows)(source(top), source(top + 1), pair(made), count);
      }
      for (size_t k = 0; k < ring_; ++k) pairs_[k] = pair(first + k);
      HWY_DYNAMIC_DISPATCH(sum_down)(pairs_.data(), blur_.columns, blur_.shift, sums, count);
      for (int i = 0; i < std::min(kRows, part.height - y); ++i) {
        uint16_t* by_column = sums[i] - from;
        mirror(by_column, from, to, in.width());
        uint8_t* target = reinterpret_cast<uint8_t*>(out.writable_row_data(channel, part.y + y + i)) + part.x;
        HWY_DYNAMIC_DISPATCH(sum_along)
        (by_column + part.x - blur_.rows.radius, blur_.rows, blur_.scale, target, block_ceil(part.width),
         source(part.y - blur_.columns.radius + 2 * static_cast<int>(made) + i));
      }
    }
  }

 private:
  uint16_t* row(size_t index) { return start_ + static_cast<size_t>(pitch_) * index; }
  uint16_t* pair(size_t index) { return row(2 * (index % ring_)); }

  // What lies beyond the picture's edges, where the strip reaches them.
  void mirror(uint16_t* sums, int from, int to, int width) const {
    const int reach = blur_.rows.radius;
    if (from == 0) {
      for (int x = -reach; x < 0; ++x) sums[x] = sums[border_index(x, width, Border::kReflect101)];
    }
    if (to == width) {
      for (int x = width; x < width + reach; ++x) sums[x] = sums[border_index(x, width, Border::kReflect101)];
    }
  }

  const ByteBlur& blur_;
  int margin_;
  int pitch_;
  size_t ring_;
  std::vector<uint16_t> memory_;
  uint16_t* start_;
  std::vector<const uint16_t*> pairs_;
};

class SeparableBytesKernel final : public ImageKernel {
 public:
  // Sums down the columns are of bytes, those along the rows of 16 bits.
  explicit SeparableBytesKernel(const std::vector<double>& weights)
      : columns_(WholeWeights(weights, 1 << 23)), rows_(WholeWeights(weights, 65535)) {
    while (255.0 * columns_.sum / (1 << shift_) > 65535) ++shift_;
  }

  Status run(ImageArgs& args) const override {
    const Image& in = args.inputs[0];
    Image& out = args.outputs[0];
    const double scale = static_cast<double>(1 << shift_) / columns_.sum / rows_.sum;
    const ByteBlur blur{columns_, rows_, shift_, static_cast<float>(scale)};
    const int fewest = (in.width() + kStripWidth - 1) / kStripWidth;
    const int width = block_ceil((in.width() + fewest - 1) / fewest);
    const int strips = (in.width() + width - 1) / width;
    const int shares = 4 * args.workers.threads() / in.spec().color_channels() + 1;
    const int band_rows = std::clamp(in.height() / shares / kRows * kRows, 64, 1024);
    const int bands = (in.height() + band_rows - 1) / band_rows;
    const int64_t count = int64_t{strips} * bands * in.spec().color_channels();
    std::vector<std::unique_ptr<ByteBlurStrip>> strip_of(static_cast<size_t>(args.workers.threads()));
    std::atomic<int64_t> done = 0;
    const auto part = [&](int64_t index, int worker) {
      auto& strip = strip_of[static_cast<size_t>(worker)];
      if (!strip) strip = std::make_unique<ByteBlurStrip>(blur, width);
      const int64_t band = index / strips;
      const Rect place{static_cast<int>(index % strips) * width, static_cast<int>(band % bands) * band_rows, width,
                       band_rows};
      strip->run(in, static_cast<int>(band / bands), intersect(place, in.spec().bounds()), out);
      args.progress(static_cast<double>(++done) / static_cast<double>(count));
    };
    if (!args.workers.run(count, part, args.cancel)) return cancelled();
    for (int c = in.spec().color_channels(); c < in.channels(); ++c) {
      if (!copy_plane(in, c, out, c, args.workers, args.cancel)) return cancelled();
    }
    args.progress(1);
    return {};
  }

 private:
  ByteTaps columns_, rows_;
  int shift_ = 0;
};

}  // namespace

std::unique_ptr<ImageKernel> separable_bytes_kernel(const std::vector<double>& weights) {
  return std::make_unique<SeparableBytesKernel>(weights);
}

}  // namespace lightbench
#endif  // HWY_ONCE
