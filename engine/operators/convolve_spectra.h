// Rows of samples, their discrete Fourier transforms, and a window's products with them.
//
// A convolution of R kernel rows is done along the rows by transform and down the rows by sums: each input row is
// transformed once, each output row is R products of spectra, added, and one transform back. That costs 2 · R products
// and two transforms a sample, whatever the kernel's columns; transforms along both axes would need none of the
// products, but their tiles outgrow the caches and more of each tile is thrown away: measured with cv::dft they are two
// to three times slower for 31 × 31 to 255 × 255.
//
// Spectra are stored in blocks of kBlock frequencies, [block][row][real, imaginary][kBlock], so that the products of a
// block stay in the first-level cache. T is float or double. The transforms are cv::dft.
#pragma once

#include <cstddef>

namespace lightbench {

constexpr int kFrequencyBlock = 16;

// Samples of a spectrum of `length` (even) real ones, rounded up to whole blocks, real and imaginary.
constexpr size_t spectrum_samples(int length) {
  return static_cast<size_t>((length / 2 + kFrequencyBlock) / kFrequencyBlock) * kFrequencyBlock * 2;
}

// `count` rows of `length` samples each become rows [first, first + count) of `rows` spectra. `work` holds as many
// samples as the rows.
template <typename T>
void transform_rows(const T* samples, int count, int length, T* spectra, int first, int rows, T* work);

// Rows [first, first + count) of `rows` spectra become samples again, without the factor of 1 / length.
template <typename T>
void transform_back(const T* spectra, int first, int rows, int count, int length, T* samples, T* work);

// sums[y] = Σ over k of spectra[y + k] · conjugate(kernel[k]) for `count` rows y: correlation, as convolve defines it.
// `spectra` has count + taps - 1 rows, `kernel` has `taps`, an odd number. By the instruction set that is active.
template <typename T>
void sum_products(const T* spectra, const T* kernel, int length, int taps, int count, T* sums);

}  // namespace lightbench
