// docs/operators.md: the reference page of all node types, made from their definitions.
#pragma once

#include <string>

#include "engine/graph/operator_def.h"

namespace lightbench::cli {

std::string nodes_markdown(const OperatorRegistry& registry);

// "0 to 10 px", "linear, cubic", "[[x, y], …]": what values a parameter takes.
std::string values_text(const ParamSpec& spec);

}  // namespace lightbench::cli
