#include "ui/profile/csv.h"

namespace lightbench::ui {

QByteArray csvText(const QString& text) {
  QByteArray bytes = text.toUtf8();
  if (bytes.contains('"') || bytes.contains(',') || bytes.contains('\n') || bytes.contains('\r')) {
    bytes.replace("\"", "\"\"");
    bytes = '"' + bytes + '"';
  }
  return bytes;
}

QByteArray csvNumber(const std::optional<double>& value, int decimals) {
  return value ? QByteArray::number(*value, 'f', decimals) : QByteArray();
}

}  // namespace lightbench::ui
