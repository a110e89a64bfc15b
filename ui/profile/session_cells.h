// Cells of the list of sessions, with the paddings of the visual style: a mark before the date, ink as the model says.
#pragma once

#include <QStyledItemDelegate>

namespace lightbench::ui {

class SessionCells : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override;
};

}  // namespace lightbench::ui
