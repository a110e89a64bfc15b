#include "ui/controls/color_field.h"

#include <QAbstractButton>
#include <QColorDialog>
#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/controls/number_field.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

// IEC 61966-2-1.
double encoded(double linear) {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}
double decoded(double display) {
  return display <= 0.04045 ? display / 12.92 : std::pow((display + 0.055) / 1.055, 2.4);
}

class Swatch : public QAbstractButton {
 public:
  explicit Swatch(ColorField* field) : QAbstractButton(field), field_(field) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
  }
  QSize sizeHint() const override { return QSize(28, Theme::metrics().number_field); }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Tokens& t = Theme::tokens();
    QPainter painter(this);
    paintPanel(&painter, rect(), radius::kField, field_->shownColor(), underMouse() ? t.ctl : t.line2);
    if (hasFocus()) paintFocusRing(&painter, rect(), radius::kField);
  }

 private:
  ColorField* field_;
};

}  // namespace

ColorField::ColorField(QWidget* parent) : QWidget(parent), swatch_(new Swatch(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  swatch_->setAccessibleName(tr("Choose a colour"));
  swatch_->setToolTip(tr("Choose a colour…"));
  row->addWidget(swatch_);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(swatch_, &QAbstractButton::clicked, this, &ColorField::choose);

  const std::array<QString, 3> names = {tr("Red"), tr("Green"), tr("Blue")};
  NumberRule rule;
  rule.step = 0.001;
  for (size_t index = 0; index < fields_.size(); ++index) {
    auto* field = new NumberField(this);
    field->setRule(rule);
    field->setAccessibleName(names[index]);
    field->setToolTip(names[index]);
    row->addWidget(field, 1);
    fields_[index] = field;
    connect(field, &NumberField::valueScrubbed, this, [this] {
      swatch_->update();
      Q_EMIT valueScrubbed(value());
    });
    connect(field, &NumberField::valueCommitted, this, [this] { Q_EMIT valueCommitted(value()); });
    connect(field, &NumberField::refused, this, &ColorField::refused);
  }
  setFocusProxy(fields_[0]);
}

Rgb ColorField::value() const { return {fields_[0]->value(), fields_[1]->value(), fields_[2]->value()}; }

void ColorField::setValue(const Rgb& value) {
  for (size_t index = 0; index < fields_.size(); ++index) fields_[index]->setValue(value[index]);
  swatch_->update();
}

void ColorField::setDefault(const Rgb& value) {
  for (size_t index = 0; index < fields_.size(); ++index) {
    NumberRule rule = fields_[index]->rule();
    rule.default_value = value[index];
    fields_[index]->setRule(rule);
  }
}

void ColorField::setEncoding(ColorEncoding encoding) {
  encoding_ = encoding;
  swatch_->update();
}

QColor ColorField::shownColor() const {
  Rgb shown = value();
  for (double& channel : shown) {
    if (!std::isfinite(channel)) channel = 0;
    channel = std::clamp(encoding_ == ColorEncoding::kLinear ? encoded(std::max(0.0, channel)) : channel, 0.0, 1.0);
  }
  return QColor::fromRgbF(static_cast<float>(shown[0]), static_cast<float>(shown[1]), static_cast<float>(shown[2]));
}

Rgb ColorField::fromColor(const QColor& color) const {
  Rgb result = {color.redF(), color.greenF(), color.blueF()};
  for (double& channel : result) {
    if (encoding_ == ColorEncoding::kLinear) channel = decoded(channel);
    channel = std::round(channel * 1000) / 1000;
  }
  return result;
}

void ColorField::choose() {
  const Rgb before = value();
  QColorDialog dialog(shownColor(), this);
  dialog.setOption(QColorDialog::DontUseNativeDialog);
  connect(&dialog, &QColorDialog::currentColorChanged, this, [this](const QColor& color) {
    setValue(fromColor(color));
    Q_EMIT valueScrubbed(value());
  });
  if (dialog.exec() != QDialog::Accepted) {
    setValue(before);
    Q_EMIT valueScrubbed(before);
  }
  Q_EMIT valueCommitted(value());
}

}  // namespace lightbench::ui
