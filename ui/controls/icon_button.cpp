#include "ui/controls/icon_button.h"

#include <algorithm>

#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

IconButton::IconButton(const QString& icon_name, const QString& name, QWidget* parent, int icon_size)
    : QToolButton(parent), name_(name) {
  setIconSize(QSize(icon_size, icon_size));
  setIconName(icon_name);
  setToolButtonStyle(Qt::ToolButtonIconOnly);
  setFocusPolicy(Qt::StrongFocus);
  setAutoRaise(true);
  describe();
}

void IconButton::setShownKey(const QKeySequence& key) {
  key_ = key;
  describe();
}

void IconButton::setName(const QString& name) {
  name_ = name;
  describe();
}

void IconButton::setIconName(const QString& icon_name) { setIcon(ui::icon(icon_name)); }

void IconButton::setFramed(bool framed) {
  setProperty(kFramedProperty, framed);
  setAutoRaise(!framed);
  update();
}

QSize IconButton::sizeHint() const {
  const int side = std::max(Theme::metrics().control, iconSize().width() + 6);
  return QSize(side, side);
}

void IconButton::describe() {
  setAccessibleName(name_);
  setToolTip(key_.isEmpty() ? name_ : name_ + QStringLiteral("  ") + key_.toString(QKeySequence::NativeText));
}

}  // namespace lightbench::ui
