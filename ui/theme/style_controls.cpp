// Buttons, check boxes, fields, combo boxes, sliders and scroll bars.
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

ButtonLook buttonLook(QStyle::State state, bool flat) {
  const Tokens& t = Theme::tokens();
  const bool enabled = state & QStyle::State_Enabled;
  if (state & QStyle::State_On && enabled) {
    return {state & QStyle::State_Sunken ? mixed(t.accentbg, t.press, 0.4) : t.accentbg, t.accent, t.onaccentbg};
  }
  ButtonLook look{flat ? QColor() : t.raised, flat ? QColor() : t.outline, flat ? t.text2 : t.text};
  if (!enabled) {
    look.text = mixed(t.panel, t.text3, 0.7);
    look.fill = flat ? QColor() : mixed(t.panel, t.raised, 0.5);
    return look;
  }
  if (state & QStyle::State_Sunken) {
    look.fill = t.press;
    look.text = t.text;
  } else if (state & QStyle::State_MouseOver) {
    look.fill = t.hover;
    look.text = t.text;
  }
  return look;
}

namespace {

void paintCheckIndicator(const QStyleOption* option, QPainter* painter, bool round) {
  const Tokens& t = Theme::tokens();
  const bool enabled = option->state & QStyle::State_Enabled;
  const bool on = option->state & QStyle::State_On;
  const bool partial = option->state & QStyle::State_NoChange;
  const double side = std::min(option->rect.width(), option->rect.height());
  QRectF box(0, 0, side, side);
  box.moveCenter(QRectF(option->rect).center());
  const double corner = round ? side / 2 : radius::kField;
  QColor fill = on || partial ? t.accent : t.field;
  QColor outline = on || partial ? t.accent : t.ctl;
  if (!enabled) {
    fill = on || partial ? mixed(t.panel, t.text3, 0.6) : t.panel;
    outline = mixed(t.panel, t.ctl, 0.6);
  } else if (option->state & QStyle::State_MouseOver && !on && !partial) {
    fill = t.hover;
  }
  paintPanel(painter, box, corner, fill, outline);
  if (round && on) {
    paintPanel(painter, box.adjusted(4, 4, -4, -4), corner, t.onaccent);
  } else if (partial) {
    paintPanel(painter, QRectF(box.left() + 3, box.center().y() - 1, side - 6, 2), radius::kBar, t.onaccent);
  } else if (on) {
    paintIcon(painter, QStringLiteral("check"), box.adjusted(1, 1, -1, -1), t.onaccent);
  }
}

void paintField(const QStyleOption* option, QPainter* painter, const QWidget* widget) {
  const Tokens& t = Theme::tokens();
  const bool dropping = widget != nullptr && widget->property(kDropProperty).toBool();
  const bool focused = dropping || option->state & QStyle::State_HasFocus;
  const bool enabled = option->state & QStyle::State_Enabled;
  const bool warns = widget != nullptr && widget->property(kWarnProperty).toBool();
  const QColor outline = focused ? t.accent : warns ? t.warn : t.outline;
  paintPanel(painter, option->rect, radius::kControl, enabled ? t.field : t.panel, outline, focused ? kFocusWidth : 1);
}

bool insideCompound(const QWidget* widget) {
  return widget != nullptr && (qobject_cast<const QComboBox*>(widget->parentWidget()) != nullptr ||
                               qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) != nullptr);
}

}  // namespace

bool Style::drawControlPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  switch (element) {
    case PE_PanelButtonCommand: {
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      const bool flat = button != nullptr && button->features & QStyleOptionButton::Flat;
      ButtonLook look = buttonLook(option->state, flat);
      const bool is_default = button != nullptr && button->features & QStyleOptionButton::DefaultButton;
      if (is_default && option->state & State_Enabled && !(option->state & State_On)) look.outline = t.ctl;
      paintPanel(painter, option->rect, radius::kControl, look.fill, look.outline);
      return true;
    }
    case PE_PanelButtonBevel:
    case PE_PanelButtonTool: {
      const bool framed = widget != nullptr && widget->property(kFramedProperty).toBool();
      const ButtonLook look = buttonLook(option->state, !framed);
      paintPanel(painter, option->rect, radius::kControl, look.fill, look.outline);
      return true;
    }
    case PE_FrameDefaultButton: return true;
    case PE_FrameFocusRect: paintFocusRing(painter, option->rect); return true;
    case PE_PanelLineEdit: {
      const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
      if (insideCompound(widget)) return true;
      if (frame != nullptr && frame->lineWidth <= 0) {
        painter->fillRect(option->rect, option->palette.brush(QPalette::Base));
      } else {
        paintField(option, painter, widget);
      }
      return true;
    }
    case PE_FrameLineEdit:
      if (!insideCompound(widget)) paintField(option, painter, widget);
      return true;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: paintCheckIndicator(option, painter, false); return true;
    case PE_IndicatorRadioButton: paintCheckIndicator(option, painter, true); return true;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
    case PE_IndicatorSpinUp:
    case PE_IndicatorSpinDown: {
      const char* name = element == PE_IndicatorArrowDown || element == PE_IndicatorSpinDown ? "chevron-down"
                         : element == PE_IndicatorArrowUp || element == PE_IndicatorSpinUp   ? "chevron-up"
                         : element == PE_IndicatorArrowLeft                                  ? "chevron-left"
                                                                                             : "chevron-right";
      const double side = std::min({option->rect.width(), option->rect.height(), 13});
      QRectF square(0, 0, side, side);
      square.moveCenter(QRectF(option->rect).center());
      const bool enabled = option->state & State_Enabled;
      const QColor color = !enabled ? mixed(t.panel, t.text3, 0.6) : option->state & State_MouseOver ? t.text : t.text2;
      paintIcon(painter, QString::fromLatin1(name), square, color);
      return true;
    }
    default: return false;
  }
}

bool Style::drawButtonControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
  switch (element) {
    case CE_PushButton: {
      // Fusion shows the focus only after a key; here a click leaves it in place.
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      if (button == nullptr) return false;
      drawControl(CE_PushButtonBevel, option, painter, widget);
      QStyleOptionButton label = *button;
      label.rect = subElementRect(SE_PushButtonContents, option, widget);
      drawControl(CE_PushButtonLabel, &label, painter, widget);
      if (option->state & State_HasFocus) drawPrimitive(PE_FrameFocusRect, option, painter, widget);
      return true;
    }
    case CE_PushButtonLabel: {
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      if (button == nullptr) return false;
      const ButtonLook look = buttonLook(option->state, button->features & QStyleOptionButton::Flat);
      QStyleOptionButton copy = *button;
      copy.palette.setColor(QPalette::ButtonText, look.text);
      const bool emphasised = button->state & State_On || button->features & QStyleOptionButton::DefaultButton;
      painter->save();
      if (emphasised) {
        QFont font = painter->font();
        font.setWeight(QFont::Medium);
        painter->setFont(font);
      }
      QProxyStyle::drawControl(element, &copy, painter, widget);
      painter->restore();
      return true;
    }
    case CE_ComboBoxLabel: {
      const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
      if (combo == nullptr || combo->editable) return false;
      QRect area = subControlRect(CC_ComboBox, combo, SC_ComboBoxEditField, widget);
      const ButtonLook look = buttonLook(option->state & ~State_On);
      if (!combo->currentIcon.isNull()) {
        const QRect icon_area(area.left(), area.top(), combo->iconSize.width(), area.height());
        combo->currentIcon.paint(painter, icon_area, Qt::AlignCenter);
        area.setLeft(icon_area.right() + 7);
      }
      painter->save();
      painter->setFont(Theme::font(FontRole::kBodyMedium));
      painter->setPen(look.text);
      const QString text = painter->fontMetrics().elidedText(combo->currentText, Qt::ElideRight, area.width());
      painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft, text);
      painter->restore();
      return true;
    }
    default: return false;
  }
}

void Style::drawComboBox(const QStyleOptionComboBox* option, QPainter* painter, const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  const bool focused = option->state & State_HasFocus;
  if (option->editable) {
    paintField(option, painter, widget);
  } else {
    const ButtonLook look = buttonLook(option->state & ~State_On);
    paintPanel(painter, option->rect, radius::kControl, look.fill, focused ? t.accent : look.outline,
               focused ? kFocusWidth : 1);
  }
  QStyleOption arrow = *option;
  arrow.rect = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
  drawPrimitive(PE_IndicatorArrowDown, &arrow, painter, widget);
}

void Style::drawSpinBox(const QStyleOptionSpinBox* option, QPainter* painter, const QWidget* widget) const {
  paintField(option, painter, widget);
  if (option->buttonSymbols == QAbstractSpinBox::NoButtons) return;
  for (const SubControl part : {SC_SpinBoxUp, SC_SpinBoxDown}) {
    QStyleOption arrow = *option;
    arrow.rect = subControlRect(CC_SpinBox, option, part, widget).adjusted(1, 1, -1, -1);
    const auto needed = part == SC_SpinBoxUp ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled;
    arrow.state.setFlag(State_Enabled, option->state & State_Enabled && option->stepEnabled & needed);
    arrow.state.setFlag(State_MouseOver, option->activeSubControls == part);
    drawPrimitive(part == SC_SpinBoxUp ? PE_IndicatorSpinUp : PE_IndicatorSpinDown, &arrow, painter, widget);
  }
}

void Style::drawSlider(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  const bool enabled = option->state & State_Enabled;
  const bool horizontal = option->orientation == Qt::Horizontal;
  const QRectF area = option->rect;
  const QPointF handle = QRectF(subControlRect(CC_Slider, option, SC_SliderHandle, widget)).center();
  const QRectF groove = horizontal ? QRectF(area.left() + 1, area.center().y() - 1, area.width() - 2, 2)
                                   : QRectF(area.center().x() - 1, area.top() + 1, 2, area.height() - 2);
  paintPanel(painter, groove, radius::kBar, t.line2);
  QRectF filled = horizontal ? groove.adjusted(0, -0.5, 0, 0.5) : groove.adjusted(-0.5, 0, 0.5, 0);
  const bool from_end = horizontal ? option->upsideDown : !option->upsideDown;
  if (horizontal) {
    from_end ? filled.setLeft(handle.x()) : filled.setRight(handle.x());
  } else {
    from_end ? filled.setTop(handle.y()) : filled.setBottom(handle.y());
  }
  paintPanel(painter, filled, radius::kBar, enabled ? t.accent : t.text3);
  const bool focused = option->state & State_HasFocus;
  paintPanel(painter, QRectF(handle.x() - 5, handle.y() - 5, 10, 10), 5, t.panel, enabled ? t.accent : t.text3, 1.5);
  if (focused) paintPanel(painter, QRectF(handle.x() - 8, handle.y() - 8, 16, 16), 8, QColor(), t.accent, kFocusWidth);
}

// What the view beside it lies on: a field, or the panel itself.
static QColor behindScrollBar(const QWidget* bar) {
  if (bar == nullptr) return Theme::tokens().field;
  const QWidget* holder = bar->parentWidget();
  const auto* area = qobject_cast<const QAbstractScrollArea*>(holder != nullptr ? holder->parentWidget() : nullptr);
  const QWidget* view = area != nullptr ? area->viewport() : nullptr;
  return bar->palette().color(view != nullptr ? view->backgroundRole() : QPalette::Base);
}

void Style::drawScrollBar(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  painter->fillRect(option->rect, behindScrollBar(widget));
  if (option->maximum <= option->minimum) return;
  QRectF bar = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
  const bool held = option->state & State_Sunken && option->activeSubControls & SC_ScrollBarSlider;
  const bool hovered = option->state & State_MouseOver && option->activeSubControls & SC_ScrollBarSlider;
  bar = option->orientation == Qt::Horizontal ? bar.adjusted(2, 3, -2, -3) : bar.adjusted(3, 2, -3, -2);
  paintPanel(painter, bar, radius::kField, held ? t.text3 : hovered ? t.ctl : t.line2);
}

void Style::drawToolButton(const QStyleOptionToolButton* option, QPainter* painter, const QWidget* widget) const {
  const bool framed = widget != nullptr && widget->property(kFramedProperty).toBool();
  State state = option->state;
  if (!(state & State_Enabled)) state &= ~State_MouseOver;
  const ButtonLook look = buttonLook(state, !framed);
  paintPanel(painter, option->rect, radius::kControl, look.fill, look.outline);

  QStyleOptionToolButton label = *option;
  label.rect = option->rect.adjusted(2, 0, -2, 0);
  const bool has_menu = option->features & QStyleOptionToolButton::HasMenu;
  const bool split = option->features & QStyleOptionToolButton::MenuButtonPopup;
  const bool text_beside =
      option->toolButtonStyle == Qt::ToolButtonTextBesideIcon || option->toolButtonStyle == Qt::ToolButtonTextOnly;
  if (split || (has_menu && text_beside)) {
    QStyleOption arrow = *option;
    arrow.rect = QRect(option->rect.right() - 17, option->rect.top(), 14, option->rect.height());
    label.rect.setRight(arrow.rect.left());
    if (split) {
      paintHairline(
          painter,
          QLineF(arrow.rect.left() - 1, option->rect.top() + 4, arrow.rect.left() - 1, option->rect.bottom() - 3),
          Theme::tokens().line);
    }
    drawPrimitive(PE_IndicatorArrowDown, &arrow, painter, widget);
  }
  label.palette.setColor(QPalette::ButtonText, look.text);
  label.state &= ~(State_Sunken);
  painter->save();
  if (state & State_On) {
    QFont font = painter->font();
    font.setWeight(QFont::Medium);
    label.font = font;
  }
  QProxyStyle::drawControl(CE_ToolButtonLabel, &label, painter, widget);
  painter->restore();
  if (state & State_HasFocus) paintFocusRing(painter, option->rect);
}

void Style::drawGroupBox(const QStyleOptionGroupBox* option, QPainter* painter, const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  const QRect title = subControlRect(CC_GroupBox, option, SC_GroupBoxLabel, widget);
  int left = title.left();
  if (option->subControls & SC_GroupBoxCheckBox) {
    QStyleOptionButton box;
    box.QStyleOption::operator=(*option);
    box.rect = subControlRect(CC_GroupBox, option, SC_GroupBoxCheckBox, widget);
    left = box.rect.right() + 7;
    drawPrimitive(PE_IndicatorCheckBox, &box, painter, widget);
  }
  painter->save();
  painter->setFont(Theme::font(FontRole::kBodyMedium));
  painter->setPen(option->state & State_Enabled ? t.text : t.text3);
  painter->drawText(QRect(left, title.top(), option->rect.right() - left, title.height()),
                    Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, option->text);
  painter->restore();
  paintHairline(painter, QLineF(option->rect.left(), title.bottom() + 3, option->rect.right() + 1, title.bottom() + 3),
                t.line);
}

}  // namespace lightbench::ui
