// CompareRows under columns. The column "change" is a plot, painted by the table; as text it says what the plot shows.
#pragma once

#include <QAbstractTableModel>

#include "ui/profile/compare_rows.h"

namespace lightbench::ui {

enum class CompareColumn { kNode, kBase, kNew, kDelta, kPlot, kChange, kVerdict, kDevice };
inline constexpr int kCompareColumns = 8;

class CompareModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;

  // `threshold`: the practical one, which the plot shows as a band.
  void setRows(std::vector<CompareRow> rows, double threshold);
  const std::vector<CompareRow>& rows() const { return rows_; }
  const CompareRow& row(int index) const { return rows_[static_cast<size_t>(index)]; }
  int indexOf(const NodeId& id) const;  // -1 when it has no row
  const RatioScale& scale() const { return scale_; }
  double threshold() const { return threshold_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  static bool isNumber(CompareColumn column);

 private:
  QString text(const CompareRow& row, CompareColumn column) const;

  std::vector<CompareRow> rows_;
  RatioScale scale_;
  double threshold_ = 0;
  int decimals_ = 3;  // of milliseconds, the same in every row so that the points stand below each other
};

}  // namespace lightbench::ui
