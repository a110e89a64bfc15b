#include "ui/profile/profile_model.h"

#include <algorithm>
#include <array>

#include "ui/profile/csv.h"
#include "ui/profile/table_column.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

const std::array<TableColumn, kProfileColumns> kColumns = {{
    {QT_TRANSLATE_NOOP("ProfileModel", "Node"), QT_TRANSLATE_NOOP("ProfileModel", "Name of the node")},
    {QT_TRANSLATE_NOOP("ProfileModel", "Type"), QT_TRANSLATE_NOOP("ProfileModel", "Type of the node")},
    {QT_TRANSLATE_NOOP("ProfileModel", "self, ms"),
     QT_TRANSLATE_NOOP("ProfileModel", "Wall time of its own steps, never of its inputs; ≈ a sampled share of a pass")},
    {QT_TRANSLATE_NOOP("ProfileModel", "of wall"), QT_TRANSLATE_NOOP("ProfileModel", "Share of the whole run")},
    {QT_TRANSLATE_NOOP("ProfileModel", "busy, ms"), QT_TRANSLATE_NOOP("ProfileModel", "Summed over all workers")},
    {QT_TRANSLATE_NOOP("ProfileModel", "threads"), QT_TRANSLATE_NOOP("ProfileModel", "Workers in use: busy / self")},
    {QT_TRANSLATE_NOOP("ProfileModel", "read"), QT_TRANSLATE_NOOP("ProfileModel", "Bytes of pictures read")},
    {QT_TRANSLATE_NOOP("ProfileModel", "written"), QT_TRANSLATE_NOOP("ProfileModel", "Bytes of pictures written")},
    {QT_TRANSLATE_NOOP("ProfileModel", "rate"),
     QT_TRANSLATE_NOOP("ProfileModel", "Bytes read and written by self time; of nodes with a pass for themselves")},
    {QT_TRANSLATE_NOOP("ProfileModel", "runs on"), QT_TRANSLATE_NOOP("ProfileModel", "Instruction set or device")},
    {QT_TRANSLATE_NOOP("ProfileModel", "result"), QT_TRANSLATE_NOOP("ProfileModel", "Where its result came from")},
    {QT_TRANSLATE_NOOP("ProfileModel", "why"), QT_TRANSLATE_NOOP("ProfileModel", "Why it ran, or what keeps it from")},
}};

template <typename Format>
QString known(const std::optional<double>& value, Format format) {
  return value ? format(*value) : QString(kUnknown);
}

QVariant number(const std::optional<double>& value) { return value ? QVariant(*value) : QVariant(); }

}  // namespace

void ProfileModel::setRows(std::vector<ProfileRow> rows) {
  // The same nodes as before keep their rows, so that selection and scrolling stay.
  const bool same =
      rows.size() == rows_.size() && std::equal(rows.begin(), rows.end(), rows_.begin(),
                                                [](const ProfileRow& a, const ProfileRow& b) { return a.id == b.id; });
  if (!same) beginResetModel();
  rows_ = std::move(rows);
  if (!same) {
    endResetModel();
  } else if (!rows_.empty()) {
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kProfileColumns - 1));
  }
}

int ProfileModel::indexOf(const NodeId& id) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const ProfileRow& row) { return !id.empty() && row.id == id; });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int ProfileModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ProfileModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kProfileColumns; }

bool ProfileModel::isNumber(ProfileColumn column) {
  return column >= ProfileColumn::kSelf && column <= ProfileColumn::kRate;
}

QString ProfileModel::text(const ProfileRow& row, ProfileColumn column) const {
  const auto bytes = [](double value) { return formatBytes(value); };
  switch (column) {
    case ProfileColumn::kNode: return row.name;
    case ProfileColumn::kType: return row.type;
    case ProfileColumn::kSelf: {
      const QString self = known(row.self_ms, formatMillisecondsPlain);
      return row.self_ms && row.shared_pass ? QStringLiteral("≈ ") + self : self;
    }
    case ProfileColumn::kShare: return known(row.share, [](double share) { return formatShare(share, 1); });
    case ProfileColumn::kBusy: return known(row.busy_ms, formatMillisecondsPlain);
    case ProfileColumn::kThreads: return known(row.threads, [](double count) { return formatNumber(count, 1); });
    case ProfileColumn::kRead: return known(row.read, bytes);
    case ProfileColumn::kWritten: return known(row.written, bytes);
    case ProfileColumn::kRate: return known(row.rate, formatRate);
    case ProfileColumn::kDevice: return row.device.isEmpty() ? QString(kUnknown) : row.device;
    case ProfileColumn::kState: return row.state;
    case ProfileColumn::kWhy: return row.why;
  }
  return {};
}

QVariant ProfileModel::sortValue(const ProfileRow& row, ProfileColumn column) const {
  switch (column) {
    case ProfileColumn::kSelf: return number(row.self_ms);
    case ProfileColumn::kShare: return number(row.share);
    case ProfileColumn::kBusy: return number(row.busy_ms);
    case ProfileColumn::kThreads: return number(row.threads);
    case ProfileColumn::kRead: return number(row.read);
    case ProfileColumn::kWritten: return number(row.written);
    case ProfileColumn::kRate: return number(row.rate);
    case ProfileColumn::kDevice: return row.device.isEmpty() ? QVariant() : row.device;
    default: break;
  }
  const QString words = text(row, column);
  return words.isEmpty() ? QVariant() : words;
}

QVariant ProfileModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const ProfileRow& each = row(index.row());
  const auto column = static_cast<ProfileColumn>(index.column());
  switch (role) {
    case Qt::DisplayRole: return text(each, column);
    case kSortRole: return sortValue(each, column);
    case Qt::TextAlignmentRole: return cellAlignment(isNumber(column));
    case Qt::ToolTipRole: {
      const QString words = text(each, column);
      return words == QString(kUnknown) ? tr("not measured: %1").arg(each.state.isEmpty() ? each.why : each.state)
                                        : words;
    }
    case Qt::AccessibleTextRole: {
      const QString words = text(each, column);
      return tr(kColumns[static_cast<size_t>(index.column())].title) + ": " +
             (words == QString(kUnknown) ? tr("not measured") : words);
    }
    default: return {};
  }
}

QVariant ProfileModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kProfileColumns) return {};
  return headerOf(kColumns[static_cast<size_t>(section)], "ProfileModel", isNumber(static_cast<ProfileColumn>(section)),
                  role);
}

// What belongs to no node cannot be chosen as one, but read.
Qt::ItemFlags ProfileModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  const Qt::ItemFlags read = Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
  return row(index.row()).id.empty() ? read : read | Qt::ItemIsSelectable;
}

ProfileOrder::ProfileOrder(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(kSortRole);
  setFilterKeyColumn(-1);
  setFilterCaseSensitivity(Qt::CaseInsensitive);
  setDynamicSortFilter(true);
}

bool ProfileOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(kSortRole);
  const QVariant b = right.data(kSortRole);
  // Descending order is this one turned round, so there the unknown has to be the least.
  if (!a.isValid() || !b.isValid()) return sortOrder() == Qt::AscendingOrder ? a.isValid() : b.isValid();
  if (a.userType() == QMetaType::Double) return a.toDouble() < b.toDouble();
  return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
}

QByteArray profileCsv(const std::vector<const ProfileRow*>& rows) {
  QByteArray csv =
      "id,node,type,self_ms,share_of_wall,shared_pass,busy_ms,threads,bytes_read,bytes_written,bytes_per_second,"
      "runs_on,result,why\r\n";
  for (const ProfileRow* row : rows) {
    const QByteArray shared = row->self_ms && !row->id.empty() ? (row->shared_pass ? "true" : "false") : "";
    const QByteArrayList fields = {csvText(QString::fromStdString(row->id)),
                                   csvText(row->name),
                                   csvText(row->type),
                                   csvNumber(row->self_ms, 6),
                                   csvNumber(row->share, 6),
                                   shared,
                                   csvNumber(row->busy_ms, 6),
                                   csvNumber(row->threads, 3),
                                   csvNumber(row->read, 0),
                                   csvNumber(row->written, 0),
                                   csvNumber(row->rate, 0),
                                   csvText(row->device),
                                   csvText(row->state),
                                   csvText(row->why)};
    csv += fields.join(',') + "\r\n";
  }
  return csv;
}

}  // namespace lightbench::ui
