#include "ui/controls/combo_button.h"

#include <QActionGroup>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <algorithm>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kInset = 8;
constexpr int kLabelGap = 6;
constexpr int kChevronSide = 13;

}  // namespace

ComboButton::ComboButton(const QString& label, QWidget* parent)
    : QAbstractButton(parent), label_(label), menu_(new QMenu(this)), group_(new QActionGroup(this)) {
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  refreshAccessible();
  connect(group_, &QActionGroup::triggered, this, [this](QAction* action) {
    setCurrentIndex(static_cast<int>(actions_.indexOf(action)));
    Q_EMIT activated(current_);
  });
  connect(menu_, &QMenu::aboutToHide, this, [this] { setDown(false); });
}

void ComboButton::setLabel(const QString& label) {
  label_ = label;
  refreshAccessible();
  updateGeometry();
  update();
}

int ComboButton::addItem(const QString& text, const QVariant& value, const QString& icon_name) {
  QAction* action = menu_->addAction(text);
  action->setCheckable(true);
  action->setData(value);
  if (!icon_name.isEmpty()) action->setIcon(ui::icon(icon_name));
  group_->addAction(action);
  actions_.append(action);
  updateGeometry();
  return count() - 1;
}

void ComboButton::addSeparator() { menu_->addSeparator(); }

void ComboButton::clear() {
  current_ = -1;
  actions_.clear();
  menu_->clear();  // deletes the actions, which leave the group by themselves
  refreshAccessible();
  updateGeometry();
  update();
}

QString ComboButton::itemText(int index) const {
  return index >= 0 && index < count() ? actions_[index]->text() : QString();
}

QVariant ComboButton::itemData(int index) const {
  return index >= 0 && index < count() ? actions_[index]->data() : QVariant();
}

int ComboButton::findData(const QVariant& value) const {
  for (int index = 0; index < count(); ++index) {
    if (actions_[index]->data() == value) return index;
  }
  return -1;
}

void ComboButton::setItemEnabled(int index, bool enabled, const QString& reason) {
  if (index < 0 || index >= count()) return;
  actions_[index]->setEnabled(enabled);
  actions_[index]->setToolTip(reason);
  menu_->setToolTipsVisible(menu_->toolTipsVisible() || !reason.isEmpty());
}

void ComboButton::setCurrentIndex(int index) {
  current_ = index >= 0 && index < count() ? index : -1;
  if (current_ >= 0) {
    actions_[current_]->setChecked(true);
  } else if (QAction* checked = group_->checkedAction()) {
    group_->setExclusionPolicy(QActionGroup::ExclusionPolicy::None);
    checked->setChecked(false);
    group_->setExclusionPolicy(QActionGroup::ExclusionPolicy::Exclusive);
  }
  refreshAccessible();
  updateGeometry();
  update();
}

void ComboButton::setPlaceholder(const QString& text) {
  placeholder_ = text;
  refreshAccessible();
  updateGeometry();
  update();
}

void ComboButton::setValueText(const QString& text) {
  if (text == value_text_) return;
  value_text_ = text;
  refreshAccessible();
  updateGeometry();
  update();
}

QString ComboButton::shownValue() const {
  if (!value_text_.isEmpty()) return value_text_;
  return current_ >= 0 ? itemText(current_) : placeholder_;
}

void ComboButton::refreshAccessible() {
  setText(shownValue());
  setAccessibleName(label_.isEmpty() ? shownValue() : label_ + QStringLiteral(", ") + shownValue());
}

void ComboButton::showMenu() {
  if (!isEnabled() || menu_->isEmpty()) return;
  setDown(true);
  menu_->setMinimumWidth(width());
  if (current_ >= 0) menu_->setActiveAction(actions_[current_]);
  menu_->popup(mapToGlobal(QPoint(0, height() + 2)));
  if (current_ >= 0) menu_->setActiveAction(actions_[current_]);
}

QSize ComboButton::sizeHint() const {
  int width = 2 * kInset + kChevronSide + kLabelGap;
  if (!label_.isEmpty()) {
    width += QFontMetrics(Theme::font(FontRole::kBody)).horizontalAdvance(label_) + kLabelGap;
  }
  const QFontMetrics value(Theme::font(FontRole::kBodyMedium));
  width += std::max(value.horizontalAdvance(shownValue()) + 2, 24);
  return QSize(width + 4, Theme::metrics().control);
}

QSize ComboButton::minimumSizeHint() const { return QSize(56, Theme::metrics().control); }

void ComboButton::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  QStyle::State state = isEnabled() ? QStyle::State_Enabled : QStyle::State_None;
  if (underMouse()) state |= QStyle::State_MouseOver;
  if (isDown()) state |= QStyle::State_Sunken;
  const ButtonLook look = buttonLook(state);
  paintPanel(&painter, rect(), radius::kControl, look.fill, look.outline);

  QRect area = rect().adjusted(kInset, 0, -kInset - kChevronSide - 4, 0);
  if (!label_.isEmpty()) {
    painter.setFont(Theme::font(FontRole::kBody));
    painter.setPen(t.text3);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, label_);
    area.setLeft(area.left() + painter.fontMetrics().horizontalAdvance(label_) + kLabelGap);
  }
  painter.setFont(Theme::font(FontRole::kBodyMedium));
  painter.setPen(current_ >= 0 || !value_text_.isEmpty() ? look.text : t.text3);
  painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(shownValue(), Qt::ElideMiddle, area.width()));
  paintIcon(&painter, QStringLiteral("chevron-down"),
            QRectF(width() - kInset - kChevronSide + 1, (height() - kChevronSide) / 2.0, kChevronSide, kChevronSide),
            isEnabled() ? t.text2 : t.text3);
  if (hasFocus()) paintFocusRing(&painter, rect());
}

void ComboButton::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Up:
    case Qt::Key_Down: showMenu(); return;
    default: QAbstractButton::keyPressEvent(event);
  }
}

void ComboButton::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) {
    showMenu();
  } else {
    event->ignore();
  }
}

}  // namespace lightbench::ui
