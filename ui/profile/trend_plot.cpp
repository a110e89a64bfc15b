#include "ui/profile/trend_plot.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/profile/compare_words.h"
#include "ui/profile/trend_words.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kHeightRoom = 28;
constexpr double kDateRoom = 84;
constexpr double kPoint = 3.5;
constexpr double kRing = 7;
constexpr double kStepIcon = 11;

}  // namespace

TrendPlot::TrendPlot(QWidget* parent) : PlotWidget(parent) {
  setObjectName("trendPlot");
  setAccessibleName(tr("Medians of the sessions"));
  setWidestLabel(QStringLiteral("100.0 ms"));
}

void TrendPlot::setTrend(Trend trend) {
  trend_ = std::move(trend);
  mark(-1);
  partsChanged();
}

PlotScale TrendPlot::places() const { return PlotScale(-0.5, count() - 0.5, area().left(), area().right()); }

PlotScale TrendPlot::heights() const {
  double low = std::numeric_limits<double>::infinity();
  double high = 0;
  for (const TrendPoint& point : trend_.points) {
    low = std::min(low, point.median_ms - point.mad_ms);
    high = std::max(high, point.median_ms + point.mad_ms);
  }
  const double room = std::max((high - low) * 0.1, high * 0.01);
  return PlotScale(std::max(0.0, low - room), high + room, area().bottom(), area().top());
}

QPointF TrendPlot::placeOf(int point) const {
  return QPointF(places().place(point), heights().place(trend_.points[static_cast<size_t>(point)].median_ms));
}

int TrendPlot::partAt(const QPointF& point) const {
  if (count() == 0 || !area().adjusted(-kPoint, -kPoint, kPoint, kPoint).contains(point)) return -1;
  return std::clamp(static_cast<int>(std::lround(places().valueAt(point.x()))), 0, count() - 1);
}

QString TrendPlot::wordsOf(int point) const {
  QString words = pointWords(trend_.points[static_cast<size_t>(point)]);
  for (const TrendStep& step : trend_.steps) {
    if (step.place.at == static_cast<size_t>(point)) words += '\n' + stepWords(trend_, step);
  }
  return words;
}

QString TrendPlot::summary() const {
  if (count() == 0) return tr("nothing to show");
  return tr("%1 sessions, %2 steps").arg(count()).arg(trend_.steps.size());
}

void TrendPlot::mark(int point) {
  if (marked_ == point) return;
  marked_ = point;
  update();
  Q_EMIT markChanged();
}

void TrendPlot::activate(int point) {
  if (marked_ < 0) return mark(point);
  const int base = marked_;
  mark(-1);
  if (base != point) Q_EMIT pairChosen(base, point);
}

void TrendPlot::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && marked_ >= 0) return mark(-1);
  PlotWidget::keyPressEvent(event);
}

void TrendPlot::paintPlot(QPainter& painter) {
  if (count() == 0) return;
  const Tokens& t = Theme::tokens();
  const int lit = hovered() >= 0 ? hovered() : hasFocus() ? current() : -1;
  if (lit >= 0) {
    const double half = std::clamp(area().width() / count() / 2, 3.0, 24.0);
    painter.fillRect(QRectF(placeOf(lit).x() - half, area().top(), 2 * half, area().height()) & area(), t.hover);
  }
  std::vector<PlotTick> ticks = heights().ticks(typed(kHeightRoom));
  if (!ticks.empty()) ticks.back().label += QStringLiteral(" ms");
  paintHeights(painter, heights(), ticks);
  paintDates(painter);
  paintSteps(painter);
  paintLevels(painter);
  paintPoints(painter);
}

// The day where it changes, else the time; as many as there is room for.
void TrendPlot::paintDates(QPainter& painter) const {
  std::vector<PlotTick> ticks;
  double last = -typed(kDateRoom);
  QString day;
  for (int point = 0; point < count(); ++point) {
    const double x = placeOf(point).x();
    if (x - last < typed(kDateRoom)) continue;
    const QString time = pointTime(trend_.points[static_cast<size_t>(point)]);
    const QString label = time.left(10) == day ? time.mid(11) : time.left(10);
    day = time.left(10);
    last = x;
    ticks.push_back({static_cast<double>(point), label});
  }
  paintPlaces(painter, places(), ticks);
}

// The median of the sessions between two steps.
void TrendPlot::paintLevels(QPainter& painter) const {
  const PlotScale x = places();
  const PlotScale y = heights();
  painter.setPen(QPen(Theme::tokens().text3, 1.5));
  const auto level = [&](size_t from, size_t to, double ms) {
    const double height = y.place(ms);
    painter.drawLine(QPointF(x.place(static_cast<double>(from) - 0.5), height),
                     QPointF(x.place(static_cast<double>(to) - 0.5), height));
  };
  for (size_t i = 0; i < trend_.steps.size(); ++i) {
    const TrendStep& step = trend_.steps[i];
    level(i == 0 ? 0 : trend_.steps[i - 1].place.at, step.place.at, step.before_ms);
    if (i + 1 == trend_.steps.size()) level(step.place.at, trend_.points.size(), step.after_ms);
  }
}

void TrendPlot::paintSteps(QPainter& painter) const {
  const PlotScale x = places();
  painter.setFont(Theme::font(FontRole::kSecondaryMedium));
  const QFontMetricsF metrics(painter.font());
  for (const TrendStep& step : trend_.steps) {
    const VerdictLook look = verdictLook(step.place.ratio > 1 ? Verdict::kSlower : Verdict::kFaster);
    const QColor ink = inkColor(look.ink);
    const double at = x.place(static_cast<double>(step.place.at) - 0.5);
    painter.setPen(QPen(ink, 1.5, Qt::DashLine));
    painter.drawLine(QPointF(at, area().top() - 4), QPointF(at, area().bottom()));
    const QString words =
        formatChange(step.place.ratio - 1) + QStringLiteral(", ") + pointTime(trend_.points[step.place.at]).left(10);
    const double width = kStepIcon + 4 + metrics.horizontalAdvance(words);
    const double left = std::clamp(at + 4, 0.0, std::max(0.0, this->width() - width - 2));
    paintIcon(&painter, look.icon, QRectF(left, 4, kStepIcon, metrics.height()), ink);
    painter.setPen(ink);
    painter.drawText(QPointF(left + kStepIcon + 4, 4 + metrics.ascent()), words);
  }
}

void TrendPlot::paintPoints(QPainter& painter) const {
  const Tokens& t = Theme::tokens();
  const PlotScale y = heights();
  for (int point = 0; point < count(); ++point) {
    const TrendPoint& each = trend_.points[static_cast<size_t>(point)];
    const QPointF at = placeOf(point);
    const QColor ink = point == count() - 1 ? t.accent : t.text;
    painter.setPen(QPen(ink, 1.2));
    painter.drawLine(QPointF(at.x(), y.place(each.median_ms - each.mad_ms)),
                     QPointF(at.x(), y.place(each.median_ms + each.mad_ms)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    painter.drawEllipse(at, kPoint, kPoint);
    const bool is_current = point == current() && hasFocus();
    if (point != marked_ && !is_current) continue;
    painter.setPen(QPen(point == marked_ ? t.text : t.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, kRing, kRing);
    if (point != marked_) continue;
    painter.setFont(Theme::font(FontRole::kSecondaryMedium));
    painter.drawText(QPointF(at.x() + kRing + 4, at.y() + 4), tr("base"));
  }
}

}  // namespace lightbench::ui
