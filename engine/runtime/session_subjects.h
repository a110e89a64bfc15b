// What a pipeline is held against in one session: itself with one thing changed, or another pipeline over the same
// pictures. For the command line and the window alike.
#pragma once

#include "engine/profile/session_file.h"
#include "engine/runtime/record_session.h"

namespace lightbench {

// Every node on `backend`, also those that ask for another themselves.
void run_everywhere_on(Graph& graph, Backend backend);

// The inputs of `graph` read the files that those of `source` read: of the input with the same id, the others of those
// left over, in order. One without a counterpart keeps its own.
void read_same_pictures(Graph& graph, const Graph& source);

// The pipeline that was recorded, its relative paths starting where its file lay. Errors (kInvalid): no pipeline, or
// one that cannot run here, as with node types that this program does not know.
Result<Graph> recorded_pipeline(const SessionVariant& variant, const OperatorRegistry& registry);

}  // namespace lightbench
