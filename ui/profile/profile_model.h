// The table's model: ProfileRows under columns, numbers to sort by, and the same as CSV.
#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <vector>

#include "ui/profile/profile_rows.h"

namespace lightbench::ui {

enum class ProfileColumn {
  kNode,
  kType,
  kSelf,
  kShare,
  kBusy,
  kThreads,
  kRead,
  kWritten,
  kRate,
  kDevice,
  kState,
  kWhy,
};
inline constexpr int kProfileColumns = 12;
inline constexpr int kSortRole = Qt::UserRole;  // a number or text; invalid where nothing was measured

class ProfileModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;

  void setRows(std::vector<ProfileRow> rows);
  const ProfileRow& row(int index) const { return rows_[static_cast<size_t>(index)]; }
  int indexOf(const NodeId& id) const;  // -1 when it has no row

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

  static bool isNumber(ProfileColumn column);

 private:
  QString text(const ProfileRow& row, ProfileColumn column) const;
  QVariant sortValue(const ProfileRow& row, ProfileColumn column) const;

  std::vector<ProfileRow> rows_;
};

// Sorts by numbers where columns have them, keeps what was not measured last in both directions, and filters by words
// in any column.
class ProfileOrder : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit ProfileOrder(QObject* parent = nullptr);

 protected:
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
};

// RFC 4180 with a head; full figures in the units the head names, empty where nothing was measured.
QByteArray profileCsv(const std::vector<const ProfileRow*>& rows);

}  // namespace lightbench::ui
