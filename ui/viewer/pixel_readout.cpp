#include "ui/viewer/pixel_readout.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

#include "engine/image/convert.h"
#include "engine/operators/metrics/ciede2000.h"

namespace lightbench::ui {

std::optional<PixelReading> readPixel(const Image& picture, int level, const QPoint& pixel) {
  if (!picture || pixel.x() < 0 || pixel.y() < 0) return std::nullopt;
  const int x = pixel.x() >> level;
  const int y = pixel.y() >> level;
  const ImageSpec& spec = picture.spec();
  if (x >= spec.width || y >= spec.height) return std::nullopt;
  PixelReading reading;
  reading.channels = spec.channels;
  reading.integer = is_integer(spec.format);
  reading.has_alpha = spec.has_alpha();
  const size_t offset = static_cast<size_t>(x) * sample_bytes(spec.format);
  for (int c = 0; c < spec.channels; ++c) {
    const size_t at = static_cast<size_t>(c);
    const std::byte* sample = picture.row_data(c, y) + offset;
    load_row(spec.format, sample, &reading.values[at], 1);
    if (spec.format == SampleFormat::kU8) reading.stored[at] = *reinterpret_cast<const uint8_t*>(sample);
    if (spec.format == SampleFormat::kU16) reading.stored[at] = *reinterpret_cast<const uint16_t*>(sample);
  }
  return reading;
}

std::array<float, 3> colorOf(const PixelReading& reading) {
  if (reading.channels < 3) return {reading.values[0], reading.values[0], reading.values[0]};
  return {reading.values[0], reading.values[1], reading.values[2]};
}

std::optional<double> deltaE(const PixelReading& first, const PixelReading& second) {
  const std::array<float, 3> a = colorOf(first);
  const std::array<float, 3> b = colorOf(second);
  for (size_t c = 0; c < 3; ++c) {
    if (!std::isfinite(a[c]) || !std::isfinite(b[c])) return std::nullopt;
  }
  return ciede2000(lab_from_srgb(static_cast<double>(a[0]), static_cast<double>(a[1]), static_cast<double>(a[2])),
                   lab_from_srgb(static_cast<double>(b[0]), static_cast<double>(b[1]), static_cast<double>(b[2])));
}

QString formatDeltaE(double difference) { return QString::number(difference, 'f', difference < 99.95 ? 1 : 0); }

QString formatSample(float value) {
  if (std::isnan(value)) return QStringLiteral("NaN");
  const QString sign = std::signbit(value) ? QString(QChar(0x2212)) : QString();
  const double size = std::fabs(static_cast<double>(value));
  if (std::isinf(value)) return sign + QStringLiteral("inf");
  QString digits;
  if (size < 9.9995) {
    digits = QString::number(size, 'f', 3);
    if (digits == QLatin1String("0.000")) return QStringLiteral(".000");
    if (digits.startsWith(QLatin1Char('0'))) digits.remove(0, 1);
  } else if (size < 1e5) {
    digits = QString::number(size, 'f', size < 99.995 ? 2 : size < 999.95 ? 1 : 0);
  } else {
    digits = QString::number(size, 'e', 1);
  }
  return sign + digits;
}

QString formatValues(const PixelReading& reading) {
  QStringList parts;
  for (int c = 0; c < reading.channels; ++c) parts << formatSample(reading.values[static_cast<size_t>(c)]);
  return parts.join(QLatin1Char(' '));
}

QString formatStored(const PixelReading& reading) {
  if (!reading.integer) return {};
  QStringList parts;
  for (int c = 0; c < reading.channels; ++c) parts << QString::number(reading.stored[static_cast<size_t>(c)]);
  return parts.join(QLatin1Char(' '));
}

}  // namespace lightbench::ui
