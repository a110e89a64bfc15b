#include "engine/operators/histogram.h"

#include <vector>

#include "engine/image/convert.h"
#include "engine/operators/plane_tasks.h"

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

}  // namespace

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
          for (int y = first; y < end && !direct; ++y) {
            brightness_row(picture, 0, y, picture.width(), own.data(), own.data() + width);
            store_row(SampleFormat::kU8, own.data(), plane.writable_row_data(0, y), width);
          }
          if (counts) {
            counters[static_cast<size_t>(worker)].add(reinterpret_cast<const uint8_t*>(plane.row_data(0, first)),
                                                      static_cast<ptrdiff_t>(plane.row_bytes()), width,
                                                      static_cast<size_t>(end - first));
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
