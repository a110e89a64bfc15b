#include "ui/controls/slider_row.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "ui/controls/number_field.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

// Room for a sign, five figures and a unit, whatever the size of type.
int fieldWidth() { return 60 * Theme::instance().typePercent() / 100; }
constexpr double kHandleRadius = 5;
constexpr double kGrip = 8;  // a press this near the handle takes it instead of jumping

}  // namespace

SliderRow::SliderRow(const QString& label, QWidget* parent) : NumberControl(parent), field_(new NumberField(this)) {
  setLabel(label);
  setFocusProxy(field_);
  field_->installEventFilter(this);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(field_, &NumberField::valueScrubbed, this, [this](double value) {
    update();
    Q_EMIT valueScrubbed(value);
  });
  connect(field_, &NumberField::valueCommitted, this, [this](double value) {
    update();
    Q_EMIT valueCommitted(value);
  });
  connect(field_, &NumberField::refused, this, &SliderRow::refused);
  connect(&Theme::instance(), &Theme::changed, this, &SliderRow::layOut);
}

void SliderRow::setLabel(const QString& label) {
  label_ = label;
  setAccessibleName(label);
  field_->setAccessibleName(label);
  update();
}

double SliderRow::value() const { return field_->value(); }

void SliderRow::setValue(double value) {
  field_->setValue(value);
  update();
}

const NumberRule& SliderRow::rule() const { return field_->rule(); }

void SliderRow::setRule(const NumberRule& rule) {
  field_->setRule(rule);
  update();
}

bool SliderRow::isChanged() const { return !rule().isDefault(value()); }

QSize SliderRow::sizeHint() const { return QSize(200, Theme::metrics().slider_row); }

QSize SliderRow::minimumSizeHint() const { return QSize(120, Theme::metrics().slider_row); }

void SliderRow::layOut() {
  field_->setGeometry(width() - fieldWidth(), 0, fieldWidth(), Theme::metrics().number_field);
  update();
}

void SliderRow::resizeEvent(QResizeEvent*) { layOut(); }

double SliderRow::trackY() const {
  const Metrics& m = Theme::metrics();
  return m.number_field + std::min(7, (m.slider_row - m.number_field) / 2);
}

double SliderRow::handleX(double value) const {
  return kHandleRadius + rule().position(value) * std::max(0.0, width() - 2 * kHandleRadius);
}

void SliderRow::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool changed = isChanged();
  painter.setFont(Theme::font(changed ? FontRole::kBodyMedium : FontRole::kBody));
  painter.setPen(!isEnabled() ? t.text3 : changed ? t.text : t.text2);
  const QRectF label_area(0, 0, width() - fieldWidth() - 8, Theme::metrics().number_field);
  painter.drawText(label_area, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(label_, Qt::ElideRight, static_cast<int>(label_area.width())));

  const double y = trackY();
  const double at = handleX(value());
  const auto bar = [&](double from, double to, double thickness, const QColor& color) {
    if (to > from) paintPanel(&painter, QRectF(from, y - thickness / 2, to - from, thickness), radius::kBar, color);
  };
  bar(0, width(), 2, t.line2);
  const QColor strong = isEnabled() ? t.accent : t.text3;
  if (rule().default_value) {
    const double origin = handleX(*rule().default_value);
    bar(0, std::min(origin, at), 3, t.text3);
    if (changed) bar(std::min(origin, at), std::max(origin, at), 3, strong);
    paintHairline(&painter, QLineF(origin, y - 5, origin, y + 5), t.text3);
  } else {
    bar(0, at, 3, strong);
  }
  const QColor ring = !isEnabled() ? t.line2 : changed || dragging_ || !rule().default_value ? strong : t.text2;
  painter.setPen(QPen(ring, 1.5));
  painter.setBrush(t.raised);
  painter.drawEllipse(QPointF(at, y), kHandleRadius - 0.25, kHandleRadius - 0.25);
}

void SliderRow::dragTo(double x, Qt::KeyboardModifiers modifiers) {
  const double span = std::max(1.0, width() - 2 * kHandleRadius);
  position_ = std::clamp(position_ + (x - last_x_) / span * (modifiers & Qt::ShiftModifier ? 0.1 : 1.0), 0.0, 1.0);
  last_x_ = x;
  double value = rule().atPosition(position_);
  if (modifiers & Qt::ShiftModifier && !rule().whole && !rule().isLogarithmic()) {
    const double raw = rule().soft_min + position_ * (rule().soft_max - rule().soft_min);
    value = rule().stepped(raw, 0, true);
  }
  field_->scrubTo(modifiers & Qt::ControlModifier ? rule().snapped(value) : value);
}

void SliderRow::mousePressEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (event->button() != Qt::LeftButton || at.y() < trackY() - kGrip) {
    event->ignore();
    return;
  }
  field_->setFocus(Qt::MouseFocusReason);
  dragging_ = true;
  value_before_ = value();
  position_ = rule().position(value());
  last_x_ = at.x();
  if (std::fabs(at.x() - handleX(value())) > kGrip) {
    last_x_ = handleX(value());
    dragTo(at.x(), event->modifiers() & ~Qt::ShiftModifier);
  }
  update();
}

void SliderRow::mouseMoveEvent(QMouseEvent* event) {
  if (dragging_) dragTo(event->position().x(), event->modifiers());
}

void SliderRow::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !dragging_) return;
  dragging_ = false;
  field_->commit();
  update();
}

bool SliderRow::eventFilter(QObject* watched, QEvent* event) {
  const bool key = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
  if (watched == field_ && dragging_ && key && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    event->accept();
    if (event->type() == QEvent::ShortcutOverride) return true;
    dragging_ = false;
    field_->scrubTo(value_before_);
    field_->commit();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

// A second press on the track is a press like the first.
void SliderRow::mouseDoubleClickEvent(QMouseEvent* event) { mousePressEvent(event); }

}  // namespace lightbench::ui
