#include "engine/image/convert.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

namespace lightbench {
namespace {

template <typename T, int kMax>
void load_integer(const T* source, float* target, size_t count) {
  constexpr float kScale = 1.0f / static_cast<float>(kMax);
  for (size_t i = 0; i < count; ++i) target[i] = static_cast<float>(source[i]) * kScale;
}

template <typename T, int kMax>
void store_integer(const float* source, T* target, size_t count) {
  constexpr float kLimit = static_cast<float>(kMax);
  for (size_t i = 0; i < count; ++i) {
    // The comparisons are false for NaN, which therefore ends as 0.
    const float scaled = source[i] * kLimit + 0.5f;
    const float low = scaled > 0.0f ? scaled : 0.0f;
    const float high = low < kLimit + 0.5f ? low : kLimit;
    target[i] = static_cast<T>(static_cast<int>(high));
  }
}

template <typename T>
void deinterleave(const T* source, void* const* planes, int channels, size_t count) {
  for (int c = 0; c < channels; ++c) {
    T* target = static_cast<T*>(planes[c]);
    for (size_t i = 0; i < count; ++i) target[i] = source[i * static_cast<size_t>(channels) + static_cast<size_t>(c)];
  }
}

template <typename T>
void interleave(const void* const* planes, T* target, int channels, size_t count) {
  for (int c = 0; c < channels; ++c) {
    const T* source = static_cast<const T*>(planes[c]);
    for (size_t i = 0; i < count; ++i) target[i * static_cast<size_t>(channels) + static_cast<size_t>(c)] = source[i];
  }
}

}  // namespace

float half_to_float(Half value) {
  // Moves the exponent and mantissa up by a multiplication with 2^112, which also normalises subnormals
  // (F. Giesen, "half to float done quick", magic-number form).
  const uint32_t magnitude = static_cast<uint32_t>(value.bits & 0x7fffu) << 13;
  const uint32_t sign = static_cast<uint32_t>(value.bits & 0x8000u) << 16;
  const float scaled = std::bit_cast<float>(magnitude) * std::bit_cast<float>(uint32_t{(254 - 15) << 23});
  uint32_t bits = std::bit_cast<uint32_t>(scaled);
  const uint32_t special = magnitude >= (uint32_t{31} << 23) ? uint32_t{255} << 23 : 0;
  bits |= special;
  return std::bit_cast<float>(bits | sign);
}

Half float_to_half(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t sign = (bits >> 16) & 0x8000u;
  const uint32_t magnitude = bits & 0x7fffffffu;
  // Normal results: rebias and round to nearest even in integers; overflow runs into infinity by itself.
  const uint32_t odd = (magnitude >> 13) & 1;
  const uint32_t normal = (magnitude - (uint32_t{112} << 23) + 0xfffu + odd) >> 13;
  // Results below 2^-14: adding 0.5 lines the mantissa up with the half's subnormal grid, rounding on the way.
  const float lifted = std::bit_cast<float>(magnitude) + 0.5f;
  const uint32_t subnormal = std::bit_cast<uint32_t>(lifted) - std::bit_cast<uint32_t>(0.5f);
  uint32_t result = magnitude < (uint32_t{113} << 23) ? subnormal : normal;
  result = magnitude >= 0x47800000u ? 0x7c00u : result;  // 2^16 and above, infinity
  result = magnitude > 0x7f800000u ? 0x7e00u : result;   // NaN
  return Half{static_cast<uint16_t>(result | sign)};
}

void load_row(SampleFormat format, const void* source, float* target, size_t count) {
  switch (format) {
    case SampleFormat::kU8: load_integer<uint8_t, 255>(static_cast<const uint8_t*>(source), target, count); return;
    case SampleFormat::kU16: load_integer<uint16_t, 65535>(static_cast<const uint16_t*>(source), target, count); return;
    case SampleFormat::kF16: {
      const Half* halves = static_cast<const Half*>(source);
      for (size_t i = 0; i < count; ++i) target[i] = half_to_float(halves[i]);
      return;
    }
    case SampleFormat::kF32: std::memcpy(target, source, count * sizeof(float)); return;
  }
}

void store_row(SampleFormat format, const float* source, void* target, size_t count) {
  switch (format) {
    case SampleFormat::kU8: store_integer<uint8_t, 255>(source, static_cast<uint8_t*>(target), count); return;
    case SampleFormat::kU16: store_integer<uint16_t, 65535>(source, static_cast<uint16_t*>(target), count); return;
    case SampleFormat::kF16: {
      Half* halves = static_cast<Half*>(target);
      for (size_t i = 0; i < count; ++i) halves[i] = float_to_half(source[i]);
      return;
    }
    case SampleFormat::kF32: std::memcpy(target, source, count * sizeof(float)); return;
  }
}

void quantize_row(SampleFormat format, float* samples, size_t count) {
  if (format == SampleFormat::kF32) return;
  constexpr size_t kBatch = 512;
  alignas(64) std::byte stored[kBatch * 2];
  for (size_t i = 0; i < count; i += kBatch) {
    const size_t batch = count - i < kBatch ? count - i : kBatch;
    store_row(format, samples + i, stored, batch);
    load_row(format, stored, samples + i, batch);
  }
}

void deinterleave_row(const void* source, void* const* planes, int channels, size_t count, size_t bytes) {
  if (bytes == 1)
    deinterleave(static_cast<const uint8_t*>(source), planes, channels, count);
  else if (bytes == 2)
    deinterleave(static_cast<const uint16_t*>(source), planes, channels, count);
  else
    deinterleave(static_cast<const uint32_t*>(source), planes, channels, count);
}

void interleave_row(const void* const* planes, void* target, int channels, size_t count, size_t bytes) {
  if (bytes == 1)
    interleave(planes, static_cast<uint8_t*>(target), channels, count);
  else if (bytes == 2)
    interleave(planes, static_cast<uint16_t*>(target), channels, count);
  else
    interleave(planes, static_cast<uint32_t*>(target), channels, count);
}

Result<Image> convert_image(const Image& source, SampleFormat format, BufferPool& pool) {
  if (source.format() == format) return source;
  Result<Image> target = Image::allocate(source.spec().with_format(format), pool);
  if (!target) return target.error();
  std::vector<float> row(static_cast<size_t>(source.width()));
  for (int c = 0; c < source.channels(); ++c) {
    for (int y = 0; y < source.height(); ++y) {
      load_row(source.format(), source.row_data(c, y), row.data(), row.size());
      store_row(format, row.data(), target->writable_row_data(c, y), row.size());
    }
  }
  return target;
}

}  // namespace lightbench
