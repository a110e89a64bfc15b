#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "engine/operators/byte_bilateral.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/byte_bilateral_pairs.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

constexpr int kWeightRows = 128;  // kept at a time, at least those of one pair: they stay in the nearer caches

const hn::ScalableTag<uint8_t> du8;
const hn::Repartition<int8_t, decltype(du8)> di8;
const hn::Repartition<int16_t, decltype(du8)> di16;
const hn::Repartition<int32_t, decltype(du8)> di32;
const hn::Repartition<float, decltype(du8)> df32;
using Bytes = hn::Vec<decltype(du8)>;
using Halves = hn::Vec<decltype(di16)>;
using Words = hn::Vec<decltype(di32)>;
constexpr int kBytes = static_cast<int>(hn::MaxLanes(du8));
constexpr int kHalves = kBytes / 2;
constexpr int kWords = kBytes / 4;

// In the order in which InterleaveLower() and InterleaveUpper(), which work on blocks of sixteen bytes, bring forth
// neighbours in the order of memory.
HWY_INLINE Bytes spread(Bytes bytes) {
#if HWY_TARGET == HWY_AVX3
  return Bytes{_mm512_permutexvar_epi64(_mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7), bytes.raw)};
#elif HWY_TARGET == HWY_AVX2
  return Bytes{_mm256_permute4x64_epi64(bytes.raw, _MM_SHUFFLE(3, 1, 2, 0))};
#else
  return bytes;
#endif
}

// A vector that is used twice and, wherever it lies, costs one load: the compiler would read memory for each use, and
// loads that straddle two lines of the cache are what these loops wait for.
template <class D, typename T>
HWY_INLINE hn::Vec<D> load_once(D d, const T* from) {
  auto vector = hn::LoadU(d, from);
#if HWY_ARCH_X86
  asm("" : "+v"(vector.raw));
#endif
  return vector;
}

// The weights between `count` pixels and their neighbours.
template <int kColors>
void weigh(const uint8_t* pixel, const uint8_t* neighbour, ptrdiff_t plane, const ByteBilateral::Table& table,
           int16_t* HWY_RESTRICT weights, int count) {
  constexpr int kVectors = 2;
  constexpr int kRange = ByteBilateral::kRange;
  for (int x = 0; x < count; x += kVectors * kBytes) {
    Bytes distance[kVectors], low[kVectors], high[kVectors];
    auto most = hn::Zero(du8);
    for (int k = 0; k < kVectors; ++k) {
      distance[k] = low[k] = high[k] = hn::Zero(du8);
      for (int c = 0; c < kColors; ++c) {
        const auto a = load_once(du8, pixel + c * plane + x + k * kBytes);
        const auto b = load_once(du8, neighbour + c * plane + x + k * kBytes);
        distance[k] = hn::SaturatedAdd(distance[k], hn::Or(hn::SaturatedSub(a, b), hn::SaturatedSub(b, a)));
      }
      most = hn::Max(most, distance[k]);
      distance[k] = spread(distance[k]);
    }
    for (int start = 0; start < table.end; start += kRange) {
      // Most pixels are like their neighbours: the first range mostly has them all.
      const auto nearer = hn::Eq(hn::Max(most, hn::Set(du8, static_cast<uint8_t>(start))), most);
      if (start > 0 && hn::AllFalse(du8, nearer)) break;
      Bytes index[kVectors];
      for (int k = 0; k < kVectors; ++k) {
        // An index from 128 on looks up 0, and so it is for distances outside the range.
        const auto inside = hn::Sub(distance[k], hn::Set(du8, static_cast<uint8_t>(start)));
        index[k] = hn::Xor(hn::SaturatedAdd(inside, hn::Set(du8, 128 - kRange)), hn::Set(du8, 128 - kRange));
      }
      // Sixteen less with every part, an index stays below 128 as long as its entry has not been met, and the changes
      // looked up until then make up the entry.
#pragma GCC unroll 4
      for (int part = start; part < start + kRange; part += 16) {
        const auto low_part = hn::LoadDup128(du8, table.low_changes + part);
        const auto high_part = hn::LoadDup128(du8, table.high_changes + part);
        for (int k = 0; k < kVectors; ++k) {
          low[k] = hn::Xor(low[k], hn::TableLookupBytesOr0(low_part, index[k]));
          high[k] = hn::Xor(high[k], hn::TableLookupBytesOr0(high_part, index[k]));
          index[k] = hn::BitCast(du8, hn::SaturatedSub(hn::BitCast(di8, index[k]), hn::Set(di8, 16)));
        }
      }
    }
    for (int k = 0; k < kVectors; ++k) {
      int16_t* target = weights + x + k * kBytes;
      hn::StoreU(hn::BitCast(di16, hn::InterleaveLower(du8, low[k], high[k])), di16, target);
      hn::StoreU(hn::BitCast(di16, hn::InterleaveUpper(du8, low[k], high[k])), di16, target + kHalves);
    }
  }
}

// sum + a · b over pairs of neighbouring halves.
HWY_INLINE Words add_pair_products(Halves a, Halves b, Words sum) {
#if HWY_ARCH_X86
  Words unused = sum;
  return hn::ReorderWidenMulAccumulate(di32, a, b, sum, unused);
#else
  const auto first = [](Halves pairs) { return hn::ShiftRight<16>(hn::ShiftLeft<16>(hn::BitCast(di32, pairs))); };
  const auto second = [](Halves pairs) { return hn::ShiftRight<16>(hn::BitCast(di32, pairs)); };
  return hn::Add(sum, hn::Add(hn::Mul(first(a), first(b)), hn::Mul(second(a), second(b))));
#endif
}

template <int kColors>
class PairTile {
 public:
  PairTile(const ByteBilateral& filter, const ByteBilateral::Input& in, Size size, const ByteBilateral::Output& out,
           ByteBilateral::Scratch& scratch)
      : filter_(filter),
        in_(in),
        size_(size),
        out_(out),
        scratch_(scratch),
        weight_pitch_((size.width + filter.radius() + 2 * kBytes + 31) / 32 * 32),
        sample_pitch_(size.width + 2 * filter.radius() + kBytes) {
    const int radius = filter.radius();
    scratch.samples.resize(static_cast<size_t>((size.height + 2 * radius) * kColors * sample_pitch_));
    scratch.sums.resize(static_cast<size_t>((size.width + kHalves) * size.height * (kColors + 1)));
    int16_t* target = scratch.samples.data();
    for (int y = -radius; y < size.height + radius; ++y) {
      for (int c = 0; c < kColors; ++c, target += sample_pitch_) {
        std::copy_n(in.pixel + c * in.plane + y * in.stride - radius, size.width + 2 * radius, target);
      }
    }
    samples_ = scratch.samples.data() + radius * (kColors * sample_pitch_ + 1);
  }

  void run() {
    const ByteBilateral::Pair* pair = filter_.pairs().data();
    const ByteBilateral::Pair* end = pair + filter_.pairs().size();
    const int steps = (size_.width + kHalves - 1) / kHalves;
    bool first = true;
    do {
      terms_.clear();
      ptrdiff_t rows = 0;
      for (; pair != end && (rows == 0 || rows + pair->dy < kWeightRows); ++pair) {
        terms_.push_back({*pair, rows * weight_pitch_, pair->dy});
        rows += pair->dy + 1;
      }
      scratch_.weights.resize(std::max(scratch_.weights.size(), static_cast<size_t>(rows * weight_pitch_ + 32)));
      weights_ = scratch_.weights.data();
      weights_ += (-reinterpret_cast<uintptr_t>(weights_) & 63) / 2;
      int reach = 0;
      for (const Term& term : terms_) reach = std::max(reach, term.pair.dy);
      for (int y = -reach; y < size_.height; ++y) {
        for (Term& term : terms_) {
          if (y >= -term.pair.dy) weigh_row(y, term);
        }
        if (y < 0) continue;
        int32_t* sums = scratch_.sums.data() + (first && pair == end ? 0 : y * steps * kSums * kWords);
        if (first) begin_row(y, sums);
        for (int k = 0; k < steps; ++k) {
          add_terms(terms_.data(), terms_.data() + terms_.size(), sample_pitch_, k * kHalves,
                    sums + k * kSums * kWords);
        }
        if (pair == end) divide_row(y, sums);
      }
      first = false;
    } while (pair != end);
  }

 private:
  static constexpr int kSums = 2 * (kColors + 1);  // of two vectors of pixels; the last two of weights
  struct Term {
    ByteBilateral::Pair pair;
    ptrdiff_t first_row;  // of the dy + 1 rows of weights that are kept
    int row;              // the last
    const int16_t* weights[2] = {};
    const int16_t* samples[2] = {};
  };

  void weigh_row(int y, Term& term) {
    const ByteBilateral::Pair& pair = term.pair;
    // From the first pixel whose neighbour counts, or which is a neighbour that counts.
    const int start = std::min(0, -pair.dx);
    const uint8_t* pixel = in_.pixel + y * in_.stride + start;
    const auto next = [&](int row) { return row == pair.dy ? 0 : row + 1; };
    int16_t* rows = weights_ + term.first_row;
    term.row = next(term.row);
    int16_t* now = rows + term.row * weight_pitch_;
    weigh<kColors>(pixel, pixel + pair.dy * in_.stride + pair.dx, in_.plane,
                   filter_.tables()[static_cast<size_t>(pair.table)], now, size_.width + std::abs(pair.dx));
    const int16_t* before = rows + next(term.row) * weight_pitch_;
    const ptrdiff_t step = pair.dy * kColors * sample_pitch_ + pair.dx;
    const int16_t* samples = samples_ + y * kColors * sample_pitch_;
    term.weights[0] = now - start;
    term.weights[1] = before - start - pair.dx;
    term.samples[0] = samples + step;
    term.samples[1] = samples - step;
  }

  // The pixels themselves.
  void begin_row(int y, int32_t* HWY_RESTRICT sums) const {
    const auto weight = hn::Set(di16, static_cast<int16_t>(filter_.own_weight()));
    const auto zero = hn::Zero(di16);
    for (int x = 0; x < size_.width; x += kHalves) {
      for (int c = 0; c < kColors; ++c) {
        const auto own = hn::LoadU(di16, samples_ + y * kColors * sample_pitch_ + c * sample_pitch_ + x);
        hn::StoreU(add_pair_products(weight, hn::InterleaveLower(di16, own, zero), hn::Zero(di32)), di32, sums);
        hn::StoreU(add_pair_products(weight, hn::InterleaveUpper(di16, own, zero), hn::Zero(di32)), di32,
                   sums + kWords);
        sums += 2 * kWords;
      }
      for (int k = 0; k < 2; ++k, sums += kWords) hn::StoreU(hn::Set(di32, filter_.own_weight()), di32, sums);
    }
  }

  // A function of its own, so that all sums stay in registers.
  static HWY_NOINLINE void add_terms(const Term* term, const Term* end, ptrdiff_t pitch, int x,
                                     int32_t* HWY_RESTRICT kept) {
    const auto ones = hn::Set(di16, 1);
    Words sums[kColors + 1][2];
    for (int k = 0; k < kSums; ++k) sums[k / 2][k % 2] = hn::LoadU(di32, kept + k * kWords);
    for (; term != end; ++term) {
      const auto a = load_once(di16, term->weights[0] + x), b = load_once(di16, term->weights[1] + x);
      const auto lower = hn::InterleaveLower(di16, a, b), upper = hn::InterleaveUpper(di16, a, b);
      const int16_t* first = term->samples[0] + x;
      const int16_t* second = term->samples[1] + x;
      for (int c = 0; c < kColors; ++c) {
        const auto p = load_once(di16, first + c * pitch), q = load_once(di16, second + c * pitch);
        sums[c][0] = add_pair_products(lower, hn::InterleaveLower(di16, p, q), sums[c][0]);
        sums[c][1] = add_pair_products(upper, hn::InterleaveUpper(di16, p, q), sums[c][1]);
      }
      sums[kColors][0] = add_pair_products(lower, ones, sums[kColors][0]);
      sums[kColors][1] = add_pair_products(upper, ones, sums[kColors][1]);
    }
    for (int k = 0; k < kSums; ++k) hn::StoreU(sums[k / 2][k % 2], di32, kept + k * kWords);
  }

  void divide_row(int y, const int32_t* HWY_RESTRICT sums) const {
    const hn::Rebind<uint8_t, decltype(di16)> bytes;
    for (int x = 0; x < size_.width; x += kHalves, sums += kSums * kWords) {
      for (int c = 0; c < kColors; ++c) {
        const auto mean = [&](int half) HWY_ATTR {
          const auto weight = hn::ConvertTo(df32, hn::LoadU(di32, sums + (2 * kColors + half) * kWords));
          const auto sum = hn::ConvertTo(df32, hn::LoadU(di32, sums + (2 * c + half) * kWords));
          return hn::ConvertTo(di32, hn::Add(hn::Div(sum, weight), hn::Set(df32, 0.5f)));
        };
        const auto halves = hn::ReorderDemote2To(di16, mean(0), mean(1));
        hn::StoreU(hn::DemoteTo(bytes, halves), bytes, out_.pixel + c * out_.plane + y * out_.stride + x);
      }
    }
  }

  const ByteBilateral& filter_;
  ByteBilateral::Input in_;
  Size size_;
  ByteBilateral::Output out_;
  ByteBilateral::Scratch& scratch_;
  ptrdiff_t weight_pitch_;  // whole lines
  ptrdiff_t sample_pitch_;  // from colour to colour of a row
  const int16_t* samples_;
  int16_t* weights_;
  std::vector<Term> terms_;
};

void bilateral_tile(const ByteBilateral& filter, const ByteBilateral::Input& in, Size size,
                    const ByteBilateral::Output& out, ByteBilateral::Scratch& scratch) {
  filter.colors() == 1 ? PairTile<1>(filter, in, size, out, scratch).run()
                       : PairTile<3>(filter, in, size, out, scratch).run();
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {
HWY_EXPORT(bilateral_tile);

void bilateral_by_pairs(const ByteBilateral& filter, const ByteBilateral::Input& in, Size size,
                        const ByteBilateral::Output& out, ByteBilateral::Scratch& scratch) {
  HWY_DYNAMIC_DISPATCH(bilateral_tile)(filter, in, size, out, scratch);
}

}  // namespace lightbench
#endif  // HWY_ONCE
