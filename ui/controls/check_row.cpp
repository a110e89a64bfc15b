#include "ui/controls/check_row.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionButton>
#include <algorithm>

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kBox = 14;
constexpr int kGap = 8;
constexpr int kInset = 4;  // room for the focus ring

}  // namespace

CheckRow::CheckRow(const QString& label, QWidget* parent) : QAbstractButton(parent) {
  setText(label);
  setAccessibleName(label);
  setCheckable(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  connect(this, &QAbstractButton::clicked, this, [this] { Q_EMIT valueCommitted(isChecked()); });
}

void CheckRow::setValue(bool value) { setChecked(value); }

void CheckRow::setDefault(std::optional<bool> value) {
  default_ = value;
  update();
}

QSize CheckRow::sizeHint() const {
  const QFontMetrics metrics(Theme::font(FontRole::kBodyMedium));
  return QSize(2 * kInset + kBox + kGap + metrics.horizontalAdvance(text()), Theme::metrics().control);
}

void CheckRow::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  QStyleOptionButton box;
  box.initFrom(this);
  box.rect = QRect(kInset, (height() - kBox) / 2, kBox, kBox);
  box.state |= isChecked() ? QStyle::State_On : QStyle::State_Off;
  style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, &painter, this);
  painter.setFont(Theme::font(isChanged() ? FontRole::kBodyMedium : FontRole::kBody));
  painter.setPen(!isEnabled() ? t.text3 : isChanged() || underMouse() ? t.text : t.text2);
  const QRect area = rect().adjusted(kInset + kBox + kGap, 0, -kInset, 0);
  const QString shown = painter.fontMetrics().elidedText(text(), Qt::ElideRight, area.width());
  painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, shown);
  if (hasFocus()) {
    const int used = kInset + kBox + kGap + painter.fontMetrics().horizontalAdvance(shown) + kInset;
    paintFocusRing(&painter, QRectF(0, (height() - 22) / 2.0, std::min(used + 2, width()), 22));
  }
}

void CheckRow::keyPressEvent(QKeyEvent* event) {
  if ((event->key() == Qt::Key_Backspace || event->key() == Qt::Key_Delete) && default_) {
    setChecked(*default_);
    Q_EMIT valueCommitted(isChecked());
    return;
  }
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    click();
    return;
  }
  QAbstractButton::keyPressEvent(event);
}

}  // namespace lightbench::ui
