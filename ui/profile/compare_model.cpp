#include "ui/profile/compare_model.h"

#include <algorithm>
#include <array>

#include "ui/profile/compare_words.h"
#include "ui/profile/table_column.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

const std::array<TableColumn, kCompareColumns> kColumns = {{
    {QT_TRANSLATE_NOOP("CompareModel", "Node"), QT_TRANSLATE_NOOP("CompareModel", "Name of the node")},
    {QT_TRANSLATE_NOOP("CompareModel", "base, ms"),
     QT_TRANSLATE_NOOP("CompareModel", "Median self time of a round of the base; ≈ a sampled share of a pass")},
    {QT_TRANSLATE_NOOP("CompareModel", "new, ms"),
     QT_TRANSLATE_NOOP("CompareModel", "Median self time of a round of the new one; ≈ a sampled share of a pass")},
    {QT_TRANSLATE_NOOP("CompareModel", "Δ, ms"),
     QT_TRANSLATE_NOOP("CompareModel", "What it adds to a round; below 0: what it saves")},
    {QT_TRANSLATE_NOOP("CompareModel", "change"),
     QT_TRANSLATE_NOOP("CompareModel",
                       "Change with its 95 % interval; the band is what is too small to matter. The scale is "
                       "logarithmic: half and twice as long are equally far from no change")},
    {QT_TRANSLATE_NOOP("CompareModel", "95 % interval"),
     QT_TRANSLATE_NOOP("CompareModel", "Change of the time, and its 95 % interval")},
    {QT_TRANSLATE_NOOP("CompareModel", "verdict"), QT_TRANSLATE_NOOP("CompareModel", "What the interval says")},
    {QT_TRANSLATE_NOOP("CompareModel", "runs on"), QT_TRANSLATE_NOOP("CompareModel", "Device in both")},
}};

}  // namespace

void CompareModel::setRows(std::vector<CompareRow> rows, double threshold) {
  beginResetModel();
  rows_ = std::move(rows);
  threshold_ = threshold;
  scale_ = ratioScaleOf(rows_, threshold);
  if (!rows_.empty()) decimals_ = decimalsForFourFigures(rows_.front().base_ms.value_or(0));
  endResetModel();
}

int CompareModel::indexOf(const NodeId& id) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const CompareRow& row) { return !id.empty() && row.id == id; });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int CompareModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int CompareModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kCompareColumns; }

bool CompareModel::isNumber(CompareColumn column) {
  return column == CompareColumn::kBase || column == CompareColumn::kNew || column == CompareColumn::kDelta ||
         column == CompareColumn::kChange;
}

QString CompareModel::text(const CompareRow& row, CompareColumn column) const {
  const auto ms = [&](const std::optional<double>& value) {
    if (!value) return QString(kUnknown);
    return (row.is_share ? QStringLiteral("≈ ") : QString()) + formatNumber(*value, decimals_);
  };
  switch (column) {
    case CompareColumn::kNode: return row.name;
    case CompareColumn::kBase: return ms(row.base_ms);
    case CompareColumn::kNew: return ms(row.current_ms);
    case CompareColumn::kDelta: {
      if (!row.delta_ms) return QString(kUnknown);
      const QString text = formatNumber(*row.delta_ms, decimals_);
      return *row.delta_ms > 0 && text.toDouble() != 0 ? '+' + text : text;
    }
    case CompareColumn::kPlot: return row.ratio ? formatChange(row.ratio->value - 1) : QString(kUnknown);
    case CompareColumn::kChange: return row.ratio ? intervalText(*row.ratio) : QString(kUnknown);
    case CompareColumn::kVerdict: return row.words;
    case CompareColumn::kDevice: return row.device;
  }
  return {};
}

QVariant CompareModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const CompareRow& each = row(index.row());
  const auto column = static_cast<CompareColumn>(index.column());
  switch (role) {
    case Qt::DisplayRole: return text(each, column);
    case Qt::TextAlignmentRole: return cellAlignment(isNumber(column));
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
      const QString title = tr(kColumns[static_cast<size_t>(index.column())].title);
      const QString words = text(each, column);
      return title + ": " + (words == QString(kUnknown) ? tr("not measured, %1").arg(each.words) : words);
    }
    default: return {};
  }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kCompareColumns) return {};
  return headerOf(kColumns[static_cast<size_t>(section)], "CompareModel", isNumber(static_cast<CompareColumn>(section)),
                  role);
}

}  // namespace lightbench::ui
