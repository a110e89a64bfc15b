// The explicit list of node types that come with the program; there are no static initialisers.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench {

void register_builtin(OperatorRegistry& registry);

}  // namespace lightbench
