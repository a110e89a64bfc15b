// Planar pictures.
//
// An Image is a shared handle on planes of one sample format: 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA)
// channels, each a plane of rows. Rows start at multiples of 64 bytes and are never a multiple of 2 KiB apart, so
// that the rows of a column do not fall into one cache set. Once published an Image is only read; whoever made it
// writes through rows() before handing it on. Views are passed by value and own nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "engine/base/rect.h"
#include "engine/base/result.h"
#include "engine/image/buffer_pool.h"
#include "engine/image/sample_format.h"

namespace lightbench {

constexpr int kMaxChannels = 4;
constexpr int kMaxSide = 1 << 20;  // shared/quality: no side above 2^20 is accepted

struct ImageSpec {
  int width = 0;
  int height = 0;
  int channels = 0;  // 1 gray, 2 gray + alpha, 3 RGB, 4 RGBA
  SampleFormat format = SampleFormat::kF32;
  // The depth the picture came with, whatever it is stored in now: an output without a depth of its own writes it.
  SampleFormat nominal = SampleFormat::kU8;

  bool operator==(const ImageSpec&) const = default;
  Size size() const { return {width, height}; }
  Rect bounds() const { return {0, 0, width, height}; }
  int64_t pixels() const { return int64_t{width} * height; }
  // Bytes of the samples themselves, without padding.
  int64_t sample_data_bytes() const { return pixels() * channels * static_cast<int64_t>(sample_bytes(format)); }
  bool has_alpha() const { return channels == 2 || channels == 4; }
  int color_channels() const { return has_alpha() ? channels - 1 : channels; }
  ImageSpec with_format(SampleFormat other) const {
    ImageSpec copy = *this;
    copy.format = other;
    return copy;
  }
};

// Bytes from one row of a picture to the next: a multiple of 64, never of 2048.
size_t picture_row_bytes(const ImageSpec& spec);

// One plane of samples of type T (uint8_t, uint16_t, Half or float; const for reading).
template <typename T>
struct PlaneView {
  T* data = nullptr;
  ptrdiff_t stride = 0;  // in samples
  int width = 0;
  int height = 0;
  T* row(int y) const { return data + y * stride; }
  T& at(int x, int y) const { return data[y * stride + x]; }
};

class Image {
 public:
  Image() = default;

  // Errors (kFailed): a size of 0, a side over 2^20, channels outside 1..4, no memory; the message names the size.
  static Result<Image> allocate(const ImageSpec& spec, BufferPool& pool);

  explicit operator bool() const { return buffer_ != nullptr; }
  const ImageSpec& spec() const { return spec_; }
  int width() const { return spec_.width; }
  int height() const { return spec_.height; }
  int channels() const { return spec_.channels; }
  SampleFormat format() const { return spec_.format; }

  size_t row_bytes() const { return row_bytes_; }
  size_t plane_bytes() const { return plane_bytes_; }
  size_t memory_bytes() const { return buffer_ ? buffer_->size() : 0; }
  // No other handle has this memory: what is written shows nowhere else.
  bool is_sole_owner() const { return buffer_ && buffer_.use_count() == 1; }
  // The same memory seen by another handle: true for an image that a node passed on unchanged.
  bool shares_memory_with(const Image& other) const { return buffer_ == other.buffer_; }

  const std::byte* row_data(int channel, int y) const {
    return buffer_->data() + static_cast<size_t>(channel) * plane_bytes_ + static_cast<size_t>(y) * row_bytes_;
  }
  std::byte* writable_row_data(int channel, int y) {
    return buffer_->data() + static_cast<size_t>(channel) * plane_bytes_ + static_cast<size_t>(y) * row_bytes_;
  }

  // T must match the format (checked).
  template <typename T>
  PlaneView<const T> plane(int channel) const {
    LB_CHECK(sizeof(T) == sample_bytes(spec_.format) && channel < spec_.channels);
    return {reinterpret_cast<const T*>(row_data(channel, 0)), static_cast<ptrdiff_t>(row_bytes_ / sizeof(T)),
            spec_.width, spec_.height};
  }
  template <typename T>
  PlaneView<T> writable_plane(int channel) {
    LB_CHECK(sizeof(T) == sample_bytes(spec_.format) && channel < spec_.channels);
    return {reinterpret_cast<T*>(writable_row_data(channel, 0)), static_cast<ptrdiff_t>(row_bytes_ / sizeof(T)),
            spec_.width, spec_.height};
  }

 private:
  ImageSpec spec_;
  size_t row_bytes_ = 0;
  size_t plane_bytes_ = 0;
  std::shared_ptr<Buffer> buffer_;
};

}  // namespace lightbench
