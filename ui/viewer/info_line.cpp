#include "ui/viewer/info_line.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <functional>

#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/viewer/reading_strip.h"

namespace lightbench::ui {
namespace {

enum Rank { kAlways, kDifference, kPicture, kSsim, kRest };

QColor swatchOf(const PixelReading& reading) {
  const auto byte = [](float value) {  // NaN compares false and ends as 0
    return value > 0 ? static_cast<int>(std::lround(std::min(value, 1.0f) * 255)) : 0;
  };
  const std::array<float, 3> color = colorOf(reading);
  return QColor(byte(color[0]), byte(color[1]), byte(color[2]));
}

StripItem readingItem(const QString& name, bool accent, const PixelReading& reading) {
  StripItem item;
  item.label = name;
  item.accent = accent;
  item.swatch = swatchOf(reading);
  const QStringList values = formatValues(reading).split(QLatin1Char(' '));
  if (reading.integer) {
    const int most = *std::max_element(reading.stored.begin(), reading.stored.end());
    item.figures = formatStored(reading).split(QLatin1Char(' '));
    item.widest.fill(most > 255 ? QStringLiteral("65535") : QStringLiteral("255"), item.figures.size());
    item.details = values;
    item.widest_details.fill(QStringLiteral("1.000"), values.size());
    item.tool_tip = InfoLine::tr("%1 as stored, and as 0 to 1").arg(name);
  } else {
    item.figures = values;
    item.widest.fill(QStringLiteral("−.000"), values.size());
    item.tool_tip = InfoLine::tr("%1 as stored").arg(name);
  }
  return item;
}

StripItem figure(const QString& label, const QString& value, const QString& widest, int rank, const QString& tip) {
  StripItem item;
  item.label = label;
  item.figures = {value};
  item.widest = {widest};
  item.rank = rank;
  item.tool_tip = tip;
  return item;
}

StripItem sentence(const QString& label, const QString& words, const QString& tip) {
  StripItem item;
  item.label = label;
  item.figures = {words};
  item.strong = false;
  item.tool_tip = tip;
  return item;
}

QVector<StripItem> measuredItems(const QualityMetrics& result) {
  if (result.identical) {
    return {sentence(InfoLine::tr("A against B"), InfoLine::tr("identical"),
                     InfoLine::tr("Every sample of A equals that of B"))};
  }
  // NaN or infinities in a picture: there is no such number.
  const auto text = [](const std::optional<double>& value, const std::function<QString(double)>& format) {
    return value ? format(*value) : InfoLine::tr("not defined");
  };
  const auto sample = [](double value) { return formatSample(static_cast<float>(value)); };
  const auto decibels = [](double value) {
    return std::isinf(value) ? InfoLine::tr("infinite") : formatNumber(value, 1) + QStringLiteral(" dB");
  };
  return {figure(InfoLine::tr("PSNR"), text(result.psnr_db, decibels), QStringLiteral("00.0 dB"), kDifference,
                 InfoLine::tr("Peak signal to noise ratio of A against B")),
          figure(InfoLine::tr("SSIM"), text(result.ssim, sample), QStringLiteral(".000"), kSsim,
                 InfoLine::tr("Structural similarity, 1 is equal; not defined below 11 pixels a side")),
          figure(InfoLine::tr("mean ΔE"), text(result.mean_delta_e2000, formatDeltaE), QStringLiteral("0.0"), kRest,
                 InfoLine::tr("Mean ΔE2000; about 1 is just noticeable")),
          figure(InfoLine::tr("max"), text(result.max_abs_diff, sample), QStringLiteral(".000"), kRest,
                 InfoLine::tr("Largest difference of one sample, of 0 to 1"))};
}

}  // namespace

InfoLine::InfoLine(QWidget* parent)
    : QWidget(parent),
      pointer_(new ReadingStrip(this)),
      measured_(new ReadingStrip(this)),
      picture_(new ReadingStrip(this)),
      measure_(new QToolButton(this)) {
  pointer_->setAccessibleName(tr("Pixel under the pointer"));
  measured_->setAccessibleName(tr("A against B"));
  picture_->setAccessibleName(tr("Picture shown"));
  pointer_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
  measure_->setToolButtonStyle(Qt::ToolButtonTextOnly);
  measure_->setAutoRaise(true);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 1, 12, 0);
  layout->setSpacing(8);
  layout->addWidget(pointer_, 1);
  layout->addSpacing(8);
  layout->addWidget(measured_);
  layout->addWidget(measure_);
  layout->addSpacing(12);
  layout->addWidget(picture_);
  setFixedHeight(Theme::metrics().info_line);
  connect(&Theme::instance(), &Theme::changed, this, [this] { setFixedHeight(Theme::metrics().info_line); });
  connect(measure_, &QToolButton::clicked, this, [this] {
    if (measuring_) {
      Q_EMIT cancelAsked();
    } else {
      Q_EMIT measureAsked();
    }
  });
  setPointer({});
}

void InfoLine::setPointer(const Pointer& pointer) {
  QVector<StripItem> items;
  if (!pointer.pixel) {
    items << sentence({}, tr("Point at the picture to read its values"), {});
    pointer_->setItems(items);
    return;
  }
  StripItem position;
  position.figures = {QString::number(pointer.pixel->x()) + QLatin1Char(','), QString::number(pointer.pixel->y())};
  position.widest = {QString::number(pointer.size.width()) + QLatin1Char(','), QString::number(pointer.size.height())};
  position.tool_tip = tr("Column and row of the exact picture, counted from 0");
  items << position;
  for (int side = 0; side < 2; ++side) {
    const QString name = side == 0 ? QStringLiteral("A") : QStringLiteral("B");
    if (pointer.readings[side]) items << readingItem(name, side == 0, *pointer.readings[side]);
  }
  if (pointer.readings[0] && pointer.readings[1]) {
    const std::optional<double> difference = deltaE(*pointer.readings[0], *pointer.readings[1]);
    items << figure(QStringLiteral("ΔE"), difference ? formatDeltaE(*difference) : tr("no colour"),
                    QStringLiteral("00.0"), kDifference, tr("ΔE2000 between A and B at this pixel"));
  }
  pointer_->setItems(items);
}

void InfoLine::setMeasurement(const Measurement& measurement) {
  using State = Measurement::State;
  const State state = measurement.state();
  const QString label = tr("A against B");
  measuring_ = state == State::kMeasuring;
  measure_->setVisible(state == State::kNotMeasured || measuring_);
  measure_->setText(measuring_ ? tr("Stop") : tr("Measure"));
  measure_->setToolTip(measuring_ ? tr("Stop comparing A with B")
                                  : tr("Compare all of A with all of B: PSNR, SSIM, mean ΔE2000"));
  measure_->setAccessibleName(measuring_ ? tr("Stop measuring A against B") : tr("Measure A against B"));
  switch (state) {
    case State::kNotMeasured: measured_->setItems({sentence(label, tr("not measured"), {})}); break;
    case State::kNotExact:
      measured_->setItems({sentence(label, tr("not measured"), tr("Waits for two exact pictures"))});
      break;
    case State::kSizesDiffer: measured_->setItems({sentence(label, tr("sizes differ"), {})}); break;
    case State::kMeasuring: measured_->setItems({sentence(label, tr("measuring"), {})}); break;
    case State::kFailed: measured_->setItems({sentence(label, tr("cannot be measured"), measurement.problem())}); break;
    case State::kMeasured: measured_->setItems(measuredItems(measurement.result())); break;
  }
}

void InfoLine::setPicture(const QString& size, const QString& state) {
  StripItem item;
  item.strong = false;
  item.label = state.isEmpty() || size.isEmpty() ? size + state : size + QStringLiteral(", ") + state;
  item.rank = kPicture;
  item.tool_tip = tr("Size of the exact picture, and what is shown of it");
  picture_->setItems({item});
}

QString InfoLine::text() const {
  return pointer_->text() + QStringLiteral(" | ") + measured_->text() + QStringLiteral(" | ") + picture_->text();
}

void InfoLine::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Tokens& tokens = Theme::tokens();
  painter.fillRect(rect(), tokens.window);
  paintHairline(&painter, QLineF(0, 0, width(), 0), tokens.line);
  const double x = measured_->x() - 16;
  paintHairline(&painter, QLineF(x, 7, x, height() - 6), tokens.line2);
}

}  // namespace lightbench::ui
