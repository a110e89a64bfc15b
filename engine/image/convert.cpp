#include "engine/image/convert.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/image/convert.cpp"
#include <hwy/foreach_target.h>

#include "engine/image/convert-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

template <typename T>
void load_integer(const T* HWY_RESTRICT source, float* HWY_RESTRICT target, size_t count) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) hn::StoreU(load_scaled(d, source + i), d, target + i);
  for (; i < count; ++i) target[i] = static_cast<float>(source[i]) / kHighest<T>;
}

template <typename T>
void store_integer(const float* HWY_RESTRICT source, T* HWY_RESTRICT target, size_t count) {
  const hn::ScalableTag<float> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    store_rounded_pair(d, hn::LoadU(d, source + i), hn::LoadU(d, source + i + lanes), target + i);
  }
  for (; i + lanes <= count; i += lanes) store_rounded(d, hn::LoadU(d, source + i), target + i);
  for (; i < count; ++i) {
    const float scaled = source[i] * kHighest<T> + 0.5f;
    const float low = scaled > 0.0f ? scaled : 0.0f;
    target[i] = static_cast<T>(static_cast<int>(low < kHighest<T> + 0.5f ? low : kHighest<T> + 0.5f));
  }
}

void load_half(const Half* HWY_RESTRICT source, float* HWY_RESTRICT target, size_t count) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<hwy::float16_t, decltype(d)> narrow;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto halves = hn::LoadU(narrow, reinterpret_cast<const hwy::float16_t*>(source + i));
    hn::StoreU(hn::PromoteTo(d, halves), d, target + i);
  }
  for (; i < count; ++i) target[i] = half_to_float(source[i]);
}

void look_up_values(const float* HWY_RESTRICT table, const uint8_t* HWY_RESTRICT source, float* HWY_RESTRICT target,
                    size_t count) {
  // One by one, eight indices from one load: loads are what it takes, and gathers cost at least as many.
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t indices;
    std::memcpy(&indices, source + i, sizeof(indices));
    for (size_t k = 0; k < 8; ++k) target[i + k] = table[(indices >> (8 * k)) & 255];
  }
  for (; i < count; ++i) target[i] = table[source[i]];
}

#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
// The table as four planes of bytes, each in four registers: 64 samples go through two permutations of bytes a plane.
#define LIGHTBENCH_VBMI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi")))
LIGHTBENCH_VBMI void look_up_planes(const float* table, const uint8_t* planes, const uint8_t* HWY_RESTRICT source,
                                    float* HWY_RESTRICT target, size_t count) {
  __m512i parts[4][4];
  for (int p = 0; p < 4; ++p) {
    for (int q = 0; q < 4; ++q) parts[p][q] = _mm512_loadu_si512(planes + 256 * p + 64 * q);
  }
  // The unpacking below works within lanes of 16 bytes: lane l of vector k is to hold the samples 16k + 4l to + 3.
  alignas(64) uint8_t order[64];
  for (int l = 0; l < 4; ++l) {
    for (int k = 0; k < 4; ++k) {
      for (int j = 0; j < 4; ++j) order[16 * l + 4 * k + j] = static_cast<uint8_t>(16 * k + 4 * l + j);
    }
  }
  const __m512i shuffle = _mm512_load_si512(order);
  if (count < 64) return look_up_values(table, source, target, count);
  for (size_t next = 0; next < count; next += 64) {
    const size_t i = std::min(next, count - 64);  // the last ones overlap
    const __m512i index = _mm512_permutexvar_epi8(shuffle, _mm512_loadu_si512(source + i));
    const __mmask64 upper = _mm512_movepi8_mask(index);
    __m512i bytes[4];
    for (int p = 0; p < 4; ++p) {
      bytes[p] = _mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(parts[p][0], index, parts[p][1]),
                                        _mm512_permutex2var_epi8(parts[p][2], index, parts[p][3]));
    }
    const __m512i low_even = _mm512_unpacklo_epi8(bytes[0], bytes[1]);
    const __m512i low_odd = _mm512_unpackhi_epi8(bytes[0], bytes[1]);
    const __m512i high_even = _mm512_unpacklo_epi8(bytes[2], bytes[3]);
    const __m512i high_odd = _mm512_unpackhi_epi8(bytes[2], bytes[3]);
    _mm512_storeu_si512(target + i, _mm512_unpacklo_epi16(low_even, high_even));
    _mm512_storeu_si512(target + i + 16, _mm512_unpackhi_epi16(low_even, high_even));
    _mm512_storeu_si512(target + i + 32, _mm512_unpacklo_epi16(low_odd, high_odd));
    _mm512_storeu_si512(target + i + 48, _mm512_unpackhi_epi16(low_odd, high_odd));
  }
}
#undef LIGHTBENCH_VBMI
#endif

void look_up_samples(const float* table, const uint8_t* planes, const uint8_t* source, float* target, size_t count) {
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX3
  static const bool permutes_bytes = __builtin_cpu_supports("avx512vbmi") != 0;
  if (permutes_bytes) return look_up_planes(table, planes, source, target, count);
#endif
  static_cast<void>(planes);
  look_up_values(table, source, target, count);
}

void store_half(const float* HWY_RESTRICT source, Half* HWY_RESTRICT target, size_t count) {
  size_t i = 0;
#if !(HWY_ARCH_X86 && HWY_TARGET == HWY_SSE4)  // where Highway's own form is the scalar one's equal at best
  const hn::ScalableTag<float> d;
  const hn::Rebind<hwy::float16_t, decltype(d)> narrow;
  const size_t lanes = hn::Lanes(d);
  for (; i + lanes <= count; i += lanes) {
    const auto halves = hn::DemoteTo(narrow, hn::LoadU(d, source + i));
    hn::StoreU(halves, narrow, reinterpret_cast<hwy::float16_t*>(target + i));
  }
#endif
  for (; i < count; ++i) target[i] = float_to_half(source[i]);
}

template <typename T>
void deinterleave(const T* HWY_RESTRICT source, void* const* planes, int channels, size_t count) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  T* const a = static_cast<T*>(planes[0]);
  T* const b = channels > 1 ? static_cast<T*>(planes[1]) : nullptr;
  T* const c = channels > 2 ? static_cast<T*>(planes[2]) : nullptr;
  T* const e = channels > 3 ? static_cast<T*>(planes[3]) : nullptr;
  size_t i = 0;
  hn::Vec<decltype(d)> v0, v1, v2, v3;
  for (; i + lanes <= count; i += lanes) {
    if (channels == 1) {
      v0 = hn::LoadU(d, source + i);
    } else if (channels == 2) {
      hn::LoadInterleaved2(d, source + 2 * i, v0, v1);
    } else if (channels == 3) {
      hn::LoadInterleaved3(d, source + 3 * i, v0, v1, v2);
    } else {
      hn::LoadInterleaved4(d, source + 4 * i, v0, v1, v2, v3);
    }
    hn::StoreU(v0, d, a + i);
    if (b) hn::StoreU(v1, d, b + i);
    if (c) hn::StoreU(v2, d, c + i);
    if (e) hn::StoreU(v3, d, e + i);
  }
  for (; i < count; ++i) {
    for (int channel = 0; channel < channels; ++channel) {
      static_cast<T*>(planes[channel])[i] = source[i * static_cast<size_t>(channels) + static_cast<size_t>(channel)];
    }
  }
}

template <typename T>
void interleave(const void* const* planes, T* HWY_RESTRICT target, int channels, size_t count) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  const T* const a = static_cast<const T*>(planes[0]);
  const T* const b = channels > 1 ? static_cast<const T*>(planes[1]) : a;
  const T* const c = channels > 2 ? static_cast<const T*>(planes[2]) : a;
  const T* const e = channels > 3 ? static_cast<const T*>(planes[3]) : a;
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto v0 = hn::LoadU(d, a + i);
    if (channels == 1) {
      hn::StoreU(v0, d, target + i);
    } else if (channels == 2) {
      hn::StoreInterleaved2(v0, hn::LoadU(d, b + i), d, target + 2 * i);
    } else if (channels == 3) {
      hn::StoreInterleaved3(v0, hn::LoadU(d, b + i), hn::LoadU(d, c + i), d, target + 3 * i);
    } else {
      hn::StoreInterleaved4(v0, hn::LoadU(d, b + i), hn::LoadU(d, c + i), hn::LoadU(d, e + i), d, target + 4 * i);
    }
  }
  for (; i < count; ++i) {
    for (int channel = 0; channel < channels; ++channel) {
      target[i * static_cast<size_t>(channels) + static_cast<size_t>(channel)] =
          static_cast<const T*>(planes[channel])[i];
    }
  }
}

void load_samples(SampleFormat format, const void* source, float* target, size_t count) {
  switch (format) {
    case SampleFormat::kU8: load_integer(static_cast<const uint8_t*>(source), target, count); return;
    case SampleFormat::kU16: load_integer(static_cast<const uint16_t*>(source), target, count); return;
    case SampleFormat::kF16: load_half(static_cast<const Half*>(source), target, count); return;
    case SampleFormat::kF32: std::memcpy(target, source, count * sizeof(float)); return;
  }
}

void store_samples(SampleFormat format, const float* source, void* target, size_t count) {
  switch (format) {
    case SampleFormat::kU8: store_integer(source, static_cast<uint8_t*>(target), count); return;
    case SampleFormat::kU16: store_integer(source, static_cast<uint16_t*>(target), count); return;
    case SampleFormat::kF16: store_half(source, static_cast<Half*>(target), count); return;
    case SampleFormat::kF32: std::memcpy(target, source, count * sizeof(float)); return;
  }
}

// Whole lines of 64 bytes, at a multiple of 64.
void stream_lines(const float* HWY_RESTRICT source, float* HWY_RESTRICT target, size_t count) {
  const hn::ScalableTag<float> d;
  for (size_t i = 0; i < count; i += hn::Lanes(d)) hn::Stream(hn::LoadU(d, source + i), d, target + i);
}

void split_samples(const void* source, void* const* planes, int channels, size_t count, size_t bytes) {
  if (bytes == 1) return deinterleave(static_cast<const uint8_t*>(source), planes, channels, count);
  if (bytes == 2) return deinterleave(static_cast<const uint16_t*>(source), planes, channels, count);
  deinterleave(static_cast<const uint32_t*>(source), planes, channels, count);
}

void merge_samples(const void* const* planes, void* target, int channels, size_t count, size_t bytes) {
  if (bytes == 1) return interleave(planes, static_cast<uint8_t*>(target), channels, count);
  if (bytes == 2) return interleave(planes, static_cast<uint16_t*>(target), channels, count);
  interleave(planes, static_cast<uint32_t*>(target), channels, count);
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(stream_lines);
HWY_EXPORT(look_up_samples);
HWY_EXPORT(load_samples);
HWY_EXPORT(store_samples);
HWY_EXPORT(split_samples);
HWY_EXPORT(merge_samples);

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
  HWY_DYNAMIC_DISPATCH(load_samples)(format, source, target, count);
}

void store_row(SampleFormat format, const float* source, void* target, size_t count) {
  HWY_DYNAMIC_DISPATCH(store_samples)(format, source, target, count);
}

void stream_row(const float* source, float* target, size_t count) {
  constexpr size_t kLine = 64;
  const size_t before = (kLine - reinterpret_cast<uintptr_t>(target) % kLine) % kLine / sizeof(float);
  const size_t head = std::min(count, before);
  const size_t lines = (count - head) * sizeof(float) / kLine * kLine / sizeof(float);
  std::copy_n(source, head, target);
  HWY_DYNAMIC_DISPATCH(stream_lines)(source + head, target + head, lines);
  std::copy_n(source + head + lines, count - head - lines, target + head + lines);
}

void flush_streams() { hwy::FlushStream(); }

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

ByteTable::ByteTable(const float* values) {
  std::copy_n(values, values_.size(), values_.begin());
  for (size_t v = 0; v < values_.size(); ++v) {
    const uint32_t bits = std::bit_cast<uint32_t>(values_[v]);
    for (size_t p = 0; p < 4; ++p) planes_[256 * p + v] = static_cast<uint8_t>(bits >> (8 * p));
  }
}

void ByteTable::look_up_row(const uint8_t* source, float* target, size_t count) const {
  HWY_DYNAMIC_DISPATCH(look_up_samples)(values_.data(), planes_.data(), source, target, count);
}

void deinterleave_row(const void* source, void* const* planes, int channels, size_t count, size_t bytes) {
  HWY_DYNAMIC_DISPATCH(split_samples)(source, planes, channels, count, bytes);
}

void interleave_row(const void* const* planes, void* target, int channels, size_t count, size_t bytes) {
  HWY_DYNAMIC_DISPATCH(merge_samples)(planes, target, channels, count, bytes);
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
#endif  // HWY_ONCE
