#include "ui/editor/heat_legend.h"

#include <QPainter>
#include <cmath>

#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kStop = 18;
constexpr double kStopHeight = 8;
constexpr double kGap = 8;
constexpr double kSign = 16;

QString criticalText() { return HeatLegend::tr("critical path"); }

double widthOf(const QString& text) { return QFontMetricsF(Theme::font(FontRole::kSecondary)).horizontalAdvance(text); }

}  // namespace

HeatLegend::HeatLegend(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
}

void HeatLegend::setRange(Overlay overlay, const OverlayRange& range, std::optional<int> proxy_level,
                          bool critical_path, const QString& baseline) {
  range_ = range;
  critical_path_ = critical_path;
  end_ = range.text;
  against_ = overlay == Overlay::kDelta && !end_.isEmpty() ? tr("against %1").arg(baseline) : QString();
  if (!end_.isEmpty() && proxy_level.value_or(0) > 0) end_ += tr(" at 1/%1").arg(1 << *proxy_level);
  text_ = end_.isEmpty() ? explanation(overlay, proxy_level, baseline) : range.start + QStringLiteral(" … ") + end_;
  if (!against_.isEmpty()) text_ += ' ' + against_;
  QStringList tips;
  if (overlay == Overlay::kTime && !end_.isEmpty()) {
    tips << tr(
        "Median of the last runs that were alike, at most 64; the tick on a bar is the 95th percentile. Hatched: a "
        "share measured inside a pass.");
  }
  if (!against_.isEmpty()) {
    tips << tr("Median against that of the baseline, %1; middle: no difference shown.").arg(baseline);
  }
  if (critical_path_) tips << tr("Critical path: the chain of links with the largest sum of self times.");
  setToolTip(tips.join('\n'));
  setAccessibleName(text_);
  updateGeometry();
  update();
}

// Why there is no scale.
QString HeatLegend::explanation(Overlay overlay, std::optional<int> proxy_level, const QString& baseline) const {
  switch (overlay) {
    case Overlay::kOff: return {};
    case Overlay::kCache: return tr("why each node ran; of cached ones, hits of all runs");
    case Overlay::kDevice: return tr("what each node ran on, and how many workers at once");
    case Overlay::kDelta:
      if (baseline.isEmpty()) return tr("no baseline: Profile, Pin baseline keeps the times of now");
      return tr("no change to show against the baseline %1").arg(baseline);
    case Overlay::kTime:
    case Overlay::kMemory:
    case Overlay::kBytes: break;
  }
  return proxy_level ? tr("nothing was computed in this run") : tr("nothing measured yet");
}

double HeatLegend::scaleWidth() const {
  if (end_.isEmpty()) return widthOf(text_);
  return widthOf(range_.start) + kGap + kScaleStops * kStop + kGap + widthOf(end_);
}

QSize HeatLegend::sizeHint() const {
  double width = scaleWidth();
  if (critical_path_) width += 2 * kGap + kSign + kGap + widthOf(criticalText());
  if (!against_.isEmpty()) width += kGap + widthOf(against_);
  return {static_cast<int>(std::ceil(width)) + 1, 16};
}

void HeatLegend::paintEvent(QPaintEvent* /*event*/) {
  const double scale = scaleWidth();
  if (scale > width()) return;  // half a scale would say the wrong range
  QPainter painter(this);
  const Tokens& t = Theme::tokens();
  painter.setFont(Theme::font(FontRole::kSecondary));
  const double baseline = height() / 2.0 + QFontMetricsF(painter.font()).capHeight() / 2;
  const auto write = [&](double x, const QString& text, const QColor& color) {
    painter.setPen(color);
    painter.drawText(QPointF(x, baseline), text);
  };
  if (end_.isEmpty()) {
    write(0, text_, t.text3);
    return;
  }
  write(0, range_.start, t.text2);
  double x = widthOf(range_.start) + kGap;
  const ColorScale& colors = range_.scale == BarScale::kDiverging ? t.diverging : t.heat;
  for (int stop = 0; stop < kScaleStops; ++stop) {
    painter.fillRect(QRectF(x, (height() - kStopHeight) / 2, kStop - 1, kStopHeight),
                     colors[static_cast<size_t>(stop)]);
    x += kStop;
  }
  x += kGap - 1;
  write(x, end_, t.text2);
  if (!against_.isEmpty() && sizeHint().width() <= width()) write(scale + kGap, against_, t.text3);
  if (!critical_path_ || sizeHint().width() > width()) return;
  x = scale + 2 * kGap;
  painter.fillRect(QRectF(x, height() / 2.0 - 1, kSign, 3), t.socket(SocketType::kImage));
  write(x + kSign + kGap, criticalText(), t.text2);
}

}  // namespace lightbench::ui
