#include "engine/operators/convolve_spectra.h"

#include <algorithm>
#include <opencv2/core.hpp>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/convolve_spectra.cpp"
#include <hwy/foreach_target.h>

#include "engine/operators/shared_rows-inl.h"
#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {
namespace {

// Samples of a row of a block.
constexpr int kRowSamples = 2 * kFrequencyBlock;

// kRows output rows of one vector of frequencies.
template <int kRows, typename T>
HWY_INLINE void add_products(const T* spectra, const T* kernel, int taps, T* sums) {
  const hn::CappedTag<T, kFrequencyBlock> d;
  using V = hn::Vec<decltype(d)>;
  V real[kRows], imaginary[kRows];
  for (int j = 0; j < kRows; ++j) real[j] = imaginary[j] = hn::Zero(d);
  for_shared_rows<kRows>(
      taps, [&](auto first, auto last, int row) __attribute__((always_inline)) {
        constexpr int kFirst = decltype(first)::value;
        constexpr int kLast = decltype(last)::value;
        const T* sample = spectra + static_cast<ptrdiff_t>(row) * kRowSamples;
        const V a = hn::LoadU(d, sample);
        const V b = hn::LoadU(d, sample + kFrequencyBlock);
        for (int j = kFirst; j <= kLast; ++j) {
          const T* weight = kernel + static_cast<ptrdiff_t>(row - j) * kRowSamples;
          const V u = hn::LoadU(d, weight);
          const V v = hn::LoadU(d, weight + kFrequencyBlock);
          // (a + bi) (u - vi)
          real[j] = hn::MulAdd(b, v, hn::MulAdd(a, u, real[j]));
          imaginary[j] = hn::NegMulAdd(a, v, hn::MulAdd(b, u, imaginary[j]));
        }
      });
  for (int j = 0; j < kRows; ++j) {
    hn::StoreU(real[j], d, sums + static_cast<ptrdiff_t>(j) * kRowSamples);
    hn::StoreU(imaginary[j], d, sums + static_cast<ptrdiff_t>(j) * kRowSamples + kFrequencyBlock);
  }
}

template <typename T>
void sum_block_products(const T* spectra, const T* kernel, int blocks, int taps, int count, T* sums) {
  const int lanes = static_cast<int>(hn::Lanes(hn::CappedTag<T, kFrequencyBlock>()));
  for (int block = 0; block < blocks; ++block) {
    const T* in = spectra + static_cast<ptrdiff_t>(block) * (count + taps - 1) * kRowSamples;
    const T* weights = kernel + static_cast<ptrdiff_t>(block) * taps * kRowSamples;
    T* out = sums + static_cast<ptrdiff_t>(block) * count * kRowSamples;
    int y = 0;
    for (; taps > 1 && y + kSharedRows <= count; y += kSharedRows) {
      for (int i = 0; i < kFrequencyBlock; i += lanes) {
        add_products<kSharedRows>(in + y * kRowSamples + i, weights + i, taps, out + y * kRowSamples + i);
      }
    }
    for (; y < count; ++y) {
      for (int i = 0; i < kFrequencyBlock; i += lanes) {
        add_products<1>(in + y * kRowSamples + i, weights + i, taps, out + y * kRowSamples + i);
      }
    }
  }
}

void sum_float_products(const float* spectra, const float* kernel, int blocks, int taps, int count, float* sums) {
  sum_block_products(spectra, kernel, blocks, taps, count, sums);
}

void sum_double_products(const double* spectra, const double* kernel, int blocks, int taps, int count, double* sums) {
  sum_block_products(spectra, kernel, blocks, taps, count, sums);
}

}  // namespace
}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(sum_float_products);
HWY_EXPORT(sum_double_products);

namespace {

constexpr int kRowSamples = 2 * kFrequencyBlock;

int blocks_of(int length) { return static_cast<int>(spectrum_samples(length)) / kRowSamples; }

template <typename T>
cv::Mat matrix(const T* samples, int rows, int columns) {
  return cv::Mat(rows, columns, cv::DataType<T>::type, const_cast<T*>(samples));
}

}  // namespace

// cv::dft packs a row as: real 0, then real and imaginary of 1, 2, ..., then real length / 2.
template <typename T>
void transform_rows(const T* samples, int count, int length, T* spectra, int first, int rows, T* work) {
  cv::Mat packed = matrix(work, count, length);
  cv::dft(matrix(samples, count, length), packed, cv::DFT_ROWS);
  const int blocks = blocks_of(length);
  for (int row = 0; row < count; ++row) {
    const T* in = work + static_cast<ptrdiff_t>(row) * length;
    for (int block = 0; block < blocks; ++block) {
      T* real = spectra + (static_cast<ptrdiff_t>(block) * rows + first + row) * kRowSamples;
      T* imaginary = real + kFrequencyBlock;
      const int start = block * kFrequencyBlock;
      if (start > 0 && start + kFrequencyBlock <= length / 2) {
        for (int i = 0; i < kFrequencyBlock; ++i) {
          real[i] = in[2 * (start + i) - 1];
          imaginary[i] = in[2 * (start + i)];
        }
        continue;
      }
      for (int i = 0; i < kFrequencyBlock; ++i) {
        const int frequency = start + i;
        const bool alone = frequency == 0 || frequency == length / 2;
        real[i] = frequency > length / 2 ? T{0} : in[std::max(0, 2 * frequency - 1)];
        imaginary[i] = alone || frequency > length / 2 ? T{0} : in[2 * frequency];
      }
    }
  }
}

template <typename T>
void transform_back(const T* spectra, int first, int rows, int count, int length, T* samples, T* work) {
  for (int row = 0; row < count; ++row) {
    T* out = work + static_cast<ptrdiff_t>(row) * length;
    const auto real = [&](int block) {
      return spectra + (static_cast<ptrdiff_t>(block) * rows + first + row) * kRowSamples;
    };
    out[0] = *real(0);
    for (int start = 0; start < length / 2; start += kFrequencyBlock) {
      const T* in = real(start / kFrequencyBlock);
      const int end = std::min(kFrequencyBlock, length / 2 - start);
      for (int i = start == 0 ? 1 : 0; i < end; ++i) {
        out[2 * (start + i) - 1] = in[i];
        out[2 * (start + i)] = in[i + kFrequencyBlock];
      }
    }
    out[length - 1] = real(length / 2 / kFrequencyBlock)[length / 2 % kFrequencyBlock];
  }
  cv::Mat back = matrix(samples, count, length);
  cv::dft(matrix(work, count, length), back, cv::DFT_INVERSE | cv::DFT_ROWS | cv::DFT_REAL_OUTPUT);
}

template <>
void sum_products(const float* spectra, const float* kernel, int length, int taps, int count, float* sums) {
  HWY_DYNAMIC_DISPATCH(sum_float_products)(spectra, kernel, blocks_of(length), taps, count, sums);
}

template <>
void sum_products(const double* spectra, const double* kernel, int length, int taps, int count, double* sums) {
  HWY_DYNAMIC_DISPATCH(sum_double_products)(spectra, kernel, blocks_of(length), taps, count, sums);
}

template void transform_rows(const float*, int, int, float*, int, int, float*);
template void transform_rows(const double*, int, int, double*, int, int, double*);
template void transform_back(const float*, int, int, int, int, float*, float*);
template void transform_back(const double*, int, int, int, int, double*, double*);

}  // namespace lightbench
#endif  // HWY_ONCE
