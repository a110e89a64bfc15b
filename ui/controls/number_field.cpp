#include "ui/controls/number_field.h"

#include <QFocusEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QScreen>
#include <QToolTip>
#include <cmath>

#include "ui/controls/accessible.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kThresholdPixels = 4;
constexpr double kPixelsPerStep = 2;
constexpr int kInset = 6;

}  // namespace

NumberField::NumberField(QWidget* parent) : NumberControl(parent) {
  installAccessibleControls();
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setCursor(Qt::SizeHorCursor);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void NumberField::setValue(double value) {
  if (value_ == value) return;
  value_ = value;
  announceValue(this);
  update();
}

void NumberField::setRule(const NumberRule& rule) {
  rule_ = rule;
  updateGeometry();
  update();
}

bool NumberField::isEditing() const { return editor_ != nullptr; }

void NumberField::scrubTo(double value) {
  const double kept = rule_.allowed(value);
  if (kept == value_) return;
  value_ = kept;
  announceValue(this);
  update();
  Q_EMIT valueScrubbed(value_);
}

void NumberField::commit() {
  gesture_ = Gesture::kNone;
  update();
  Q_EMIT valueCommitted(value_);
}

void NumberField::resetToDefault() {
  if (!rule_.default_value) return;
  scrubTo(*rule_.default_value);
  commit();
}

void NumberField::beginGesture(Gesture gesture) {
  if (gesture_ == Gesture::kNone || gesture_ == Gesture::kPressed) value_before_ = value_;
  gesture_ = gesture;
}

void NumberField::cancelGesture() {
  if (gesture_ == Gesture::kScrub) setCursor(Qt::SizeHorCursor);
  scrubTo(value_before_);
  commit();
}

QSize NumberField::sizeHint() const {
  return QSize(60 * Theme::instance().typePercent() / 100, Theme::metrics().number_field);
}

QSize NumberField::minimumSizeHint() const { return QSize(36, Theme::metrics().number_field); }

void NumberField::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  const bool scrubbing = isScrubbing();
  const bool focused = hasFocus() || (editor_ != nullptr && editor_->hasFocus());
  QColor outline = t.outline;
  if (isUnusual()) outline = t.warn;
  if (scrubbing) {
    outline = t.accent;
  } else if (focused) {
    outline = t.accent;
  } else if (underMouse() && isEnabled() && !isUnusual()) {
    outline = t.line2;
  }
  const QColor fill = scrubbing ? t.accentbg : isEnabled() ? t.field : t.panel;
  paintPanel(&painter, rect(), radius::kField, fill, outline, focused && !scrubbing ? kFocusWidth : 1);
  if (focused && isUnusual() && !scrubbing) {
    paintPanel(&painter, QRectF(rect()).adjusted(2, 2, -2, -2), radius::kField - 1, QColor(), t.warn);
  }
  if (editor_ != nullptr) return;

  QRectF area = QRectF(rect()).adjusted(kInset, 0, -kInset, 0);
  const QColor ink = scrubbing ? t.onaccentbg : isEnabled() ? t.text : t.text3;
  if (!rule_.unit.isEmpty()) {
    painter.setFont(Theme::font(FontRole::kSecondary));
    painter.setPen(scrubbing ? t.onaccentbg : t.text3);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, rule_.unit);
    area.setRight(area.right() - painter.fontMetrics().horizontalAdvance(rule_.unit) - 4);
  }
  painter.setFont(Theme::font(FontRole::kBodyMedium));
  painter.setPen(ink);
  const QString text = rule_.text(value_);
  painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, text);
  const double text_left = area.right() - painter.fontMetrics().horizontalAdvance(text);
  if (scrubbing && text_left >= 20) {
    paintIcon(&painter, QStringLiteral("scrub"), QRectF(4, height() / 2.0 - 6.5, 13, 13), t.onaccentbg);
  }
}

void NumberField::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) {
    event->ignore();
    return;
  }
  beginGesture(Gesture::kPressed);
  last_global_ = event->globalPosition().toPoint();
  pressed_pixels_ = 0;
  pending_pixels_ = 0;
}

void NumberField::mouseMoveEvent(QMouseEvent* event) {
  if (gesture_ != Gesture::kPressed && gesture_ != Gesture::kScrub) return;
  const QPoint global = event->globalPosition().toPoint();
  const int moved = global.x() - last_global_.x();
  last_global_ = global;
  if (gesture_ == Gesture::kPressed) {
    pressed_pixels_ += moved;
    if (std::abs(pressed_pixels_) < kThresholdPixels) return;
    beginGesture(Gesture::kScrub);
    scrub_value_ = value_;
    setCursor(Qt::BlankCursor);
    update();
    return;
  }
  pending_pixels_ += moved;
  const double steps = std::trunc(pending_pixels_ / kPixelsPerStep);
  if (steps == 0) return;
  pending_pixels_ -= steps * kPixelsPerStep;
  const bool fine = event->modifiers() & Qt::ShiftModifier;
  if (rule_.whole && fine) {
    scrub_value_ = rule_.isLogarithmic() ? rule_.stepped(scrub_value_, steps, true)
                                         : scrub_value_ + steps * std::max(1.0, rule_.step) * 0.1;
  } else {
    scrub_value_ = rule_.stepped(scrub_value_, steps, fine);
  }
  const bool snaps = event->modifiers() & Qt::ControlModifier;
  scrubTo(snaps ? rule_.snapped(scrub_value_) : scrub_value_);

  // The hidden pointer comes back on the other side when the screen ends. Only X11 lets a program move it.
  const QScreen* where = screen();
  if (where == nullptr || QGuiApplication::platformName() != QLatin1String("xcb")) return;
  const QRect area = where->geometry();
  if (global.x() <= area.left() || global.x() >= area.right()) {
    last_global_.setX(global.x() <= area.left() ? area.right() - 2 : area.left() + 2);
    QCursor::setPos(last_global_);
  }
}

void NumberField::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (gesture_ == Gesture::kScrub) {
    setCursor(Qt::SizeHorCursor);
    commit();
  } else if (gesture_ == Gesture::kPressed) {
    gesture_ = Gesture::kNone;
  }
}

void NumberField::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  gesture_ = Gesture::kNone;
  openEditor(rule_.text(value_), true);
}

void NumberField::keyPressEvent(QKeyEvent* event) {
  if (gesture_ == Gesture::kScrub) {
    if (event->key() == Qt::Key_Escape) cancelGesture();
    return;
  }
  const bool fine = event->modifiers() & Qt::ShiftModifier;
  const double count = event->modifiers() & Qt::ControlModifier ? 10 : 1;
  const auto step = [&](double steps) {
    beginGesture(Gesture::kKeys);
    const double before = value_;
    scrubTo(rule_.stepped(value_, steps, fine && !rule_.whole));
    if (value_ == before) Q_EMIT refused(rule_.refusal(value_ + steps * rule_.step));
  };
  switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Right: return step(count);
    case Qt::Key_Down:
    case Qt::Key_Left: return step(-count);
    case Qt::Key_PageUp: return step(10);
    case Qt::Key_PageDown: return step(-10);
    case Qt::Key_Home: beginGesture(Gesture::kKeys); return scrubTo(rule_.soft_min);
    case Qt::Key_End: beginGesture(Gesture::kKeys); return scrubTo(rule_.soft_max);
    case Qt::Key_Backspace:
    case Qt::Key_Delete: return resetToDefault();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F2: return openEditor(rule_.text(value_), true);
    default: break;
  }
  const QString typed = event->text();
  const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
  if (plain && typed.size() == 1 && (typed[0].isDigit() || QStringLiteral("-+.,").contains(typed[0]))) {
    openEditor(typed, false);
    return;
  }
  QWidget::keyPressEvent(event);
}

void NumberField::keyReleaseEvent(QKeyEvent* event) {
  if (gesture_ == Gesture::kKeys && !event->isAutoRepeat()) {
    commit();
    return;
  }
  QWidget::keyReleaseEvent(event);
}

void NumberField::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void NumberField::focusOutEvent(QFocusEvent* event) {
  if (gesture_ == Gesture::kKeys) commit();
  QWidget::focusOutEvent(event);
  update();
}

void NumberField::resizeEvent(QResizeEvent*) {
  if (editor_ != nullptr) editor_->setGeometry(rect().adjusted(2, 2, -2, -2));
}

void NumberField::changeEvent(QEvent* event) {
  if (event->type() == QEvent::EnabledChange) update();
  QWidget::changeEvent(event);
}

void NumberField::openEditor(const QString& text, bool select_all) {
  if (editor_ != nullptr || !isEnabled()) return;
  editor_ = new QLineEdit(this);
  editor_->setFrame(false);
  editor_->setFont(Theme::font(FontRole::kBodyMedium));
  editor_->setAlignment(Qt::AlignRight);
  editor_->setAccessibleName(accessibleName());
  editor_->setText(text);
  editor_->setGeometry(rect().adjusted(2, 2, -2, -2));
  editor_->setCursor(Qt::IBeamCursor);
  editor_->installEventFilter(this);
  editor_->show();
  editor_->setFocus();
  if (select_all) editor_->selectAll();
  update();
}

void NumberField::acceptEditor() {
  if (editor_ == nullptr) return;
  bool readable = false;
  const double typed = parseNumber(editor_->text(), rule_.unit, &readable);
  const QString reason = readable ? rule_.refusal(typed) : tr("This is not a number.");
  if (!reason.isEmpty()) {
    // The editor stays, so that the number can be put right.
    editor_->selectAll();
    QToolTip::showText(mapToGlobal(QPoint(0, height())), reason, this);
    Q_EMIT refused(reason);
    return;
  }
  closeEditor();
  scrubTo(typed);
  commit();
}

void NumberField::closeEditor() {
  QLineEdit* closing = editor_;
  editor_ = nullptr;
  closing->removeEventFilter(this);
  const bool focused = closing->hasFocus();
  closing->hide();
  closing->deleteLater();
  if (focused) setFocus();
  update();
}

bool NumberField::eventFilter(QObject* watched, QEvent* event) {
  if (watched == editor_ && editor_ != nullptr) {
    if (event->type() == QEvent::KeyPress) {
      // Taken here: a line edit passes Enter on, and the field would open the editor again.
      const int key = static_cast<QKeyEvent*>(event)->key();
      if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        acceptEditor();
        return true;
      }
      if (key == Qt::Key_Escape) {
        closeEditor();
        return true;
      }
    }
    // The window must not take Escape as its own before the editor sees it.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
      event->accept();
      return true;
    }
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
      // Leaving takes a good number and drops a bad one; what is refused is said, the old value stands.
      bool readable = false;
      const double typed = parseNumber(editor_->text(), rule_.unit, &readable);
      const QString reason = readable ? rule_.refusal(typed) : tr("This is not a number.");
      closeEditor();
      if (reason.isEmpty()) {
        if (typed != value_) {
          scrubTo(typed);
          commit();
        }
      } else {
        Q_EMIT refused(reason);
      }
      return false;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace lightbench::ui
