#include "ui/theme/format.h"

#include <QLocale>
#include <array>
#include <cmath>

namespace lightbench::ui {
namespace {

constexpr QChar kMinus(0x2212);
constexpr QChar kThinSpace(0x2009);

QString notMeasured() { return QStringLiteral("not measured"); }

}  // namespace

QString formatNumber(double value, int decimals) {
  if (!std::isfinite(value)) return notMeasured();
  QString text = QString::number(std::fabs(value), 'f', decimals);
  const bool is_zero = text.toDouble() == 0.0;
  return value < 0 && !is_zero ? kMinus + text : text;
}

int decimalsOf(double step) {
  step = std::fabs(step);
  if (!(step > 0) || !std::isfinite(step)) return 0;
  for (int decimals = 0; decimals < 6; ++decimals) {
    const double scaled = step * std::pow(10.0, decimals);
    if (std::fabs(scaled - std::round(scaled)) < 1e-6 * scaled && std::round(scaled) >= 1) return decimals;
  }
  return 6;
}

Reading timeReading(double milliseconds) {
  if (!std::isfinite(milliseconds)) return {notMeasured(), QString()};
  const double size = std::fabs(milliseconds);
  if (size >= 9999.5) return {formatNumber(milliseconds / 1000, size < 99950 ? 1 : 0), QStringLiteral("s")};
  // The limits lie where the rounded figure would step over: 0.996 is "1.0", not "1.00".
  const int decimals = size < 0.995 ? 2 : size < 99.95 ? 1 : 0;
  return {formatNumber(milliseconds, decimals), QStringLiteral("ms")};
}

QString formatMilliseconds(double milliseconds) { return timeReading(milliseconds).joined(); }

QString formatMillisecondsPlain(double milliseconds) {
  if (!std::isfinite(milliseconds)) return notMeasured();
  const double size = std::fabs(milliseconds);
  return formatNumber(milliseconds, size < 0.995 ? 2 : size < 99.95 ? 1 : 0);
}

Reading byteReading(double bytes) {
  if (!std::isfinite(bytes)) return {notMeasured(), QString()};
  static const std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  size_t unit = 0;
  double size = std::fabs(bytes);
  while (size >= 999.5 && unit + 1 < kUnits.size()) {
    size /= 1000;
    ++unit;
  }
  const int decimals = unit == 0 || size >= 99.95 ? 0 : 1;
  return {formatNumber(bytes < 0 ? -size : size, decimals), QString::fromLatin1(kUnits[unit])};
}

QString formatBytes(double bytes) { return byteReading(bytes).joined(); }

QString formatRate(double bytes_per_second) {
  const Reading reading = byteReading(bytes_per_second);
  return reading.unit.isEmpty() ? reading.value : reading.joined() + QStringLiteral("/s");
}

QString formatShare(double share, int decimals) {
  if (!std::isfinite(share)) return notMeasured();
  return formatNumber(share * 100, std::fabs(share) < 0.1 ? decimals : 0) + QStringLiteral(" %");
}

QString formatChange(double share, int decimals) {
  if (!std::isfinite(share)) return notMeasured();
  QString text = formatNumber(share * 100, decimals);
  if (share > 0 && text.toDouble() != 0.0) text.prepend(QChar('+'));
  return text + QStringLiteral(" %");
}

QString formatCount(qint64 count) {
  QString digits = QString::number(count < 0 ? -static_cast<double>(count) : static_cast<double>(count), 'f', 0);
  for (qsizetype at = digits.size() - 3; at > 0; at -= 3) digits.insert(at, kThinSpace);
  return count < 0 ? kMinus + digits : digits;
}

double parseNumber(const QString& text, const QString& unit, bool* ok) {
  QString plain = text.trimmed();
  if (!unit.isEmpty() && plain.endsWith(unit, Qt::CaseInsensitive)) plain.chop(unit.size());
  plain = plain.trimmed();
  plain.replace(kMinus, QChar('-'));
  plain.remove(kThinSpace);
  if (!plain.contains(QChar('.'))) plain.replace(QChar(','), QChar('.'));
  bool read = false;
  const double value = QLocale::c().toDouble(plain, &read);
  read = read && std::isfinite(value);
  if (ok != nullptr) *ok = read;
  return read ? value : 0;
}

}  // namespace lightbench::ui
