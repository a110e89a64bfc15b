// What the viewer shows until a person chooses: the result of the pipeline in A, what went in in B.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench::ui {

struct DefaultView {
  NodeId result;  // the first output that can run, else the last node that can; empty for an empty graph
  NodeId source;  // the first source that leads into the result; empty when that is the result itself
};

DefaultView defaultView(const Graph& graph, const OperatorRegistry& registry);

}  // namespace lightbench::ui
