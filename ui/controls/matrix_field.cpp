#include "ui/controls/matrix_field.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <algorithm>

#include "ui/controls/number_field.h"

namespace lightbench::ui {

MatrixField::MatrixField(int rows, int columns, QWidget* parent)
    : QWidget(parent), rows_(std::max(1, rows)), columns_(std::max(1, columns)), grid_(new QGridLayout(this)) {
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setSpacing(4);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  build();
}

void MatrixField::build() {
  qDeleteAll(cells_);
  cells_.clear();
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      auto* field = new NumberField(this);
      field->installEventFilter(this);
      grid_->addWidget(field, row, column);
      cells_.append(field);
      connect(field, &NumberField::valueScrubbed, this, [this] { Q_EMIT valueScrubbed(values()); });
      connect(field, &NumberField::valueCommitted, this, [this] { Q_EMIT valueCommitted(values()); });
      connect(field, &NumberField::refused, this, &MatrixField::refused);
    }
  }
  setFocusProxy(cells_.first());
  applyRules();
  nameCells();
}

void MatrixField::setShape(int rows, int columns) {
  rows = std::max(1, rows);
  columns = std::max(1, columns);
  if (rows == rows_ && columns == columns_) return;
  const QList<double> before = values();
  const int old_rows = rows_;
  const int old_columns = columns_;
  rows_ = rows;
  columns_ = columns;
  build();
  for (int row = 0; row < std::min(old_rows, rows_); ++row) {
    for (int column = 0; column < std::min(old_columns, columns_); ++column) {
      cell(row, column)->setValue(before[row * old_columns + column]);
    }
  }
}

void MatrixField::setRule(const NumberRule& rule) {
  rule_ = rule;
  applyRules();
}

void MatrixField::applyRules() {
  for (qsizetype index = 0; index < cells_.size(); ++index) {
    NumberRule rule = rule_;
    if (index < default_values_.size()) rule.default_value = default_values_[index];
    cells_[index]->setRule(rule);
  }
}

void MatrixField::setValues(const QList<double>& values) {
  for (qsizetype index = 0; index < cells_.size(); ++index) cells_[index]->setValue(values.value(index, 0.0));
}

QList<double> MatrixField::values() const {
  QList<double> result;
  for (const NumberField* field : cells_) result.append(field->value());
  return result;
}

void MatrixField::setDefaultValues(const QList<double>& values) {
  default_values_ = values;
  applyRules();
}

void MatrixField::resetToDefault() {
  setValues(default_values_);
  Q_EMIT valueScrubbed(values());
  Q_EMIT valueCommitted(values());
}

void MatrixField::setNames(const QStringList& row_names, const QStringList& column_names) {
  row_names_ = row_names;
  column_names_ = column_names;
  nameCells();
}

void MatrixField::nameCells() {
  for (int row = 0; row < rows_; ++row) {
    for (int column = 0; column < columns_; ++column) {
      const QString row_name = row_names_.value(row, tr("row %1").arg(row + 1));
      const QString column_name = column_names_.value(column, tr("column %1").arg(column + 1));
      cell(row, column)->setAccessibleName(row_name + QStringLiteral(", ") + column_name);
      cell(row, column)->setToolTip(row_name + QStringLiteral(", ") + column_name);
    }
  }
}

bool MatrixField::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const qsizetype index = cells_.indexOf(static_cast<NumberField*>(watched));
    if (index >= 0 && key->modifiers() & Qt::ControlModifier) {
      int row = static_cast<int>(index) / columns_;
      int column = static_cast<int>(index) % columns_;
      switch (key->key()) {
        case Qt::Key_Left: --column; break;
        case Qt::Key_Right: ++column; break;
        case Qt::Key_Up: --row; break;
        case Qt::Key_Down: ++row; break;
        default: return false;
      }
      if (row >= 0 && row < rows_ && column >= 0 && column < columns_) cell(row, column)->setFocus(Qt::TabFocusReason);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace lightbench::ui
