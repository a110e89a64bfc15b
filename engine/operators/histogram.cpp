#include "engine/operators/histogram.h"

#include <cstring>
#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/plane_tasks.h"
#include "engine/simd/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/operators/histogram.cpp"
#include <hwy/foreach_target.h>

#include "engine/simd/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lightbench::HWY_NAMESPACE {

// In place: red becomes luma.
void make_luma(float* __restrict red, const float* __restrict green, const float* __restrict blue, size_t count) {
  for (size_t i = 0; i < count; ++i) red[i] = (0.299f * red[i] + 0.587f * green[i]) + 0.114f * blue[i];
}

// out = color + (after - clamped before)
void shift_color(const float* __restrict before, const float* __restrict after, float* __restrict color, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const float raised = before[i] > 0.0f ? before[i] : 0.0f;
    color[i] += after[i] - (raised < 1.0f ? raised : 1.0f);
  }
}

}  // namespace lightbench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lightbench {

HWY_EXPORT(make_luma);
HWY_EXPORT(shift_color);

namespace {

constexpr int kBandRows = 64;

#if HWY_ARCH_X86
// 64 lookups in a table of 256 bytes: two in each half, the sample's top bit chooses.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi"))) size_t map_levels_vbmi(const uint8_t* source,
                                                                                                const uint8_t* table,
                                                                                                uint8_t* target,
                                                                                                size_t count) {
  const __m512i t0 = _mm512_loadu_si512(table);
  const __m512i t1 = _mm512_loadu_si512(table + 64);
  const __m512i t2 = _mm512_loadu_si512(table + 128);
  const __m512i t3 = _mm512_loadu_si512(table + 192);
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    const __m512i index = _mm512_loadu_si512(source + i);
    const __m512i low = _mm512_permutex2var_epi8(t0, index, t1);
    const __m512i high = _mm512_permutex2var_epi8(t2, index, t3);
    _mm512_storeu_si512(target + i, _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high));
  }
  return i;
}
#endif

}  // namespace

bool has_byte_tables() {
#if HWY_ARCH_X86
  static const bool supported = __builtin_cpu_supports("avx512vbmi") != 0;
  return supported && active_isa() == Isa::kAvx512;
#else
  return false;
#endif
}

void LevelCounter::add(const uint8_t* levels, size_t count) {
  pending_ += count;
  if (pending_ > UINT32_MAX) flush();
  size_t i = 0;
  for (; i + kTables <= count; i += kTables) {
    uint64_t low;
    uint64_t high;
    std::memcpy(&low, levels + i, sizeof low);
    std::memcpy(&high, levels + i + 8, sizeof high);
    for (size_t k = 0; k < 8; ++k) {
      ++tables_[k][(low >> (8 * k)) & 255];
      ++tables_[k + 8][(high >> (8 * k)) & 255];
    }
  }
  for (; i < count; ++i) ++tables_[0][levels[i]];
}

void LevelCounter::flush() {
  for (auto& table : tables_) {
    for (size_t level = 0; level < kLevels; ++level) flushed_[level] += table[level];
    table.fill(0);
  }
  pending_ = 0;
}

void LevelCounter::add_to(LevelCounts& total) const {
  for (size_t level = 0; level < kLevels; ++level) {
    total[level] += flushed_[level];
    for (const auto& table : tables_) total[level] += table[level];
  }
}

void brightness_row(const Image& picture, int x, int y, int count, float* brightness, float* scratch) {
  const SampleFormat format = picture.format();
  const size_t offset = static_cast<size_t>(x) * sample_bytes(format);
  const size_t length = static_cast<size_t>(count);
  load_row(format, picture.row_data(0, y) + offset, brightness, length);
  if (picture.spec().color_channels() == 1) return;
  load_row(format, picture.row_data(1, y) + offset, scratch, length);
  load_row(format, picture.row_data(2, y) + offset, scratch + length, length);
  HWY_DYNAMIC_DISPATCH(make_luma)(brightness, scratch, scratch + length, length);
}

Result<Image> level_plane(const Image& picture, LevelCounts* counts, WorkerPool& workers, BufferPool& buffers,
                          const CancelToken& cancel) {
  const bool direct = picture.format() == SampleFormat::kU8 && picture.spec().color_channels() == 1;
  Image plane = picture;
  if (!direct) {
    Result<Image> made = Image::allocate({picture.width(), picture.height(), 1, SampleFormat::kU8}, buffers);
    if (!made) return made.error();
    plane = *std::move(made);
  }
  const size_t width = static_cast<size_t>(picture.width());
  std::vector<LevelCounter> counters(counts ? static_cast<size_t>(workers.threads()) : 0);
  std::vector<std::vector<float>> scratch(static_cast<size_t>(workers.threads()));
  if (!direct || counts) {
    const bool finished =
        for_row_bands(picture.height(), kBandRows, workers, cancel, [&](int first, int end, int worker) {
          std::vector<float>& own = scratch[static_cast<size_t>(worker)];
          if (!direct) own.resize(3 * width);
          for (int y = first; y < end; ++y) {
            if (!direct) {
              brightness_row(picture, 0, y, picture.width(), own.data(), own.data() + width);
              store_row(SampleFormat::kU8, own.data(), plane.writable_row_data(0, y), width);
            }
            if (counts) {
              counters[static_cast<size_t>(worker)].add(reinterpret_cast<const uint8_t*>(plane.row_data(0, y)), width);
            }
          }
        });
    if (!finished) return cancelled();
  }
  if (counts) {
    counts->fill(0);
    for (const LevelCounter& counter : counters) counter.add_to(*counts);
  }
  return plane;
}

float brightness_at(const FloatPicture& picture, int x, int y) {
  if (picture.spec.color_channels() == 1) return picture.at(0, x, y);
  return luma_of(picture.at(0, x, y), picture.at(1, x, y), picture.at(2, x, y));
}

void map_levels(const uint8_t* source, const std::array<uint8_t, kLevels>& table, uint8_t* target, size_t count) {
  size_t i = 0;
#if HWY_ARCH_X86
  if (has_byte_tables()) i = map_levels_vbmi(source, table.data(), target, count);
#endif
  for (; i < count; ++i) target[i] = table[source[i]];
}

void apply_level_curve(const LevelCurve& curve, const float* brightness, float* target, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const float position = clamped_brightness(brightness[i]) * 255.0f;
    const int level = static_cast<int>(position);
    const float left = curve[static_cast<size_t>(level)];
    const float right = curve[static_cast<size_t>(level) + 1];
    target[i] = left + (position - static_cast<float>(level)) * (right - left);
  }
}

void store_brightness_row(const Image& in, const float* before, const float* after, int y, Image& out, float* scratch) {
  const size_t width = static_cast<size_t>(in.width());
  const int colors = in.spec().color_channels();
  for (int c = 0; c < in.channels(); ++c) {
    if (colors == 1 && c == 0) {
      store_row(out.format(), after, out.writable_row_data(c, y), width);
      continue;
    }
    load_row(in.format(), in.row_data(c, y), scratch, width);
    if (c < colors) HWY_DYNAMIC_DISPATCH(shift_color)(before, after, scratch, width);
    store_row(out.format(), scratch, out.writable_row_data(c, y), width);
  }
}

}  // namespace lightbench
#endif  // HWY_ONCE
