#include "ui/controls/elided_label.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace lightbench::ui {
namespace {

constexpr int kSlack = 2;  // advances are fractions; a text as wide as its room would be cut

}  // namespace

QColor inkColor(Ink ink) {
  const Tokens& t = Theme::tokens();
  switch (ink) {
    case Ink::kText: return t.text;
    case Ink::kText2: return t.text2;
    case Ink::kText3: return t.text3;
    case Ink::kAccent: return t.accent;
    case Ink::kWarn: return t.warn;
    case Ink::kError: return t.error;
    case Ink::kInfo: return t.info;
    case Ink::kFaster: return t.faster;
    case Ink::kSlower: return t.slower;
  }
  return t.text;
}

ElidedLabel::ElidedLabel(const QString& text, FontRole role, Ink ink, QWidget* parent)
    : QWidget(parent), role_(role), ink_(ink) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setText(text);
}

void ElidedLabel::setText(const QString& text) {
  if (text == text_ && !text.isEmpty()) return;
  text_ = text;
  setAccessibleName(text);
  updateGeometry();
  update();
}

void ElidedLabel::setRole(FontRole role) {
  role_ = role;
  updateGeometry();
  update();
}

void ElidedLabel::setInk(Ink ink) {
  ink_ = ink;
  update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
  elide_ = mode;
  update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment) {
  alignment_ = alignment;
  update();
}

bool ElidedLabel::isElided() const { return QFontMetrics(Theme::font(role_)).horizontalAdvance(text_) > width(); }

QSize ElidedLabel::sizeHint() const {
  const QFontMetrics metrics(Theme::font(role_));
  return QSize(metrics.horizontalAdvance(text_) + kSlack, metrics.height());
}

QSize ElidedLabel::minimumSizeHint() const {
  const QFontMetrics metrics(Theme::font(role_));
  return QSize(std::min(metrics.horizontalAdvance(text_) + kSlack, metrics.averageCharWidth() * 4), metrics.height());
}

void ElidedLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setFont(Theme::font(role_));
  painter.setPen(isEnabled() ? inkColor(ink_) : Theme::tokens().text3);
  painter.drawText(rect(), static_cast<int>(alignment_) | Qt::TextSingleLine,
                   painter.fontMetrics().elidedText(text_, elide_, width()));
}

bool ElidedLabel::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && isElided()) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text_, this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace lightbench::ui
