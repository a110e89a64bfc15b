// Rows and columns of numbers under one rule, for colour matrices and convolution kernels. Every cell is a
// NumberField; Ctrl with an arrow key goes to the neighbour. Backspace resets a cell, the reset button all.
#pragma once

#include <QList>
#include <QWidget>

#include "ui/controls/number_rule.h"

class QGridLayout;

namespace lightbench::ui {

class NumberField;

class MatrixField : public QWidget {
  Q_OBJECT
 public:
  MatrixField(int rows, int columns, QWidget* parent = nullptr);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  // Keeps the values that have a place in the new shape; new cells are 0.
  void setShape(int rows, int columns);
  void setRule(const NumberRule& rule);
  // Row by row. Missing values are 0, surplus ones are dropped. Sends nothing.
  void setValues(const QList<double>& values);
  QList<double> values() const;
  void setDefaultValues(const QList<double>& values);
  void resetToDefault();
  NumberField* cell(int row, int column) const { return cells_.value(row * columns_ + column); }
  // Names for rows and columns, "red", "green"; used by screen readers, also as "row 1" without.
  void setNames(const QStringList& row_names, const QStringList& column_names);

 Q_SIGNALS:
  void valueScrubbed(const QList<double>& values);
  void valueCommitted(const QList<double>& values);
  void refused(const QString& reason);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void build();
  void applyRules();
  void nameCells();

  int rows_;
  int columns_;
  NumberRule rule_;
  QList<double> default_values_;
  QStringList row_names_;
  QStringList column_names_;
  QGridLayout* grid_;
  QList<NumberField*> cells_;
};

}  // namespace lightbench::ui
