// The one place where samples change format: rows to and from f32, and planar to and from interleaved.
//
// Integer samples map to value / max; back is round to nearest (ties up), clamped, NaN to 0. Halves round to nearest
// even and overflow to infinity. All loops are written so that the compiler vectorises them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/image/image.h"
#include "engine/image/sample_format.h"

namespace lightbench {

float half_to_float(Half value);
Half float_to_half(float value);

// `count` samples of `format` at `source` become floats.
void load_row(SampleFormat format, const void* source, float* target, size_t count);
// A function of 8-bit samples, evaluated for each of their 256 values.
class ByteTable {
 public:
  ByteTable() = default;
  explicit ByteTable(const float* values);  // 256 of them
  // target[i] = values[source[i]]
  void look_up_row(const uint8_t* source, float* target, size_t count) const;

 private:
  alignas(64) std::array<float, 256> values_{};
  alignas(64) std::array<uint8_t, 1024> planes_{};  // the same, byte by byte of the floats
};

// `count` floats become samples of `format` at `target`.
void store_row(SampleFormat format, const float* source, void* target, size_t count);

// Copies floats; whole lines of the target go past the caches and are not read before they are written: for pictures
// too large to be found there again. flush_streams() before another thread may read them.
void stream_row(const float* source, float* target, size_t count);
// Pictures of so many bytes count as too large for that.
constexpr size_t kStreamBytes = size_t{16} << 20;
void flush_streams();

// Rounds to what `format` can hold and back, in place: what a node's result would be once stored.
void quantize_row(SampleFormat format, float* samples, size_t count);

// `channels` interleaved samples a pixel to `channels` planes and back, one row; `bytes` is the size of a sample (1, 2,
// 4).
void deinterleave_row(const void* source, void* const* planes, int channels, size_t count, size_t bytes);
void interleave_row(const void* const* planes, void* target, int channels, size_t count, size_t bytes);

// A copy of `source` stored as `format`; the same handle when it is already. Errors: no memory.
Result<Image> convert_image(const Image& source, SampleFormat format, BufferPool& pool);

}  // namespace lightbench
