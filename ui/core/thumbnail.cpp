#include "ui/core/thumbnail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "engine/image/convert.h"

namespace lightbench::ui {
namespace {

constexpr float kUnderAlpha = 0.125F;  // the surround of the dark theme, near enough in both
constexpr int kSamplesAcross = 4;

// One channel's value at (x, y) without converting its whole row.
float sampleAt(const Image& image, int channel, int x, int y) {
  const std::byte* row = image.row_data(channel, y);
  float value = 0;
  load_row(image.format(), row + static_cast<size_t>(x) * sample_bytes(image.format()), &value, 1);
  return value;
}

int byteOf(float value) {
  return static_cast<int>(std::lround(255.0F * std::clamp(std::isnan(value) ? 0 : value, 0.0F, 1.0F)));
}

// Mean of up to 4 × 4 samples spread over the source block of one target pixel.
std::array<float, kMaxChannels> blockMean(const Image& image, const Rect& block) {
  std::array<float, kMaxChannels> mean{};
  const int across = std::min(kSamplesAcross, block.width);
  const int down = std::min(kSamplesAcross, block.height);
  for (int channel = 0; channel < image.channels(); ++channel) {
    float sum = 0;
    for (int j = 0; j < down; ++j) {
      const int y = block.y + (2 * j + 1) * block.height / (2 * down);
      for (int i = 0; i < across; ++i) {
        sum += sampleAt(image, channel, block.x + (2 * i + 1) * block.width / (2 * across), y);
      }
    }
    mean[static_cast<size_t>(channel)] = sum / static_cast<float>(across * down);
  }
  return mean;
}

QRgb pixelOf(const std::array<float, kMaxChannels>& mean, const ImageSpec& spec) {
  std::array<float, 3> color = {mean[0], mean[0], mean[0]};
  if (spec.color_channels() >= 3) color = {mean[0], mean[1], mean[2]};
  if (spec.has_alpha()) {
    const float alpha = std::clamp(mean[static_cast<size_t>(spec.channels - 1)], 0.0F, 1.0F);
    for (float& value : color) value = value * alpha + kUnderAlpha * (1 - alpha);
  }
  return qRgb(byteOf(color[0]), byteOf(color[1]), byteOf(color[2]));
}

}  // namespace

QImage thumbnailOf(const Image& image, const QSize& bounds) {
  if (!image || bounds.isEmpty()) return {};
  const double scale = std::min({1.0, static_cast<double>(bounds.width()) / image.width(),
                                 static_cast<double>(bounds.height()) / image.height()});
  const int width = std::max(1, static_cast<int>(std::lround(image.width() * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height() * scale)));
  QImage result(width, height, QImage::Format_RGB32);
  for (int y = 0; y < height; ++y) {
    const int top = static_cast<int>(int64_t{y} * image.height() / height);
    const int bottom = std::max(top + 1, static_cast<int>(int64_t{y + 1} * image.height() / height));
    auto* line = reinterpret_cast<QRgb*>(result.scanLine(y));
    for (int x = 0; x < width; ++x) {
      const int left = static_cast<int>(int64_t{x} * image.width() / width);
      const int right = std::max(left + 1, static_cast<int>(int64_t{x + 1} * image.width() / width));
      line[x] = pixelOf(blockMean(image, {left, top, right - left, bottom - top}), image.spec());
    }
  }
  return result;
}

}  // namespace lightbench::ui
