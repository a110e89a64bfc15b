// The node types of the program, one function and one file each: gamma_operator() lives in gamma.cpp.
// builtin.cpp lists them in the order of the library panel.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench {

OperatorDef exposure_operator();
OperatorDef brightness_contrast_operator();
OperatorDef gamma_operator();
OperatorDef levels_operator();
OperatorDef invert_operator();
OperatorDef clamp_operator();

}  // namespace lightbench
