// The shapes in which an operator computes: what engine/operators writes and engine/cpu runs.
//
//  RowKernel     pointwise: a run of pixels of one row, planar f32 in and out. Fusable.
//  WindowKernel  small window: a few output rows from the same rows plus a halo, planar f32. Fusable.
//  ImageKernel   everything else: whole pictures in their stored format, parallel by its own means.
//
// Row and window kernels never see formats, borders, threads or strips: the executor loads, extends the border
// (reflect101 unless the kernel says otherwise), hands out work and stores with one rounding. Kernels are immutable
// once made and are called from many threads at once. Outputs never alias inputs.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "engine/base/cancel_token.h"
#include "engine/base/rect.h"
#include "engine/base/result.h"
#include "engine/base/worker_pool.h"
#include "engine/graph/value.h"
#include "engine/image/image.h"

namespace lightbench {

constexpr int kMaxPorts = 4;  // inputs or outputs of an operator

// Rows handed to row and window kernels may be read and written up to the next multiple of this many floats: vectors of
// every width fit, and no kernel needs a loop for the rest. What is written there is never used.
constexpr int kRowPadding = 16;
constexpr int padded_row(int count) { return (count + kRowPadding - 1) / kRowPadding * kRowPadding; }

struct RowArgs {
  // [port][channel]; null where a port is open or the picture has fewer channels.
  std::array<std::array<const float*, kMaxChannels>, kMaxPorts> in{};
  std::array<std::array<float*, kMaxChannels>, kMaxPorts> out{};
  int x = 0;  // of the first pixel, in the output picture
  int y = 0;
  int count = 0;
};

class RowKernel {
 public:
  virtual ~RowKernel() = default;
  // Whether a sample of the only output is made from the sample of the only input at the same place and channel, and
  // from nothing else, the position included. Such a kernel may be run once for all 256 values of an 8-bit picture.
  virtual bool per_sample() const { return false; }
  virtual void run(const RowArgs& args) const = 0;
};

enum class Border { kReflect101, kReplicate, kZero };

// Rows of one channel around the output rows of a call. row(0) belongs to the first output row; rows from
// -halo.height to rows - 1 + halo.height can be asked for, each readable from column -(halo.width + kRowPadding) to
// padded_row(width) + halo.width + kRowPadding. What lies more than a halo away is there, but means nothing.
struct InputRows {
  const float* const* rows = nullptr;  // null where a port is open
  const float* row(int y) const { return rows[y]; }
};
struct OutputRows {
  float* const* rows = nullptr;
  float* row(int y) const { return rows[y]; }
};

constexpr int kWindowRows = 4;  // output rows of a call, at most

struct WindowArgs {
  std::array<std::array<InputRows, kMaxChannels>, kMaxPorts> in{};
  std::array<std::array<OutputRows, kMaxChannels>, kMaxPorts> out{};
  int x = 0;  // of the first output pixel, in the output picture
  int y = 0;
  int width = 0;
  int rows = 0;              // 1..kWindowRows
  std::span<float> scratch;  // scratch_floats(width) floats, 64-byte aligned, not cleared
};

class WindowKernel {
 public:
  virtual ~WindowKernel() = default;
  // How far around a pixel the window reaches, horizontally (width) and vertically (height).
  virtual Size halo() const = 0;
  virtual Border border() const { return Border::kReflect101; }
  virtual size_t scratch_floats(int /*width*/) const { return 0; }
  virtual void run(const WindowArgs& args) const = 0;
};

struct ImageArgs {
  std::span<const Image> inputs;  // a null Image where a port is open
  std::span<Image> outputs;       // allocated to the inferred specs; may be replaced by an input to pass it on
  NodeValues& values;
  WorkerPool& workers;
  BufferPool& buffers;
  const CancelToken& cancel;
  std::function<void(double fraction)> progress;  // never null; callable from any worker
};

class ImageKernel {
 public:
  virtual ~ImageKernel() = default;
  // Errors: what data can cause (kFailed), or kCancelled once the token is raised.
  virtual Status run(ImageArgs& args) const = 0;
};

using Kernel = std::variant<std::unique_ptr<RowKernel>, std::unique_ptr<WindowKernel>, std::unique_ptr<ImageKernel>>;

// A plain picture for the scalar reference: f32, planes without padding, bounds known.
struct FloatPicture {
  ImageSpec spec;
  std::vector<float> samples;

  explicit FloatPicture(const ImageSpec& s)
      : spec(s), samples(static_cast<size_t>(s.pixels()) * static_cast<size_t>(s.channels)) {}
  float& at(int channel, int x, int y) { return samples[index(channel, x, y)]; }
  float at(int channel, int x, int y) const { return samples[index(channel, x, y)]; }
  // The sample with the border rule applied, for any x and y.
  float bordered(int channel, int x, int y, Border border = Border::kReflect101) const;

 private:
  size_t index(int channel, int x, int y) const {
    return (static_cast<size_t>(channel) * static_cast<size_t>(spec.height) + static_cast<size_t>(y)) *
               static_cast<size_t>(spec.width) +
           static_cast<size_t>(x);
  }
};

// Where an outside coordinate lands inside [0, size), or -1 for Border::kZero. Any distance is allowed.
int border_index(int position, int size, Border border);

}  // namespace lightbench
