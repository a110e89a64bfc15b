// The pipeline of the first start and its picture. Both travel inside the program; the picture is laid out in the
// user's data folder, because the engine reads pictures from files and a person may want to see where it is.
#pragma once

#include <QString>

#include "engine/graph/operator_def.h"

namespace lightbench::ui {

// What travels inside the program, by its path below resources/ ("presets/soft_film.lbp"). Must be there.
QByteArray shippedFile(const QString& name);
// The presets, as such paths, in alphabetical order.
QStringList shippedPresets();

// The picture as a real file, written when it is missing or not the one of this version.
// Errors (kFailed): the data folder cannot be written.
Result<QString> samplePicture();

// Its input reads samplePicture(); relative paths start from the folder of that.
Result<Graph> samplePipeline(const OperatorRegistry& registry);

}  // namespace lightbench::ui
