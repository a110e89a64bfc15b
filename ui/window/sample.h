// The sample pipeline of the first start. It travels inside the program; its picture is laid out in the user's data
// folder, because the engine reads pictures from files.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench::ui {

// Errors (kFailed): the data folder cannot be written.
Result<Graph> samplePipeline(const OperatorRegistry& registry);

}  // namespace lightbench::ui
