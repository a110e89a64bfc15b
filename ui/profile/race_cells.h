// The table of a race: what its columns are, and how their cells look.
#pragma once

#include <QStringList>
#include <QStyledItemDelegate>

#include "ui/profile/race_rows.h"

namespace lightbench::ui {

class RaceCells : public QStyledItemDelegate {
  Q_OBJECT
 public:
  // `rows` must outlive this object and be those of the model.
  RaceCells(const std::vector<RaceRow>& rows, QObject* parent) : QStyledItemDelegate(parent), rows_(rows) {}

  static QStringList titles();
  static QStringList textsOf(const RaceRow& row);  // by column
  static QString spoken(const RaceRow& row);       // the row as a sentence
  static int widthOf(int column, const std::vector<RaceRow>& rows);
  static int wideColumn();  // takes what the others leave
  static Qt::Alignment alignmentOf(int column);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  void paintName(QPainter* painter, const RaceRow& row, QRectF area, bool selected) const;
  void paintTime(QPainter* painter, const RaceRow& row, QRectF area, bool selected) const;

  const std::vector<RaceRow>& rows_;
};

}  // namespace lightbench::ui
