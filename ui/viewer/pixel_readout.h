// What is stored at one pixel, and how it is written.
//
// Values are read from the engine's picture, never from the display: integers as they are stored, floats as they are,
// NaN and infinities included. A picture of a proxy level answers for the pixel of its own that covers the place.
#pragma once

#include <QPoint>
#include <QSize>
#include <QString>

#include <array>
#include <optional>

#include "engine/image/image.h"

namespace lightbench::ui {

struct PixelReading {
  int channels = 0;
  bool integer = false;
  bool has_alpha = false;
  std::array<float, kMaxChannels> values{};  // 0..1 for integer samples
  std::array<int, kMaxChannels> stored{};    // integer pictures only
};

// `pixel` in the exact picture; empty outside of it.
std::optional<PixelReading> readPixel(const Image& picture, int level, const QPoint& pixel);

// Stored sRGB as the display shows it, alpha left out.
std::array<float, 3> colorOf(const PixelReading& reading);

// ".616", "1.000", "−.250", "12.35", "1.2e+06", "NaN", "inf".
QString formatSample(float value);
// The values with spaces between: ".616 .129 .090".
QString formatValues(const PixelReading& reading);
// CIE ΔE2000 of two pixels seen as sRGB; empty when a value is not finite.
std::optional<double> deltaE(const PixelReading& first, const PixelReading& second);
QString formatDeltaE(double difference);  // "8.3"

// "157 33 23" for integer pictures; empty for floats.
QString formatStored(const PixelReading& reading);

}  // namespace lightbench::ui
