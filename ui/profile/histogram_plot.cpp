#include "ui/profile/histogram_plot.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

#include "ui/profile/compare_words.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kTickRoom = 46;
constexpr double kHeightRoom = 34;
constexpr double kMark = 4;
constexpr double kEdge = 4;

double shareOf(const HistogramSeries& series, int bin) {
  return static_cast<double>(series.counts[static_cast<size_t>(bin)]) / static_cast<double>(series.rounds);
}

}  // namespace

HistogramPlot::HistogramPlot(QWidget* parent) : PlotWidget(parent) {
  setObjectName("histogramPlot");
  setAccessibleName(tr("Spread of the rounds"));
  setWidestLabel(QStringLiteral("100 %"));
}

void HistogramPlot::setSeries(const RoundSeries& series) {
  pair_.reset();
  if (series.isWhole()) pair_ = histogramOf(series.base_ms, series.current_ms);
  partsChanged();
}

PlotScale HistogramPlot::places() const {
  return PlotScale(pair_->low_ms, pair_->high_ms, area().left(), area().right());
}

int HistogramPlot::partAt(const QPointF& point) const {
  if (!pair_ || !area().contains(point)) return -1;
  const int bin = static_cast<int>((point.x() - area().left()) / area().width() * pair_->bins);
  return std::clamp(bin, 0, pair_->bins - 1);
}

QPointF HistogramPlot::placeOf(int bin) const {
  return QPointF(places().place((pair_->binStart(bin) + pair_->binStart(bin + 1)) / 2), area().center().y());
}

QString HistogramPlot::wordsOf(int bin) const {
  const auto count = [bin](const HistogramSeries& series) { return series.counts[static_cast<size_t>(bin)]; };
  return tr("%1 to %2 ms: base %3 of %4 rounds, new %5 of %6")
      .arg(formatThreeFigures(pair_->binStart(bin)), formatThreeFigures(pair_->binStart(bin + 1)))
      .arg(count(pair_->base))
      .arg(pair_->base.rounds)
      .arg(count(pair_->current))
      .arg(pair_->current.rounds);
}

QString HistogramPlot::summary() const {
  if (!pair_) return tr("nothing to show");
  const auto beyond = [](const HistogramSeries& series) { return series.below_ms.size() + series.above_ms.size(); };
  return tr("median of the base %1 ms, of the new one %2 ms; %3 and %4 rounds lie beyond the bins")
      .arg(formatThreeFigures(pair_->base.median_ms), formatThreeFigures(pair_->current.median_ms))
      .arg(beyond(pair_->base))
      .arg(beyond(pair_->current));
}

void HistogramPlot::paintPlot(QPainter& painter) {
  if (!pair_) return;
  const PlotScale x = places();
  const PlotScale y(0, 1.08 * 100 * pair_->largestShare(), area().bottom(), area().top());
  std::vector<PlotTick> heights = y.ticks(typed(kHeightRoom));
  for (PlotTick& tick : heights) tick.label += QStringLiteral(" %");
  paintHeights(painter, y, heights);
  std::vector<PlotTick> ticks = x.ticks(typed(kTickRoom));
  if (!ticks.empty()) ticks.back().label += QStringLiteral(" ms");
  paintPlaces(painter, x, ticks);
  paintBins(painter, x, y);
  paintMedians(painter, x);
  paintBeyond(painter);
}

void HistogramPlot::paintBins(QPainter& painter, const PlotScale& x, const PlotScale& y) const {
  const Tokens& t = Theme::tokens();
  const int lit = hovered() >= 0 ? hovered() : hasFocus() ? current() : -1;
  QPainterPath outline(QPointF(area().left(), area().bottom()));
  for (int bin = 0; bin < pair_->bins; ++bin) {
    const double left = x.place(pair_->binStart(bin));
    const double right = x.place(pair_->binStart(bin + 1));
    if (bin == lit) painter.fillRect(QRectF(left, area().top(), right - left, area().height()), t.hover);
    const double top = y.place(100 * shareOf(pair_->current, bin));
    painter.fillRect(snapped(painter, QRectF(left, top, std::max(1.0, right - left - 1), area().bottom() - top)),
                     mixed(t.field, t.accent, 0.8));
    const double base = y.place(100 * shareOf(pair_->base, bin));
    outline.lineTo(left, base);
    outline.lineTo(right, base);
  }
  outline.lineTo(area().bottomRight());
  painter.setPen(QPen(t.text, 1.5));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(outline);
}

// The numbers stand on the outer sides, so that close medians do not write over each other.
void HistogramPlot::paintMedians(QPainter& painter, const PlotScale& x) const {
  const Tokens& t = Theme::tokens();
  painter.setFont(Theme::font(FontRole::kSecondaryMedium));
  const QFontMetricsF metrics(painter.font());
  const bool base_is_left = pair_->base.median_ms <= pair_->current.median_ms;
  const auto mark = [&](const HistogramSeries& series, const QString& words, bool to_the_left, const QPen& pen) {
    const double place = x.place(series.median_ms);
    painter.setPen(pen);
    painter.drawLine(QPointF(place, area().top() - 4), QPointF(place, area().bottom()));
    const double width = metrics.horizontalAdvance(words);
    const double left = to_the_left ? place - width - 5 : place + 5;
    painter.drawText(
        QPointF(std::clamp(left, kEdge, std::max(kEdge, this->width() - width - kEdge)), metrics.ascent() + 3), words);
  };
  mark(pair_->base, tr("base %1").arg(formatThreeFigures(pair_->base.median_ms)), base_is_left,
       QPen(t.text, 1.5, Qt::DashLine));
  mark(pair_->current, tr("new %1").arg(formatThreeFigures(pair_->current.median_ms)), !base_is_left,
       QPen(t.accent, 1.5));
}

void HistogramPlot::paintBeyond(QPainter& painter) const {
  const Tokens& t = Theme::tokens();
  painter.setFont(Theme::font(FontRole::kHint));
  const QFontMetricsF metrics(painter.font());
  double y = area().top() + metrics.height();
  const auto name = [&](const std::vector<double>& values, bool above, const QString& which) {
    if (values.empty()) return;
    QString words = (above ? tr("%1: %2 more to %3 ms") : tr("%1: %2 more from %3 ms"))
                        .arg(which)
                        .arg(values.size())
                        .arg(formatThreeFigures(above ? values.back() : values.front()));
    // Where they would hide the bars, their number has to do; the description has the rest.
    if (metrics.horizontalAdvance(words) > area().width() / 2) words = tr("%1 more").arg(values.size());
    const double width = metrics.horizontalAdvance(words);
    const double edge = above ? area().right() - kMark - 3 : area().left() + kMark + 3;
    const double left = above ? edge - kMark - 5 - width : edge + kMark + 5;
    painter.fillRect(QRectF(left - 2, y - metrics.ascent(), width + 4, metrics.height()), t.field);
    painter.setPen(QPen(t.warn, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(edge, y - metrics.ascent() / 2 + 1), kMark, kMark);
    painter.setPen(t.text2);
    painter.drawText(QPointF(left, y), words);
    y += metrics.height() + 2;
  };
  name(pair_->base.above_ms, true, tr("base"));
  name(pair_->current.above_ms, true, tr("new"));
  y = area().top() + metrics.height();
  name(pair_->base.below_ms, false, tr("base"));
  name(pair_->current.below_ms, false, tr("new"));
}

}  // namespace lightbench::ui
