#include "ui/profile/interval_plot.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

#include "ui/profile/compare_words.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kCap = 4;   // half the height of an interval's ends
constexpr double kMark = 5;  // half the size of a marker

double labelWidth() { return QFontMetricsF(Theme::font(FontRole::kHint)).horizontalAdvance(QStringLiteral("+100 %")); }

double inset() { return labelWidth() / 2 + 6; }

double placeOf(const QRectF& area, const RatioScale& scale, double ratio) {
  return area.left() + inset() + scale.share(ratio) * (area.width() - 2 * inset());
}

QRectF bandOf(const QRectF& area, const IntervalPlot& plot) {
  const double left = placeOf(area, plot.scale, 1 / (1 + plot.threshold));
  const double right = placeOf(area, plot.scale, 1 + plot.threshold);
  return QRectF(left, area.top(), right - left, area.height());
}

void paintMarker(QPainter& painter, const QPointF& at, Verdict verdict, const QColor& ink, const QColor& ground) {
  QPainterPath path;
  switch (verdict) {
    case Verdict::kSlower:
      path.addPolygon(
          QPolygonF({at + QPointF(0, -kMark), at + QPointF(kMark, kMark - 1), at + QPointF(-kMark, kMark - 1)}));
      break;
    case Verdict::kFaster:
      path.addPolygon(
          QPolygonF({at + QPointF(0, kMark), at + QPointF(kMark, 1 - kMark), at + QPointF(-kMark, 1 - kMark)}));
      break;
    case Verdict::kNoDifference: path.addEllipse(at, kMark - 1, kMark - 1); break;
    case Verdict::kTooNoisy:
      path.addPolygon(QPolygonF(
          {at + QPointF(0, -kMark), at + QPointF(kMark, 0), at + QPointF(0, kMark), at + QPointF(-kMark, 0)}));
      break;
  }
  path.closeSubpath();
  const bool filled = verdict == Verdict::kSlower || verdict == Verdict::kFaster;
  painter.setBrush(filled ? ink : ground);
  painter.setPen(filled ? QPen(Qt::NoPen) : QPen(ink, 1.5));
  painter.drawPath(path);
}

}  // namespace

void paintIntervalHead(QPainter& painter, const QRectF& area, const IntervalPlot& plot) {
  const Tokens& t = Theme::tokens();
  const QRectF upper(area.left(), area.top(), area.width(), area.height() / 2);
  const QRectF lower = upper.translated(0, area.height() / 2);
  painter.setFont(Theme::font(FontRole::kHint));
  painter.setPen(t.text3);
  painter.drawText(upper, Qt::AlignCenter,
                   QCoreApplication::translate("Compare", "no change, ±%1").arg(formatThreshold(plot.threshold)));
  for (const PlotTick& tick : plot.scale.ticks(area.width() - 2 * inset(), labelWidth() + 8)) {
    const double x = placeOf(area, plot.scale, tick.value);
    const double half = painter.fontMetrics().horizontalAdvance(tick.label) / 2.0;
    if (x - half < area.left() || x + half > area.right()) continue;
    painter.drawText(QRectF(x - half - 1, lower.top(), 2 * half + 2, lower.height()), Qt::AlignCenter, tick.label);
  }
}

void paintInterval(QPainter& painter, const QRectF& area, const CompareRow& row, const IntervalPlot& plot,
                   bool selected) {
  const Tokens& t = Theme::tokens();
  painter.save();
  painter.setClipRect(area);
  if (!selected) painter.fillRect(snapped(painter, bandOf(area, plot)), mixed(t.field, t.text3, 0.16));
  const double zero = placeOf(area, plot.scale, 1);
  paintHairline(&painter, QLineF(zero, area.top(), zero, area.bottom()), selected ? t.onaccentbg : t.text3);
  if (!row.ratio) return painter.restore();
  const QColor ink = selected ? t.onaccentbg : inkColor(verdictLook(row.verdict).ink);
  painter.setRenderHint(QPainter::Antialiasing);
  const double y = std::round(area.center().y());
  const double low = placeOf(area, plot.scale, row.ratio->low);
  const double high = placeOf(area, plot.scale, row.ratio->high);
  painter.setPen(QPen(ink, 1.5));
  painter.drawLine(QPointF(std::max(low, area.left()), y), QPointF(std::min(high, area.right()), y));
  const double middle = placeOf(area, plot.scale, row.ratio->value);
  for (const double end : {low, high}) {
    // Under the marker a cap would be one more line; beyond the scale there is none to see.
    if (std::abs(end - middle) > kMark + 1) painter.drawLine(QPointF(end, y - kCap), QPointF(end, y + kCap));
  }
  paintMarker(painter, QPointF(middle, y), row.verdict, ink, selected ? t.accentbg : t.field);
  painter.restore();
}

}  // namespace lightbench::ui
