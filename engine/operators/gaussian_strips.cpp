#include "engine/operators/gaussian_strips.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cmath>

#include "engine/graph/kernel.h"
#include "engine/operators/gaussian.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/gaussian_strips.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"
#include "engine/simd/tile_transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace {

const hn::ScalableTag<float> df;
const hn::ScalableTag<int32_t> di;
using V = hn::Vec<decltype(df)>;
constexpr int kLanes = static_cast<int>(hn::MaxLanes(hn::ScalableTag<float>()));

HWY_INLINE V load_floats(const float* row) { return hn::Load(df, row); }
HWY_INLINE V load_floats(const uint8_t* row) {
  const hn::Rebind<uint8_t, decltype(di)> d8;
  return hn::ConvertTo(df, hn::PromoteTo(di, hn::Load(d8, row)));
}
HWY_INLINE V load_floats(const uint16_t* row) {
  const hn::Rebind<uint16_t, decltype(di)> d16;
  return hn::ConvertTo(df, hn::PromoteTo(di, hn::Load(d16, row)));
}

// kVectors vectors of columns, all coarse rows. Four of them are open at a time: each row adds to all four.
// put(coarse row, sums)
template <int kVectors, typename T, typename Put>
HWY_INLINE void down_columns(const CoarseAxis& axis, const std::byte* in, const ptrdiff_t* offsets, int column,
                             const Put& put) {
  const int step = axis.step;
  const float* weights = axis.down.data();
  V open[4][kVectors];
  for (int k = 0; k < 4; ++k) {
    for (int v = 0; v < kVectors; ++v) open[k][v] = hn::Zero(df);
  }
  for (int block = 0; block < axis.made + 3; ++block) {
    for (int r = 0; r < step; ++r) {
      const ptrdiff_t* offset = offsets + static_cast<ptrdiff_t>(block) * step + r;
      hwy::Prefetch(reinterpret_cast<const T*>(in + offset[8]) + column);
      const T* row = reinterpret_cast<const T*>(in + *offset) + column;
      V weight[4];
      for (int k = 0; k < 4; ++k) weight[k] = hn::Set(df, weights[k * step + r]);
      for (int v = 0; v < kVectors; ++v) {
        const V sample = load_floats(row + v * kLanes);
        for (int k = 0; k < 4; ++k) open[k][v] = hn::Add(open[k][v], hn::Mul(sample, weight[k]));
      }
    }
    if (block >= 3) put(block - 3, open[3]);
    for (int v = 0; v < kVectors; ++v) {
      open[3][v] = open[2][v];
      open[2][v] = open[1][v];
      open[1][v] = open[0][v];
      open[0][v] = hn::Zero(df);
    }
  }
}

constexpr int kStripVectors = kGaussianLanes / kLanes < 4 ? kGaussianLanes / kLanes : HWY_TARGET == HWY_AVX3 ? 4 : 2;

template <typename T, int kVectors>
void down_vectors(const CoarseAxis& axis, const std::byte* in, int columns, const ptrdiff_t* offsets, std::byte* target,
                  ptrdiff_t group_bytes, float* tile) {
  constexpr int kColumns[] = {0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60};
  constexpr int kWidth = kVectors * kLanes;
  for (int column = 0; column < columns; column += kWidth) {
    down_columns<kVectors, T>(axis, in, offsets, column, [&](int row, const V* sums) {
      for (int v = 0; v < kVectors; ++v) hn::Store(sums[v], df, tile + row % 16 * kWidth + v * kLanes);
      if (row % 16 != 15 && row + 1 != axis.made) return;
      transpose_words(reinterpret_cast<const uint32_t*>(tile), kWidth, kColumns,
                      {target + row / 16 * group_bytes + column * 64, 64, kWidth});
    });
  }
}

// Rows end after 64 bytes more than their samples at most, so the last strip goes in steps of 16 columns.
template <typename T>
void down_strip(const CoarseAxis& axis, const std::byte* in, int columns, const ptrdiff_t* offsets, std::byte* target,
                ptrdiff_t group_bytes, float* tile) {
  const auto run = columns == kGaussianLanes ? down_vectors<T, kStripVectors> : down_vectors<T, 16 / kLanes>;
  run(axis, in, columns, offsets, target, group_bytes, tile);
}

// Rows of kWidth floats, `stride` apart; out rows are kWidth apart.
template <int kWidth>
void blur_rows(const CoarseAxis& axis, const float* in, ptrdiff_t stride, float* out) {
  const int terms = 2 * axis.radius + 1;
  constexpr int kVectors = kWidth / kLanes < 4 ? kWidth / kLanes : 4;
  for (int row = 0; row < axis.kept; ++row) {
    for (int column = 0; column < kWidth; column += kVectors * kLanes) {
      const float* first = in + row * stride + column;
      V sum[kVectors];
      for (int v = 0; v < kVectors; ++v) sum[v] = hn::Zero(df);
      for (int k = 0; k < terms; ++k) {
        const V weight = hn::Set(df, axis.blur[static_cast<size_t>(k)]);
        for (int v = 0; v < kVectors; ++v) {
          sum[v] = hn::Add(sum[v], hn::Mul(hn::Load(df, first + k * stride + v * kLanes), weight));
        }
      }
      for (int v = 0; v < kVectors; ++v) hn::Store(sum[v], df, out + row * kWidth + column + v * kLanes);
    }
  }
}

// kVectors vectors of columns of rows of kWidth; put(position, values).
template <int kVectors, int kWidth, typename Put>
HWY_INLINE void up_columns(const CoarseAxis& axis, const float* coarse, int column, const Put& put) {
  const int step = axis.step;
  int cell = 0;
  int phase = step / 2;
  for (int position = 0; position < axis.length;) {
    V row[4][kVectors];
    for (int k = 0; k < 4; ++k) {
      for (int v = 0; v < kVectors; ++v) {
        row[k][v] = hn::Load(df, coarse + static_cast<ptrdiff_t>(cell + k) * kWidth + column + v * kLanes);
      }
    }
    for (; phase < step && position < axis.length; ++phase, ++position) {
      const float* weights = axis.up.data() + 4 * phase;
      V value[kVectors];
      for (int v = 0; v < kVectors; ++v) value[v] = hn::Mul(row[0][v], hn::Set(df, weights[0]));
      for (int k = 1; k < 4; ++k) {
        const V weight = hn::Set(df, weights[k]);
        for (int v = 0; v < kVectors; ++v) value[v] = hn::Add(value[v], hn::Mul(row[k][v], weight));
      }
      put(position, value);
    }
    phase = 0;
    ++cell;
  }
}

template <int kVectors>
HWY_INLINE void store_bytes(const V* values, uint8_t* target) {
#if HWY_TARGET == HWY_AVX3
  static_assert(kVectors == 4);
  __m512i whole[4];
  for (int v = 0; v < 4; ++v) whole[v] = _mm512_cvtps_epi32(values[v].raw);
  const __m512i packed =
      _mm512_packus_epi16(_mm512_packs_epi32(whole[0], whole[1]), _mm512_packs_epi32(whole[2], whole[3]));
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  _mm512_stream_si512(reinterpret_cast<__m512i*>(target), _mm512_permutexvar_epi32(order, packed));
#else
  const hn::Rebind<uint8_t, decltype(di)> d8;
  for (int v = 0; v < kVectors; ++v) hn::Store(hn::DemoteTo(d8, hn::NearestInt(values[v])), d8, target + v * kLanes);
#endif
}

void down(const CoarseAxis& axis, SampleFormat format, const std::byte* in, int columns, const ptrdiff_t* offsets,
          std::byte* target, ptrdiff_t group_bytes, float* scratch) {
  const auto run = format == SampleFormat::kU8    ? down_strip<uint8_t>
                   : format == SampleFormat::kU16 ? down_strip<uint16_t>
                                                  : down_strip<float>;
  run(axis, in, columns, offsets, target, group_bytes, scratch);
  hwy::FlushStream();
}

void along(const CoarseAxis& axis, const float* in, const ptrdiff_t* offsets, std::byte* target, ptrdiff_t stride,
           float* scratch) {
  constexpr int kWidth = kGaussianFineLanes;
  constexpr int kVectors = kWidth / kLanes;
  constexpr int kColumns[] = {0, 4, 8, 12};
  float* tile = scratch;
  float* made = tile + 16 * kWidth;
  float* kept = made + static_cast<ptrdiff_t>(axis.made) * kWidth;
  const std::byte* bytes = reinterpret_cast<const std::byte*>(in);
  constexpr int kGroup = kVectors < 2 ? kVectors : 2;
  for (int column = 0; column < kWidth; column += kGroup * kLanes) {
    down_columns<kGroup, float>(axis, bytes, offsets, column, [&](int row, const V* sums) {
      for (int v = 0; v < kGroup; ++v) hn::Store(sums[v], df, made + row * kWidth + column + v * kLanes);
    });
  }
  blur_rows<kWidth>(axis, made, kWidth, kept);
  up_columns<kVectors, kWidth>(axis, kept, 0, [&](int position, const V* values) {
    for (int v = 0; v < kVectors; ++v) hn::Store(values[v], df, tile + position % 16 * kWidth + v * kLanes);
    if (position % 16 != 15 && position + 1 != axis.length) return;
    transpose_words(reinterpret_cast<const uint32_t*>(tile), kWidth, kColumns,
                    {target + position / 16 * 64, stride, kWidth});
  });
  hwy::FlushStream();
}

void up(const CoarseAxis& axis, const float* coarse, ptrdiff_t row_floats, SampleFormat format, std::byte* target,
        ptrdiff_t stride, float* scratch) {
  blur_rows<kGaussianLanes>(axis, coarse, row_floats, scratch);
  for (int column = 0; column < kGaussianLanes; column += kStripVectors * kLanes) {
    if (format == SampleFormat::kU8) {
      up_columns<kStripVectors, kGaussianLanes>(axis, scratch, column, [&](int position, const V* values) {
        store_bytes<kStripVectors>(values, reinterpret_cast<uint8_t*>(target + position * stride) + column);
      });
    } else {
      up_columns<kStripVectors, kGaussianLanes>(axis, scratch, column, [&](int position, const V* values) {
        float* out = reinterpret_cast<float*>(target + position * stride) + column;
        for (int v = 0; v < kStripVectors; ++v) hn::Store(values[v], df, out + v * kLanes);
      });
    }
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
HWY_EXPORT(up);

namespace {

constexpr double kSigmaOfSteps = 1.5;  // see the header for what it buys
constexpr double kBlurReach = 3.7;
constexpr int kPrefetchedRows = 8;

double cubic_spline(double x) {
  const double t = std::fabs(x);
  if (t >= 2) return 0;
  return t < 1 ? 2.0 / 3 - t * t + t * t * t / 2 : (2 - t) * (2 - t) * (2 - t) / 6;
}

}  // namespace

CoarseAxis::CoarseAxis(double sigma, int axis_length, double scale)
    : length(axis_length), step(static_cast<int>(sigma / kSigmaOfSteps) / 2 * 2) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 4 * step; ++i) {
    const double x = i + 0.5 - 2 * step;
    const double weight = cubic_spline(x / step);
    down.push_back(static_cast<float>(weight));
    sum += weight;
    squares += weight * x * x;
  }
  for (float& weight : down) weight = static_cast<float>(static_cast<double>(weight) / sum);
  const double rest = sigma * sigma - 2 * squares / sum;
  const std::vector<double> samples = gaussian_samples(std::sqrt(rest) / step, kBlurReach);
  blur.assign(samples.begin(), samples.end());
  radius = static_cast<int>(samples.size()) / 2;
  for (int phase = 0; phase < step; ++phase) {
    for (int k = 0; k < 4; ++k) up.push_back(static_cast<float>(scale * cubic_spline((phase + 0.5) / step + 1 - k)));
  }
  kept = (length - 1 + step / 2) / step + 4;
  made = kept + 2 * radius;
}

std::vector<ptrdiff_t> CoarseAxis::row_offsets(ptrdiff_t row_bytes) const {
  std::vector<ptrdiff_t> offsets;
  for (int i = 0; i < (made + 3) * step + kPrefetchedRows; ++i) {
    offsets.push_back(border_index(first() + i, length, Border::kReflect101) * row_bytes);
  }
  return offsets;
}

size_t gaussian_along_floats(const CoarseAxis& axis) {
  return static_cast<size_t>(16 + axis.made + axis.kept) * kGaussianFineLanes;
}

void gaussian_down(const CoarseAxis& axis, SampleFormat format, const std::byte* in, int columns,
                   const std::vector<ptrdiff_t>& offsets, std::byte* target, ptrdiff_t group_bytes, float* scratch) {
  HWY_DYNAMIC_DISPATCH(down)(axis, format, in, columns, offsets.data(), target, group_bytes, scratch);
}

void gaussian_along(const CoarseAxis& axis, const float* in, const std::vector<ptrdiff_t>& offsets, std::byte* target,
                    ptrdiff_t stride, float* scratch) {
  HWY_DYNAMIC_DISPATCH(along)(axis, in, offsets.data(), target, stride, scratch);
}

void gaussian_up(const CoarseAxis& axis, const float* coarse, ptrdiff_t row_floats, SampleFormat format,
                 std::byte* target, ptrdiff_t stride, float* scratch) {
  HWY_DYNAMIC_DISPATCH(up)(axis, coarse, row_floats, format, target, stride, scratch);
}

}  // namespace lightbench
#endif  // HWY_ONCE
