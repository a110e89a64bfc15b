// Samples as small integers that sort like the values they stand for, so that rank filters (median, erosion) compare
// integers in every format. The mapping is its own inverse. NaN sorts beyond infinity on the side of its sign, which
// gives every bit pattern one place and keeps the filters free of surprises.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "engine/graph/kernel.h"
#include "engine/image/image.h"

namespace lightbench {

template <SampleFormat>
struct SampleKey;

template <>
struct SampleKey<SampleFormat::kU8> {
  using Key = uint8_t;  // its own key, copied as it is
  static Key flip(Key bits) { return bits; }
};

template <>
struct SampleKey<SampleFormat::kU16> {
  using Key = int16_t;  // 16-bit minima and maxima are native for signed numbers
  static Key flip(Key bits) { return static_cast<Key>(bits ^ INT16_MIN); }
};

template <>
struct SampleKey<SampleFormat::kF16> {
  using Key = int16_t;
  static Key flip(Key bits) { return static_cast<Key>(bits ^ ((bits >> 15) & INT16_MAX)); }
};

template <>
struct SampleKey<SampleFormat::kF32> {
  using Key = int32_t;
  static Key flip(Key bits) { return bits ^ ((bits >> 31) & INT32_MAX); }
};

inline int32_t float_key(float value) { return SampleKey<SampleFormat::kF32>::flip(std::bit_cast<int32_t>(value)); }
inline float float_of_key(int32_t key) { return std::bit_cast<float>(SampleKey<SampleFormat::kF32>::flip(key)); }

// Calls use(SampleKey<format>{}).
template <typename Use>
auto with_sample_key(SampleFormat format, const Use& use) {
  switch (format) {
    case SampleFormat::kU8: return use(SampleKey<SampleFormat::kU8>{});
    case SampleFormat::kU16: return use(SampleKey<SampleFormat::kU16>{});
    case SampleFormat::kF16: return use(SampleKey<SampleFormat::kF16>{});
    case SampleFormat::kF32: break;
  }
  return use(SampleKey<SampleFormat::kF32>{});
}

template <typename Sample>
void load_keys(const Image& image, int channel, int x, int y, int count, typename Sample::Key* target) {
  using Key = typename Sample::Key;
  const Key* source = reinterpret_cast<const Key*>(image.row_data(channel, y)) + x;
  if constexpr (sizeof(Key) == 1) {
    std::memcpy(target, source, static_cast<size_t>(count));
  } else {
    for (int i = 0; i < count; ++i) target[i] = Sample::flip(source[i]);
  }
}

template <typename Sample>
void store_keys(Image& image, int channel, int x, int y, int count, const typename Sample::Key* source) {
  using Key = typename Sample::Key;
  Key* target = reinterpret_cast<Key*>(image.writable_row_data(channel, y)) + x;
  if constexpr (sizeof(Key) == 1) {
    std::memcpy(target, source, static_cast<size_t>(count));
  } else {
    for (int i = 0; i < count; ++i) target[i] = Sample::flip(source[i]);
  }
}

// Rectangle `region` of a plane as keys, continued by reflect101 where it leaves the picture; rows `stride` apart.
template <typename Sample>
void load_key_region(const Image& image, int channel, const Rect& region, typename Sample::Key* target,
                     ptrdiff_t stride) {
  for (int y = 0; y < region.height; ++y) {
    typename Sample::Key* row = target + y * stride;
    const int source_y = border_index(region.y + y, image.height(), Border::kReflect101);
    const int first = std::max(region.x, 0);
    const int end = std::min(region.right(), image.width());
    if (first < end) load_keys<Sample>(image, channel, first, source_y, end - first, row + (first - region.x));
    for (int x = region.x; x < region.right(); ++x) {
      if (x == first && first < end) x = end;
      if (x >= region.right()) break;
      const int source_x = border_index(x, image.width(), Border::kReflect101);
      load_keys<Sample>(image, channel, source_x, source_y, 1, row + (x - region.x));
    }
  }
}

}  // namespace lightbench
