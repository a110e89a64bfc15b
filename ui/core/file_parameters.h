// Where the file parameters of a graph point when its folder changes.
//
// Relative paths start from the folder of the pipeline file, so that a folder can be moved or sent as a whole. Saving
// somewhere else therefore has to rewrite them: a picture that was found stays found. Files a node writes are left as
// they stand, since "out.png" means beside the pipeline, wherever that is.
#pragma once

#include <string>

#include "engine/graph/operator_def.h"

namespace lightbench::ui {

// Rewrites the paths of files that are read: below `folder` relative, elsewhere absolute; relative ones are kept as
// written when the folder stays the same. Sets the graph's base folder.
void moveToFolder(Graph& graph, const OperatorRegistry& registry, const std::string& folder);

}  // namespace lightbench::ui
