#include "ui/window/run_reading.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

#include "engine/base/clock.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kBudgetWidth = 150;
constexpr double kGap = 16;
constexpr double kWordsWidth = 96;
constexpr double kReadingWidth = 92;

void drawRight(QPainter& painter, double right, double baseline, const QString& text) {
  painter.drawText(QPointF(right - painter.fontMetrics().horizontalAdvance(text), baseline), text);
}

}  // namespace

RunReading::RunReading(QWidget* parent) : QWidget(parent) {
  setObjectName("runReading");
  setToolTip(
      tr("Wall time of the run shown, steady clock. The budget is for its first picture, which may be a proxy."));
  setRun(nullptr, 0);
}

void RunReading::setRun(const RunReport* report, double budgetMs) {
  budgetMs_ = budgetMs;
  wallMs_.reset();
  kind_.clear();
  detail_ = tr("nothing has run yet");
  const auto count = [&](NodeState state) {
    return std::count_if(report->nodes.begin(), report->nodes.end(),
                         [&](const NodeReport& node) { return node.state == state; });
  };
  const auto computed = report ? count(NodeState::kComputed) : 0;
  const auto cached = report ? count(NodeState::kCached) : 0;
  if (computed + cached > 0) {
    wallMs_ = to_ms(report->trace.wall_ns());
    if (report->level > 0) {
      proxyRevision_ = report->revision;
      proxyMs_ = *wallMs_;
    }
    firstMs_ = report->revision == proxyRevision_ ? proxyMs_ : *wallMs_;
    kind_ = report->level == 0 ? tr("exact") : tr("proxy 1/%1").arg(1 << report->level);
    detail_ = computed == 0 ? tr("all cached") : tr("%1 of %2 ran").arg(computed).arg(computed + cached);
  } else if (report && !report->nodes.empty()) {
    detail_ = tr("no node could run");  // and there is no picture whose time could be told
  }
  setAccessibleName(text());
  update();
}

QString RunReading::text() const {
  if (!wallMs_) return detail_;
  QString words = tr("%1, this run: %2, %3").arg(formatMilliseconds(*wallMs_), kind_, detail_);
  if (budgetMs_ > 0) {
    words +=
        (firstMs_ <= budgetMs_ ? tr(", first picture after %1 of %2 ms") : tr(", first picture after %1, over %2 ms"))
            .arg(formatMilliseconds(firstMs_))
            .arg(budgetMs_);
  }
  return words;
}

QSize RunReading::sizeHint() const {
  return QSize(static_cast<int>(kBudgetWidth + kGap + kReadingWidth + kWordsWidth + kGap), Theme::metrics().tool_bar);
}

void RunReading::paintEvent(QPaintEvent*) {
  const Tokens& tokens = Theme::tokens();
  QPainter painter(this);
  const double middle = height() / 2.0;
  double right = width() - 12;
  painter.setFont(Theme::font(FontRole::kSecondary));
  painter.setPen(tokens.text2);
  if (!wallMs_) {
    drawRight(painter, right, middle + painter.fontMetrics().ascent() / 2.0 - 1, detail_);
    return;
  }
  const double words =
      std::max({painter.fontMetrics().horizontalAdvance(kind_), painter.fontMetrics().horizontalAdvance(detail_)});
  const double lineHeight = painter.fontMetrics().height();
  painter.drawText(QPointF(right - words, middle - 2), kind_);
  painter.setPen(tokens.text3);
  painter.drawText(QPointF(right - words, middle - 2 + lineHeight), detail_);
  right -= std::max(words, kWordsWidth - kGap) + 8;

  const Reading reading = timeReading(*wallMs_);
  painter.setFont(Theme::font(FontRole::kBody));
  const double unit = painter.fontMetrics().horizontalAdvance(reading.unit);
  const double baseline = middle + 7;
  painter.drawText(QPointF(right - unit, baseline), reading.unit);
  right -= unit + 4;
  painter.setFont(Theme::font(FontRole::kHeadline));
  painter.setPen(tokens.text);
  drawRight(painter, right, baseline, reading.value);
  right -= painter.fontMetrics().horizontalAdvance(reading.value) + kGap;
  if (budgetMs_ > 0) paintBudget(painter, right);
}

void RunReading::paintBudget(QPainter& painter, double right) const {
  const Tokens& tokens = Theme::tokens();
  const bool within = firstMs_ <= budgetMs_;
  const double left = std::max(0.0, right - kBudgetWidth);
  const double middle = height() / 2.0;
  painter.setFont(Theme::font(FontRole::kHint));
  painter.setPen(within ? tokens.text2 : tokens.warn);
  painter.drawText(QPointF(left, middle - 6), within ? tr("in budget") : tr("over budget"));
  painter.setPen(tokens.text2);
  drawRight(painter, right - 4, middle - 6, QString::number(budgetMs_));
  const QRectF track(left, middle - 2, right - left, 5);
  paintPanel(&painter, track, radius::kBar, tokens.bar_track);
  const double share = std::clamp(firstMs_ / budgetMs_, 0.0, 1.0);
  paintPanel(&painter, QRectF(track.left(), track.top(), track.width() * share, track.height()), radius::kBar,
             within ? tokens.accent : tokens.warn);
  painter.fillRect(snapped(painter, QRectF(right - 1, middle - 6, 1, 12)), tokens.text2);
  painter.setPen(tokens.text3);
  painter.drawText(QPointF(left, middle + 15), tr("first picture %1").arg(formatMilliseconds(firstMs_)));
}

}  // namespace lightbench::ui
