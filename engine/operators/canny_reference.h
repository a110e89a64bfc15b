// canny as it is defined: whole planes, one step after the other.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench {

Status canny_reference(const ReferenceArgs& args);

}  // namespace lightbench
