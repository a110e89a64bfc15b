#include "ui/controls/icon_sign.h"

#include <QPainter>

#include "ui/theme/icons.h"

namespace lightbench::ui {

IconSign::IconSign(QWidget* parent, int size) : QWidget(parent), size_(size) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void IconSign::setSign(const QString& icon_name, Ink ink) {
  icon_name_ = icon_name;
  ink_ = ink;
  update();
}

void IconSign::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  paintIcon(&painter, icon_name_, rect(), inkColor(ink_));
}

}  // namespace lightbench::ui
