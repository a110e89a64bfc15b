#include "ui/editor/heat_legend.h"

#include <QPainter>
#include <cmath>

#include "ui/editor/text_cache.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kStop = 18;
constexpr double kStopHeight = 8;
constexpr double kGap = 8;
constexpr double kSign = 16;

QString criticalText() { return HeatLegend::tr("critical path"); }

}  // namespace

HeatLegend::HeatLegend(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
}

void HeatLegend::setRange(Overlay overlay, const OverlayRange& range, int proxy_level, bool critical_path) {
  range_ = range;
  critical_path_ = critical_path;
  end_ = range.text;
  if (!end_.isEmpty() && proxy_level > 0) end_ += tr(" at 1/%1").arg(1 << proxy_level);
  if (!end_.isEmpty()) {
    text_ = QStringLiteral("0 … ") + end_;
  } else if (overlay == Overlay::kOff) {
    text_.clear();
  } else if (overlay == Overlay::kCache) {
    text_ = tr("why each node ran");
  } else {
    text_ = tr("nothing measured yet");
  }
  setToolTip(critical_path_ ? tr("The chain of links with the largest sum of self times") : QString());
  setAccessibleName(text_);
  updateGeometry();
  update();
}

double HeatLegend::scaleWidth() const {
  if (end_.isEmpty()) return textWidth(text_, FontRole::kSecondary);
  return textWidth(QStringLiteral("0"), FontRole::kSecondary) + kGap + kScaleStops * kStop + kGap +
         textWidth(end_, FontRole::kSecondary);
}

QSize HeatLegend::sizeHint() const {
  double width = scaleWidth();
  if (critical_path_) width += 2 * kGap + kSign + kGap + textWidth(criticalText(), FontRole::kSecondary);
  return {static_cast<int>(std::ceil(width)) + 1, 16};
}

void HeatLegend::paintEvent(QPaintEvent* /*event*/) {
  const double scale = scaleWidth();
  if (scale > width()) return;  // half a scale would say the wrong range
  QPainter painter(this);
  const Tokens& t = Theme::tokens();
  const double baseline = height() / 2.0 + 4;
  if (end_.isEmpty()) {
    drawText(painter, QPointF(0, baseline), text_, FontRole::kSecondary, t.text3);
    return;
  }
  drawText(painter, QPointF(0, baseline), QStringLiteral("0"), FontRole::kSecondary, t.text2);
  double x = textWidth(QStringLiteral("0"), FontRole::kSecondary) + kGap;
  for (int stop = 0; stop < kScaleStops; ++stop) {
    painter.fillRect(QRectF(x, (height() - kStopHeight) / 2, kStop - 1, kStopHeight), t.heat[static_cast<size_t>(stop)]);
    x += kStop;
  }
  x += kGap - 1;
  drawText(painter, QPointF(x, baseline), end_, FontRole::kSecondary, t.text2);
  if (!critical_path_ || sizeHint().width() > width()) return;
  x = scale + 2 * kGap;
  painter.fillRect(QRectF(x, height() / 2.0 - 1, kSign, 3), t.socket(SocketType::kImage));
  drawText(painter, QPointF(x + kSign + kGap, baseline), criticalText(), FontRole::kSecondary, t.text2);
}

}  // namespace lightbench::ui
