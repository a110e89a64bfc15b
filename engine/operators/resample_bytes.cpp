#include "engine/operators/resample_bytes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "engine/graph/kernel.h"
#include "engine/image/convert.h"
#include "engine/operators/plane_tasks.h"
#include "engine/operators/resample_by_two.h"

#ifndef LIGHTBENCH_OPERATORS_RESAMPLE_BYTES_SHARED  // not compiled for each instruction set
#define LIGHTBENCH_OPERATORS_RESAMPLE_BYTES_SHARED
namespace lightbench {
namespace {

constexpr int kWeightBits = 14;
constexpr int kRowBits = 6;  // of a fraction of a level between the two sums: 255 · 64 and overshoots fit 16 bits
constexpr int kMaxTaps = 32;

}  // namespace
}  // namespace lightbench
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/resample_bytes.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// out[x] = Σ weights[k] · rows[k][x] in 64ths; an even number of taps; whole vectors (rows are padded to 64 bytes).
void sum_rows(const uint8_t* const* rows, const int16_t* weights, int taps, int16_t* HWY_RESTRICT out, int width) {
  constexpr int kShift = kWeightBits - kRowBits;
#if HWY_ARCH_X86
  const hn::ScalableTag<int16_t> d;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const hn::RepartitionToWide<decltype(d)> wide;
  auto unused = hn::Zero(wide);
  for (int x = 0; x < width; x += static_cast<int>(hn::Lanes(d))) {
    auto low = hn::Set(wide, 1 << (kShift - 1));
    auto high = low;
    for (int k = 0; k < taps; k += 2) {
      const auto first = hn::PromoteTo(d, hn::LoadU(bytes, rows[k] + x));
      const auto second = hn::PromoteTo(d, hn::LoadU(bytes, rows[k + 1] + x));
      const int pair = static_cast<uint16_t>(weights[k]) | static_cast<int>(weights[k + 1]) * 65536;
      const auto weight = hn::BitCast(d, hn::Set(wide, pair));
      // On x86 neighbours are multiplied and added: first · weights[k] + second · weights[k + 1].
      low = hn::ReorderWidenMulAccumulate(wide, hn::InterleaveLower(d, first, second), weight, low, unused);
      high = hn::ReorderWidenMulAccumulate(wide, hn::InterleaveUpper(d, first, second), weight, high, unused);
    }
    const auto packed_low = hn::ShiftRight<kShift>(low);
    const auto packed_high = hn::ShiftRight<kShift>(high);
#if HWY_TARGET == HWY_AVX3
    _mm512_storeu_si512(out + x, _mm512_packs_epi32(packed_low.raw, packed_high.raw));
#elif HWY_TARGET == HWY_AVX2
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + x), _mm256_packs_epi32(packed_low.raw, packed_high.raw));
#else
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + x), _mm_packs_epi32(packed_low.raw, packed_high.raw));
#endif
  }
#else
  for (int x = 0; x < width; ++x) {
    int sum = 1 << (kShift - 1);
    for (int k = 0; k < taps; ++k) sum += weights[k] * rows[k][x];
    out[x] = static_cast<int16_t>(std::clamp(sum >> kShift, -32768, 32767));
  }
#endif
}

inline uint8_t rounded_sum(const int16_t* row, const int16_t* weights, int taps) {
  constexpr int kShift = kWeightBits + kRowBits;
  int sum = 1 << (kShift - 1);
  for (int k = 0; k < taps; ++k) sum += weights[k] * row[k];
  return static_cast<uint8_t>(std::clamp(sum >> kShift, 0, 255));
}

#if HWY_ARCH_X86
// Partial sums of one output (4 taps: of two outputs, in the lower and the upper half).
inline __m128i products(const int16_t* row, const int16_t* weights, int taps) {
  __m128i sum = _mm_madd_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(row)),
                               _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights)));
  for (int k = 8; k < taps; k += 8) {
    sum = _mm_add_epi32(sum, _mm_madd_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(row + k)),
                                            _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights + k))));
  }
  return sum;
}

inline __m128i products_of_two(const int16_t* first, const int16_t* second, const int16_t* weights) {
  const __m128i rows = _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(first)),
                                          _mm_loadl_epi64(reinterpret_cast<const __m128i*>(second)));
  return _mm_madd_epi16(rows, _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights)));
}

// Sums of four outputs.
template <int kTaps>
inline __m128i four_sums(const int16_t* row, const int* first, const int16_t* weights, int taps) {
  if constexpr (kTaps == 4) {
    return _mm_hadd_epi32(products_of_two(row + first[0], row + first[1], weights),
                          products_of_two(row + first[2], row + first[3], weights + 8));
  } else {
    const int count = kTaps > 0 ? kTaps : taps;
    const __m128i a = products(row + first[0], weights, count);
    const __m128i b = products(row + first[1], weights + count, count);
    const __m128i c = products(row + first[2], weights + 2 * count, count);
    const __m128i e = products(row + first[3], weights + 3 * count, count);
    return _mm_hadd_epi32(_mm_hadd_epi32(a, b), _mm_hadd_epi32(c, e));
  }
}

template <int kTaps>
int sum_along_vectors(const int16_t* row, const int* first, const int16_t* weights, int taps, uint8_t* out, int width) {
  constexpr int kShift = kWeightBits + kRowBits;
  const __m128i half = _mm_set1_epi32(1 << (kShift - 1));
  int x = 0;
  for (; x + 8 <= width; x += 8) {
    const int16_t* w = weights + static_cast<ptrdiff_t>(x) * taps;
    const __m128i low = four_sums<kTaps>(row, first + x, w, taps);
    const __m128i high = four_sums<kTaps>(row, first + x + 4, w + 4 * static_cast<ptrdiff_t>(taps), taps);
    const __m128i words = _mm_packs_epi32(_mm_srai_epi32(_mm_add_epi32(low, half), kShift),
                                          _mm_srai_epi32(_mm_add_epi32(high, half), kShift));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + x), _mm_packus_epi16(words, words));
  }
  return x;
}
#endif

// out[x] = Σ weights[x · taps + k] · row[first[x] + k], rounded to a level.
void sum_along(const int16_t* row, const int* first, const int16_t* weights, int taps, uint8_t* HWY_RESTRICT out,
               int width) {
  int x = 0;
#if HWY_ARCH_X86
  switch (taps) {
    case 4: x = sum_along_vectors<4>(row, first, weights, taps, out, width); break;
    case 8: x = sum_along_vectors<8>(row, first, weights, taps, out, width); break;
    case 16: x = sum_along_vectors<16>(row, first, weights, taps, out, width); break;
    default: x = sum_along_vectors<0>(row, first, weights, taps, out, width); break;
  }
#endif
  for (; x < width; ++x) out[x] = rounded_sum(row + first[x], weights + static_cast<ptrdiff_t>(x) * taps, taps);
}

// The same where output x reads from row[2x] on by one set of weights: a lane holds a pair of neighbours.
void sum_pairs(const int16_t* row, const int16_t* weights, int taps, uint8_t* HWY_RESTRICT out, int width) {
  int x = 0;
#if HWY_ARCH_X86
  constexpr int kShift = kWeightBits + kRowBits;
  const hn::ScalableTag<int32_t> d;
  const hn::RepartitionToNarrow<decltype(d)> narrow;
  const hn::Rebind<uint8_t, decltype(d)> bytes;
  const int lanes = static_cast<int>(hn::Lanes(d));
  auto unused = hn::Zero(d);
  for (; x + lanes <= width; x += lanes) {
    auto sum = hn::Set(d, 1 << (kShift - 1));
    for (int k = 0; k < taps; k += 2) {
      const int pair = static_cast<uint16_t>(weights[k]) | static_cast<int>(weights[k + 1]) * 65536;
      sum = hn::ReorderWidenMulAccumulate(d, hn::LoadU(narrow, row + 2 * x + k), hn::BitCast(narrow, hn::Set(d, pair)),
                                          sum, unused);
    }
    hn::StoreU(hn::DemoteTo(bytes, hn::ShiftRight<kShift>(sum)), bytes, out + x);
  }
#endif
  for (; x < width; ++x) out[x] = rounded_sum(row + 2 * static_cast<ptrdiff_t>(x), weights, taps);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(sum_rows);
HWY_EXPORT(sum_along);
HWY_EXPORT(sum_pairs);

struct ByteResampler::Scratch {
  std::vector<int16_t> row;
  std::vector<uint16_t> sums;  // of resample_by_two.h, from column -1 on
};

namespace {

// Whether outputs lie a quarter before and after a sample and are weighed linearly.
bool has_quarters(const std::vector<std::vector<ResampleTap>>& phases) {
  const auto are = [](const std::vector<ResampleTap>& taps, int position, double first, double second) {
    return taps.size() == 2 && taps[0].position == position && taps[1].position == position + 1 &&
           taps[0].weight == first && taps[1].weight == second;
  };
  return are(phases[0], -1, 0.25, 0.75) && are(phases[1], 0, 0.75, 0.25);
}

}  // namespace

std::optional<ByteResampler::Axis> ByteResampler::make_axis(ResampleMethod method, int in_length, int out_length) {
  // Weights repeat after `period` outputs, `step` samples on.
  const int common = std::gcd(in_length, out_length);
  const int period = out_length / common;
  const int step = in_length / common;
  std::vector<std::vector<ResampleTap>> phases(static_cast<size_t>(period));
  int widest = 1;
  for (int i = 0; i < period; ++i) {
    std::vector<ResampleTap>& own = phases[static_cast<size_t>(i)];
    own = resample_taps(method, in_length, out_length, i);
    widest = std::max(widest, own.back().position - own.front().position + 1);
    if (widest > kMaxTaps) return std::nullopt;
  }
  Axis axis;
  axis.used = (widest + 1) / 2 * 2;
  axis.taps = widest <= 4 ? 4 : (widest + 7) / 8 * 8;
  axis.halves = period == 1 && step == 2;
  axis.doubles = period == 2 && step == 1 && has_quarters(phases);
  const size_t taps = static_cast<size_t>(axis.taps);
  axis.first.resize(static_cast<size_t>(out_length));
  axis.weight.resize(axis.first.size() * taps);
  for (size_t i = 0; i < axis.first.size(); ++i) {
    int16_t* weights = axis.weight.data() + i * taps;
    if (i >= phases.size()) {
      axis.first[i] = axis.first[i - phases.size()] + step;
      std::copy_n(weights - phases.size() * taps, taps, weights);
      continue;
    }
    axis.first[i] = phases[i].front().position;
    int rest = 1 << kWeightBits;
    int16_t* largest = weights;
    for (const ResampleTap& tap : phases[i]) {
      int16_t& weight = weights[tap.position - axis.first[i]];
      weight = static_cast<int16_t>(std::lround(tap.weight * (1 << kWeightBits)));
      rest -= weight;
      if (weight > *largest) largest = &weight;
    }
    *largest = static_cast<int16_t>(*largest + rest);
  }
  return axis;
}

std::optional<ByteResampler> ByteResampler::make(ResampleMethod method, Size in, Size out) {
  if (method == ResampleMethod::kNearest) return std::nullopt;
  std::optional<Axis> columns = make_axis(method, in.width, out.width);
  std::optional<Axis> rows = make_axis(method, in.height, out.height);
  if (!columns || !rows) return std::nullopt;
  ByteResampler made;
  made.in_ = in;
  made.out_ = out;
  for (const int first : columns->first) {
    made.left_ = std::max(made.left_, -first);
    made.right_ = std::max(made.right_, first + columns->taps - in.width);
  }
  made.columns_ = *std::move(columns);
  made.rows_ = *std::move(rows);
  return made;
}

Status ByteResampler::run(const Image& in, Image& out, WorkerPool& workers, const CancelToken& cancel) const {
  const bool finished = for_row_bands(out_.height, 32, workers, cancel, [&](int first, int end, int) {
    constexpr int kOvershoot = 64;  // whole vectors are stored
    Scratch scratch;
    if (rows_.doubles && columns_.doubles) {
      scratch.sums.resize(static_cast<size_t>(in_.width) + 1 + kOvershoot);
    } else if (!(rows_.pairs() && columns_.pairs())) {
      scratch.row.resize(static_cast<size_t>(left_) + static_cast<size_t>(in_.width) + static_cast<size_t>(right_) +
                         kOvershoot);
    }
    for (int c = 0; c < in.channels(); ++c) {
      for (int y = first; y < end; ++y) resample_row(in, c, y, out, scratch);
    }
    flush_streams();
  });
  if (!finished) return cancelled();
  return {};
}

void ByteResampler::resample_row(const Image& in, int channel, int y, Image& out, Scratch& scratch) const {
  const auto row_at = [&](int at) {
    return reinterpret_cast<const uint8_t*>(in.row_data(channel, border_index(at, in_.height, Border::kReflect101)));
  };
  const bool stream = in.memory_bytes() + out.memory_bytes() >= kStreamBytes;
  uint8_t* target = reinterpret_cast<uint8_t*>(out.writable_row_data(channel, y));
  const int first = rows_.first[static_cast<size_t>(y)];
  if (rows_.pairs() && columns_.pairs()) {
    average_fours(row_at(first), row_at(first + 1), target, out_.width, stream);
    return;
  }
  if (rows_.doubles && columns_.doubles) {
    uint16_t* sums = scratch.sums.data() + 1;
    add_threefold(row_at(y / 2), row_at(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1), sums, in_.width);
    sums[-1] = sums[border_index(-1, in_.width, Border::kReflect101)];
    sums[in_.width] = sums[border_index(in_.width, in_.width, Border::kReflect101)];
    spread_to_twice(sums, target, in_.width, stream);
    return;
  }
  std::array<const uint8_t*, kMaxTaps> rows{};
  for (int k = 0; k < rows_.used; ++k) rows[static_cast<size_t>(k)] = row_at(first + k);
  int16_t* row = scratch.row.data() + left_;
  HWY_DYNAMIC_DISPATCH(sum_rows)
  (rows.data(), rows_.weight.data() + static_cast<ptrdiff_t>(y) * rows_.taps, rows_.used, row, in_.width);
  for (int i = 1; i <= left_; ++i) row[-i] = row[border_index(-i, in_.width, Border::kReflect101)];
  for (int i = 0; i < right_; ++i)
    row[in_.width + i] = row[border_index(in_.width + i, in_.width, Border::kReflect101)];
  if (columns_.halves) {
    HWY_DYNAMIC_DISPATCH(sum_pairs)
    (row + columns_.first[0], columns_.weight.data(), columns_.used, target, out_.width);
    return;
  }
  HWY_DYNAMIC_DISPATCH(sum_along)
  (row, columns_.first.data(), columns_.weight.data(), columns_.taps, target, out_.width);
}

}  // namespace lightbench
#endif  // HWY_ONCE
