// A picture as the screen shows it: 8-bit BGRA with a pyramid of halved levels.
//
// Made from an engine picture once, off the GUI thread, and never changed again; zooming and panning only read it.
// Values are shown as stored, 0..1 onto 0..255 with the rounding of the engine's own 8-bit output, clamped, NaN as
// black. Level k + 1 is the mean of 2 × 2 pixels of level k (sides rounded up, the border repeated), so one pixel of
// level k always covers exactly 2^k × 2^k pixels of the picture.
#pragma once

#include <QImage>

#include <memory>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/image/image.h"

namespace lightbench::ui {

enum class ChannelMode { kRgb, kRed, kGreen, kBlue, kAlpha, kLuma };

class DisplayImage {
 public:
  // Null when cancelled or out of memory. `workers` share out the rows.
  static std::shared_ptr<const DisplayImage> fromPicture(const Image& picture, ChannelMode channels,
                                                         WorkerPool& workers, BufferPool& buffers,
                                                         const CancelToken& cancel);
  // |first − second| × gain for each colour channel, or of the one channel asked for; opaque. A sample that is NaN on
  // one side only shows as full. Both must have the same size; formats and channel counts may differ (gray counts as
  // three equal channels, a missing alpha as 1).
  static std::shared_ptr<const DisplayImage> fromDifference(const Image& first, const Image& second,
                                                            ChannelMode channels, double gain, WorkerPool& workers,
                                                            BufferPool& buffers, const CancelToken& cancel);

  QSize size() const { return levels_.front().size(); }
  bool hasAlpha() const { return has_alpha_; }  // premultiplied; otherwise every pixel is opaque
  int levelCount() const { return static_cast<int>(levels_.size()); }
  // Format_RGB32 or Format_ARGB32_Premultiplied. Read it with constBits() and constScanLine().
  const QImage& level(int index) const { return levels_[static_cast<size_t>(index)]; }

 private:
  bool addLevels(WorkerPool& workers, BufferPool& buffers, const CancelToken& cancel);

  std::vector<QImage> levels_;
  bool has_alpha_ = false;
};

// One row of `picture` as 8-bit pixels, `target` of its width. `scratch` is resized as needed and reused.
void displayRow(const Image& picture, ChannelMode channels, int y, QRgb* target, std::vector<float>& scratch);

// Rec. 709 weights on the stored (display-encoded) values.
inline constexpr float kLumaWeights[3] = {0.2126f, 0.7152f, 0.0722f};

}  // namespace lightbench::ui
