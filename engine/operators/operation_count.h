// How many floating-point operations an operator's kernel does, where that is certain: what a node's GFLOP/s are made
// of. A multiply-add counts as two.
//
// Only for pictures of floats on the processor. Bytes are looked up or calculated in integers, and the large Gaussian,
// medians and their like do what the picture asks for; of these nothing is said.
#pragma once

#include <optional>

#include "engine/graph/operator_def.h"

namespace lightbench {

// For the whole output. Absent where it is not declared.
std::optional<double> operation_count(const OperatorDef& def, const Params& params, const ImageSpec& input,
                                      const ImageSpec& output);

}  // namespace lightbench
