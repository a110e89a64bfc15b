// Names of files made from what people call things.
#pragma once

#include <QString>

namespace lightbench::ui {

// "Soft film!" → "soft-film": letters and digits of any script, so that every name gives a file. `fallback` where
// nothing is left of it.
QString fileStem(const QString& name, const QString& fallback);

}  // namespace lightbench::ui
