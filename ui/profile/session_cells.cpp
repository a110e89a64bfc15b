#include "ui/profile/session_cells.h"

#include <QPainter>

#include "ui/profile/sessions_model.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kPadding = 8;
constexpr int kSlack = 4;  // widths of texts are rounded
constexpr int kMark = 15;  // before the date; its place is kept where there is none

int placeOfMark(const QModelIndex& index) {
  return index.column() == static_cast<int>(SessionColumn::kRecorded) ? kMark + kPadding : 0;
}

}  // namespace

QSize SessionCells::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const {
  const QFontMetrics metrics(Theme::font(FontRole::kBodyMedium));
  return QSize(metrics.horizontalAdvance(index.data().toString()) + 2 * kPadding + kSlack + placeOfMark(index),
               Theme::metrics().table_row);
}

void SessionCells::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const {
  QStyleOptionViewItem option = given;
  initStyleOption(&option, index);
  QStyle* style = option.widget->style();
  style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
  const bool selected = option.state & QStyle::State_Selected;
  QRect area = option.rect.adjusted(kPadding, 0, -kPadding, 0);
  if (!option.icon.isNull()) {
    option.icon.paint(painter, QRect(area.left(), area.top(), kMark, area.height()), Qt::AlignCenter);
  }
  area.setLeft(area.left() + placeOfMark(index));
  painter->setFont(Theme::font(selected ? FontRole::kBodyMedium : FontRole::kBody));
  painter->setPen(selected ? Theme::tokens().onaccentbg : index.data(Qt::ForegroundRole).value<QColor>());
  const QString text = painter->fontMetrics().elidedText(option.text, Qt::ElideRight, area.width());
  painter->drawText(area, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine, text);
  if (option.state & QStyle::State_HasFocus) {
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(option);
    style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
  }
}

}  // namespace lightbench::ui
