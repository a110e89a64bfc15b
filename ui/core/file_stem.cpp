#include "ui/core/file_stem.h"

namespace lightbench::ui {

namespace {

constexpr int kLongest = 60;  // file systems take 255 bytes; a letter may take four, and a date may follow

}  // namespace

QString fileStem(const QString& name, const QString& fallback) {
  QString stem;
  for (const QChar letter : name.toLower()) {
    if (letter.isLetterOrNumber()) {
      stem += letter;
    } else if (!stem.isEmpty() && !stem.endsWith(QChar('-'))) {
      stem += QChar('-');
    }
  }
  stem.truncate(kLongest);
  while (stem.endsWith(QChar('-'))) stem.chop(1);
  return stem.isEmpty() ? fallback : stem;
}

}  // namespace lightbench::ui
