// Fields of a CSV file, RFC 4180.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace lightbench::ui {

QByteArray csvText(const QString& text);                                 // quoted where it has to be
QByteArray csvNumber(const std::optional<double>& value, int decimals);  // empty where nothing was measured

}  // namespace lightbench::ui
