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
                          bool critical_path) {
  range_ = range;
  critical_path_ = critical_path;
  end_ = range.text;
  if (!end_.isEmpty() && proxy_level.value_or(0) > 0) end_ += tr(" at 1/%1").arg(1 << *proxy_level);
  if (!end_.isEmpty()) {
    text_ = QStringLiteral("0 … ") + end_;
  } else if (overlay == Overlay::kOff) {
    text_.clear();
  } else if (overlay == Overlay::kCache) {
    text_ = tr("why each node ran");
  } else {
    text_ = proxy_level ? tr("nothing was computed in this run") : tr("nothing measured yet");
  }
  setToolTip(critical_path_ ? tr("The chain of links with the largest sum of self times") : QString());
  setAccessibleName(text_);
  updateGeometry();
  update();
}

double HeatLegend::scaleWidth() const {
  if (end_.isEmpty()) return widthOf(text_);
  return widthOf(QStringLiteral("0")) + kGap + kScaleStops * kStop + kGap + widthOf(end_);
}

QSize HeatLegend::sizeHint() const {
  double width = scaleWidth();
  if (critical_path_) width += 2 * kGap + kSign + kGap + widthOf(criticalText());
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
  write(0, QStringLiteral("0"), t.text2);
  double x = widthOf(QStringLiteral("0")) + kGap;
  for (int stop = 0; stop < kScaleStops; ++stop) {
    painter.fillRect(QRectF(x, (height() - kStopHeight) / 2, kStop - 1, kStopHeight),
                     t.heat[static_cast<size_t>(stop)]);
    x += kStop;
  }
  x += kGap - 1;
  write(x, end_, t.text2);
  if (!critical_path_ || sizeHint().width() > width()) return;
  x = scale + 2 * kGap;
  painter.fillRect(QRectF(x, height() / 2.0 - 1, kSign, 3), t.socket(SocketType::kImage));
  write(x + kSign + kGap, criticalText(), t.text2);
}

}  // namespace lightbench::ui
