// What the tables of this folder have in common: columns with a title and a tip, numbers to the right.
#pragma once

#include <QCoreApplication>
#include <QVariant>

namespace lightbench::ui {

constexpr QChar kUnknown(0x2013);  // en dash, for what was not measured

struct TableColumn {
  const char* title;  // both marked for translation, in the context of their model
  const char* tip;
};

inline int cellAlignment(bool isNumber) {
  return static_cast<int>(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
}

// What a model's headerData() gives for a column.
inline QVariant headerOf(const TableColumn& column, const char* context, bool isNumber, int role) {
  if (role == Qt::DisplayRole) return QCoreApplication::translate(context, column.title);
  if (role == Qt::ToolTipRole) return QCoreApplication::translate(context, column.tip);
  if (role == Qt::TextAlignmentRole) return cellAlignment(isNumber);
  return {};
}

}  // namespace lightbench::ui
