// The list of recorded sessions as a table: SessionRows under columns, sorted by numbers, filtered by words and by the
// pipeline they are of.
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include "ui/profile/profile_model.h"
#include "ui/profile/session_rows.h"

namespace lightbench::ui {

enum class SessionColumn {
  kRecorded,
  kPipeline,
  kMedian,
  kMad,
  kRounds,
  kPictures,
  kTags,
  kNotes,
  kMachine,
  kBuild,
};
inline constexpr int kSessionColumns = 10;

class SessionsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  using QAbstractTableModel::QAbstractTableModel;

  void setRows(std::vector<SessionRow> rows);
  const SessionRow& row(int index) const { return rows_[static_cast<size_t>(index)]; }
  int indexOf(const QString& path) const;  // -1 when it has no row

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<SessionRow> rows_;
};

class SessionsOrder : public ProfileOrder {
  Q_OBJECT
 public:
  explicit SessionsOrder(SessionsModel& model, QObject* parent = nullptr);
  // Files that cannot be read stay: nobody knows what they are of.
  void setOnlyOfPipeline(bool only);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  SessionsModel& model_;
  bool onlyOfPipeline_ = false;
};

}  // namespace lightbench::ui
