#include "ui/profile/rounds_plot.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

#include "engine/profile/statistics.h"
#include "ui/profile/compare_words.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kTickRoom = 40;
constexpr double kHeightRoom = 26;
constexpr double kPoint = 2.5;
constexpr double kRing = 6;
constexpr double kSpread = 3;  // rounds of one pair lie a little beside each other

}  // namespace

RoundsPlot::RoundsPlot(QWidget* parent) : PlotWidget(parent) {
  setObjectName("roundsPlot");
  setAccessibleName(tr("Rounds of both"));
  setWidestLabel(QStringLiteral("100.0"));
}

void RoundsPlot::setSeries(RoundSeries series) {
  series_ = std::move(series);
  baseOutliers_ = series_.base_ms.empty() ? std::vector<size_t>() : find_outliers(series_.base_ms);
  currentOutliers_ = series_.current_ms.empty() ? std::vector<size_t>() : find_outliers(series_.current_ms);
  partsChanged();
}

int RoundsPlot::count() const { return static_cast<int>(std::max(series_.base_ms.size(), series_.current_ms.size())); }

PlotScale RoundsPlot::places() const { return PlotScale(0, count() + 1, area().left(), area().right()); }

PlotScale RoundsPlot::heights() const {
  double low = std::numeric_limits<double>::infinity();
  double high = 0;
  for (const std::vector<double>* series : {&series_.base_ms, &series_.current_ms}) {
    for (const double ms : *series) {
      low = std::min(low, ms);
      high = std::max(high, ms);
    }
  }
  const double room = std::max((high - low) * 0.08, high * 0.002);
  return PlotScale(std::max(0.0, low - room), high + room, area().bottom(), area().top());
}

int RoundsPlot::partAt(const QPointF& point) const {
  if (count() == 0 || !area().contains(point)) return -1;
  return std::clamp(static_cast<int>(std::lround(places().valueAt(point.x()))) - 1, 0, count() - 1);
}

QPointF RoundsPlot::placeOf(int round) const { return QPointF(places().place(round + 1), area().center().y()); }

QString RoundsPlot::wordsOf(int round) const {
  QStringList words;
  const auto add = [&](const QString& which, const std::vector<double>& series, const std::vector<size_t>& outliers) {
    const auto at = static_cast<size_t>(round);
    if (at >= series.size()) return;
    const bool ringed = std::binary_search(outliers.begin(), outliers.end(), at);
    words << tr("%1 %2 ms%3").arg(which, formatThreeFigures(series[at]), ringed ? tr(", an outlier, kept") : QString());
  };
  add(tr("base"), series_.base_ms, baseOutliers_);
  add(tr("new"), series_.current_ms, currentOutliers_);
  return tr("Round %1: %2").arg(round + 1).arg(words.join(QStringLiteral("; ")));
}

QString RoundsPlot::summary() const {
  if (count() == 0) return tr("nothing to show");
  return tr("%1 and %2 rounds, %3 and %4 outliers kept")
      .arg(series_.base_ms.size())
      .arg(series_.current_ms.size())
      .arg(baseOutliers_.size())
      .arg(currentOutliers_.size());
}

void RoundsPlot::paintPlot(QPainter& painter) {
  if (count() == 0) return;
  const Tokens& t = Theme::tokens();
  const int lit = hovered() >= 0 ? hovered() : hasFocus() ? current() : -1;
  const PlotScale x = places();
  if (lit >= 0) {
    const double half = std::max(3.0, area().width() / (count() + 1) / 2);
    painter.fillRect(QRectF(x.place(lit + 1) - half, area().top(), 2 * half, area().height()), t.hover);
  }
  paintHeights(painter, heights(), heights().ticks(typed(kHeightRoom)));
  std::vector<PlotTick> ticks = x.ticks(typed(kTickRoom), 1);
  std::erase_if(ticks, [this](const PlotTick& tick) { return tick.value < 1 || tick.value > count(); });
  paintPlaces(painter, x, ticks);
  paintSeries(painter, series_.base_ms, baseOutliers_, false);
  paintSeries(painter, series_.current_ms, currentOutliers_, true);
  paintLegend(painter);
}

void RoundsPlot::paintSeries(QPainter& painter, const std::vector<double>& series, const std::vector<size_t>& outliers,
                             bool is_current) const {
  if (series.empty()) return;
  const Tokens& t = Theme::tokens();
  const PlotScale x = places();
  const PlotScale y = heights();
  const QColor ink = is_current ? t.accent : t.text;
  const double middle = y.place(median(series));
  painter.setPen(QPen(ink, 1.5, is_current ? Qt::SolidLine : Qt::DashLine));
  painter.drawLine(QPointF(area().left(), middle), QPointF(area().right(), middle));
  const double pitch = area().width() / (count() + 1);
  const double aside = std::min(kSpread, pitch / 4) * (is_current ? 1 : -1);
  for (size_t round = 0; round < series.size(); ++round) {
    const QPointF at(x.place(static_cast<double>(round + 1)) + aside, y.place(series[round]));
    painter.setPen(is_current ? QPen(Qt::NoPen) : QPen(ink, 1.2));
    painter.setBrush(is_current ? ink : t.field);
    painter.drawEllipse(at, kPoint, kPoint);
    if (!std::binary_search(outliers.begin(), outliers.end(), round)) continue;
    painter.setPen(QPen(t.warn, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, kRing, kRing);
  }
}

// From the right; what does not fit is left out, the words of a round say it all.
void RoundsPlot::paintLegend(QPainter& painter) const {
  const Tokens& t = Theme::tokens();
  painter.setFont(Theme::font(FontRole::kHint));
  const QFontMetricsF metrics(painter.font());
  const double y = headHeight() / 2;
  double right = area().right();
  const auto entry = [&](const QString& words, const QPen& pen, const QBrush& brush, double radius) {
    const double left = right - metrics.horizontalAdvance(words);
    if (left - 2 * radius - 10 < 0) return;
    painter.setPen(t.text2);
    painter.drawText(QPointF(left, y + metrics.ascent() / 2 - 1), words);
    painter.setPen(pen);
    painter.setBrush(brush);
    painter.drawEllipse(QPointF(left - radius - 5, y), radius, radius);
    right = left - 2 * radius - 18;
  };
  if (!baseOutliers_.empty() || !currentOutliers_.empty()) {
    entry(tr("outlier, kept"), QPen(t.warn, 1.5), Qt::NoBrush, kRing - 1);
  }
  entry(tr("base"), QPen(t.text, 1.2), t.field, kPoint);
  entry(tr("new"), QPen(Qt::NoPen), t.accent, kPoint);
  const QString title = tr("Rounds, ms");
  if (metrics.horizontalAdvance(title) + 8 < right) {
    painter.setPen(t.text3);
    painter.drawText(QPointF(8, y + metrics.ascent() / 2 - 1), title);
  }
}

}  // namespace lightbench::ui
