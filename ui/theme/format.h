// Numbers as the program writes them: a true minus sign, a space before the unit, no more figures than mean
// something. A value that is not finite was not measured and is given back as the words "not measured".
#pragma once

#include <QString>

namespace lightbench::ui {

// A number and its unit apart, for places that draw the unit smaller and in text3.
struct Reading {
  QString value;
  QString unit;
  QString joined() const { return unit.isEmpty() ? value : value + QChar(' ') + unit; }
};

// Milliseconds: under 1 two decimals, under 100 one, else none; from 10 000 in seconds.
Reading timeReading(double milliseconds);
QString formatMilliseconds(double milliseconds);       // "8.1 ms", "12.4 s"
QString formatMillisecondsPlain(double milliseconds);  // "8.1": the unit stands in the column's head

// Decimal megabytes as in "37.7 MB"; bytes under 1000 are whole.
Reading byteReading(double bytes);
QString formatBytes(double bytes);
// Bytes per second, "9.3 GB/s".
QString formatRate(double bytes_per_second);

// "47 %" from 0.47; one decimal under 10 % when `decimals` is 1.
QString formatShare(double share, int decimals = 0);
// "+12.5 %" or "−8.1 %" from 0.125; zero has no sign.
QString formatChange(double share, int decimals = 1);

// Fixed decimals with a true minus sign; "-0.00" becomes "0.00".
QString formatNumber(double value, int decimals);
// As few decimals as `step` needs: 0.001 gives three, 1 gives none. At most 6.
int decimalsOf(double step);
// Whole number in groups of three with a thin space: "12 582 912".
QString formatCount(qint64 count);

// Accepts what the formats above print, besides what the C locale reads: true minus, comma as decimal point,
// surrounding spaces, the unit. `ok` is false for anything else, also for infinities.
double parseNumber(const QString& text, const QString& unit, bool* ok);

}  // namespace lightbench::ui
