// Brightness counted in 256 bins: what otsu_threshold, equalize and clahe share.
//
// The brightness of a colour picture is its Rec. 601 luma, of a gray one the gray itself. A bin is the brightness
// rounded to one of the 256 levels of 8 bits, clamped, NaN in bin 0: of u8 the sample itself, of u16, f16 and f32 the
// sample as it would be stored in u8. Luma is summed in f32 in one order without fused operations, so that every
// instruction set and the reference count alike.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/graph/kernel.h"
#include "engine/operators/level_counter.h"

namespace lightbench {

inline float luma_of(float red, float green, float blue) { return (0.299f * red + 0.587f * green) + 0.114f * blue; }
// The bin of a brightness.
inline int level_of(float brightness) {
  const float scaled = brightness * 255.0f + 0.5f;
  return scaled > 0.0f ? static_cast<int>(scaled < 255.5f ? scaled : 255.5f) : 0;
}
inline float clamped_brightness(float value) {
  const float raised = value > 0.0f ? value : 0.0f;  // NaN becomes 0
  return raised < 1.0f ? raised : 1.0f;
}

// `count` brightnesses of row y from column x on; `scratch` holds 3 · count floats.
void brightness_row(const Image& picture, int x, int y, int count, float* brightness, float* scratch);

// The bins of a picture as a u8 plane (channel 0): the picture itself where it is gray u8. Counts them too where
// `counts` is given. Errors: kCancelled, no memory.
Result<Image> level_plane(const Image& picture, LevelCounts* counts, WorkerPool& workers, BufferPool& buffers,
                          const CancelToken& cancel);

// The reference's brightness of one pixel and its counts.
float brightness_at(const FloatPicture& picture, int x, int y);

// Values at the 256 levels, straight lines between them: table[kLevels] repeats the last, so that 255 has a right
// neighbour.
using LevelCurve = std::array<float, kLevels + 1>;

// target[i] = the curve at clamp(brightness[i], 0, 1). `target` may be `brightness`.
void apply_level_curve(const LevelCurve& curve, const float* brightness, float* target, size_t count);

// Stores a row of new brightnesses: gray becomes the new brightness, a colour moves by what its brightness moved
// (clamped to 0..1 before), alpha is copied. `scratch` holds count floats.
void store_brightness_row(const Image& in, const float* before, const float* after, int y, Image& out, float* scratch);

}  // namespace lightbench
