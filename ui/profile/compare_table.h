// The nodes of a comparison: milliseconds, the interval plot as a column of its own, the verdict. Rows are chosen by
// mouse and keys.
#pragma once

#include <QTableView>

#include "engine/graph/operator_def.h"
#include "ui/profile/compare_model.h"

namespace lightbench::ui {

class CompareTable : public QTableView {
  Q_OBJECT
 public:
  explicit CompareTable(const OperatorRegistry& registry, QWidget* parent = nullptr);

  CompareModel& rows() { return *model_; }
  void setRows(std::vector<CompareRow> rows, double threshold);
  // Chooses the row of a node, the whole run where it has none. Sends nothing.
  void choose(const NodeId& id);
  const CompareRow* current() const;  // null while there are none
  void copyCsv() const;               // to the clipboard

  QSize sizeHint() const override { return QSize(640, 240); }
  QSize minimumSizeHint() const override { return QSize(280, 90); }

 Q_SIGNALS:
  void rowChosen();  // by the user

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void layColumns();

  CompareModel* model_;
  bool following_ = false;  // the choice comes from outside
};

}  // namespace lightbench::ui
