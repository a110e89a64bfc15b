#include "ui/profile/sessions_model.h"

#include <algorithm>
#include <array>

#include "ui/profile/table_column.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

const std::array<TableColumn, kSessionColumns> kColumns = {{
    {QT_TRANSLATE_NOOP("SessionsModel", "Recorded"), QT_TRANSLATE_NOOP("SessionsModel", "When it began, local time")},
    {QT_TRANSLATE_NOOP("SessionsModel", "Pipeline"),
     QT_TRANSLATE_NOOP("SessionsModel", "What was recorded; A/B: two that took turns")},
    {QT_TRANSLATE_NOOP("SessionsModel", "median, ms"),
     QT_TRANSLATE_NOOP("SessionsModel", "Median wall of a round over all pictures; of A where there are two")},
    {QT_TRANSLATE_NOOP("SessionsModel", "± MAD"),
     QT_TRANSLATE_NOOP("SessionsModel", "Median distance of the rounds from their median, in milliseconds")},
    {QT_TRANSLATE_NOOP("SessionsModel", "rounds"), QT_TRANSLATE_NOOP("SessionsModel", "Measured rounds")},
    {QT_TRANSLATE_NOOP("SessionsModel", "pictures"), QT_TRANSLATE_NOOP("SessionsModel", "Files that inputs read")},
    {QT_TRANSLATE_NOOP("SessionsModel", "tags"), QT_TRANSLATE_NOOP("SessionsModel", "Tags; F2 changes them")},
    {QT_TRANSLATE_NOOP("SessionsModel", "notes"), QT_TRANSLATE_NOOP("SessionsModel", "Notes, or what is wrong")},
    {QT_TRANSLATE_NOOP("SessionsModel", "machine"), QT_TRANSLATE_NOOP("SessionsModel", "Processor it was recorded on")},
    {QT_TRANSLATE_NOOP("SessionsModel", "version"), QT_TRANSLATE_NOOP("SessionsModel", "Version of the program")},
}};

bool isNumber(SessionColumn column) { return column >= SessionColumn::kMedian && column <= SessionColumn::kRounds; }

QVariant number(const std::optional<double>& value) { return value ? QVariant(*value) : QVariant(); }

QString milliseconds(const std::optional<double>& value) {
  return value ? formatMillisecondsPlain(*value) : QString(kUnknown);
}

QString textOf(const SessionRow& row, SessionColumn column) {
  const bool known = row.problem.isEmpty();
  switch (column) {
    case SessionColumn::kRecorded: return known ? row.recorded : QString(kUnknown);
    case SessionColumn::kPipeline: return row.pipeline;
    case SessionColumn::kMedian: return milliseconds(row.median_ms);
    case SessionColumn::kMad: return milliseconds(row.mad_ms);
    case SessionColumn::kRounds: return row.rounds ? formatNumber(*row.rounds, 0) : QString(kUnknown);
    case SessionColumn::kPictures: return known ? row.pictures : QString(kUnknown);
    case SessionColumn::kTags: return row.tags;
    case SessionColumn::kNotes: return known ? row.notes.simplified() : row.problem;
    case SessionColumn::kMachine: return known ? row.machine : QString(kUnknown);
    case SessionColumn::kBuild: return known ? row.build : QString(kUnknown);
  }
  return {};
}

QVariant sortValue(const SessionRow& row, SessionColumn column) {
  switch (column) {
    case SessionColumn::kMedian: return number(row.median_ms);
    case SessionColumn::kMad: return number(row.mad_ms);
    case SessionColumn::kRounds: return number(row.rounds);
    default: break;
  }
  if (!row.problem.isEmpty() && column != SessionColumn::kPipeline) return {};
  const QString words = textOf(row, column);
  return words.isEmpty() ? QVariant() : words;
}

// What stands before the date: the row's mark.
QVariant markOf(const SessionRow& row) {
  const Tokens& t = Theme::tokens();
  if (!row.problem.isEmpty()) return icon(QStringLiteral("error"), t.error);
  if (!row.warning.isEmpty()) return icon(QStringLiteral("warning"), t.warn);
  return row.isBaseline ? QVariant(icon(QStringLiteral("pin"), t.accent)) : QVariant();
}

QColor inkOf(const SessionRow& row, SessionColumn column, const QString& words) {
  const Tokens& t = Theme::tokens();
  if (!row.problem.isEmpty()) return column == SessionColumn::kNotes ? t.error : t.text3;
  if (column == SessionColumn::kMachine && row.isOtherMachine) return t.warn;
  if (words == QString(kUnknown)) return t.text3;
  return isNumber(column) || column == SessionColumn::kPipeline ? t.text : t.text2;
}

QString describedMark(const SessionRow& row) {
  if (!row.problem.isEmpty()) return SessionsModel::tr("cannot be read");
  if (!row.warning.isEmpty()) return row.warning;
  return row.isBaseline ? SessionsModel::tr("the baseline") : QString();
}

}  // namespace

void SessionsModel::setRows(std::vector<SessionRow> rows) {
  // The same sessions as before keep their rows, so that selection and scrolling stay.
  const bool same = rows.size() == rows_.size() &&
                    std::equal(rows.begin(), rows.end(), rows_.begin(),
                               [](const SessionRow& a, const SessionRow& b) { return a.path == b.path; });
  if (!same) beginResetModel();
  rows_ = std::move(rows);
  if (!same) {
    endResetModel();
  } else if (!rows_.empty()) {
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kSessionColumns - 1));
  }
}

int SessionsModel::indexOf(const QString& path) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const SessionRow& row) { return row.path == path; });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int SessionsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int SessionsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kSessionColumns; }

QVariant SessionsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const SessionRow& each = row(index.row());
  const auto column = static_cast<SessionColumn>(index.column());
  const QString words = textOf(each, column);
  switch (role) {
    case Qt::DisplayRole: return words;
    case kSortRole: return sortValue(each, column);
    case Qt::TextAlignmentRole: return cellAlignment(isNumber(column));
    case Qt::DecorationRole: return column == SessionColumn::kRecorded ? markOf(each) : QVariant();
    case Qt::ForegroundRole: return inkOf(each, column, words);
    case Qt::ToolTipRole: {
      const QString mark = column == SessionColumn::kRecorded ? describedMark(each) : QString();
      if (column == SessionColumn::kNotes && each.problem.isEmpty()) return each.notes;
      return mark.isEmpty() ? words : words + QChar('\n') + mark;
    }
    case Qt::AccessibleTextRole: {
      const QString mark = column == SessionColumn::kRecorded ? describedMark(each) : QString();
      const QString value = words == QString(kUnknown) ? tr("not known") : words;
      return tr(kColumns[static_cast<size_t>(index.column())].title) + ": " + value +
             (mark.isEmpty() ? QString() : ", " + mark);
    }
    default: return {};
  }
}

QVariant SessionsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kSessionColumns) return {};
  return headerOf(kColumns[static_cast<size_t>(section)], "SessionsModel",
                  isNumber(static_cast<SessionColumn>(section)), role);
}

SessionsOrder::SessionsOrder(SessionsModel& model, QObject* parent) : ProfileOrder(parent), model_(model) {
  setSourceModel(&model);
}

void SessionsOrder::setOnlyOfPipeline(bool only) {
  onlyOfPipeline_ = only;
  invalidateFilter();
}

bool SessionsOrder::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const SessionRow& each = model_.row(row);
  if (onlyOfPipeline_ && each.problem.isEmpty() && !each.isOfPipeline) return false;
  return ProfileOrder::filterAcceptsRow(row, parent);
}

}  // namespace lightbench::ui
