// How many floating-point operations an operator's kernel does, where that is certain: what a node's GFLOP/s are made
// of.
//
// An addition, a subtraction, a multiplication, a division, a square root, a comparison, a minimum and a maximum count
// one each, a multiply-add two. Loads, conversions, selections, signs and absolute values count nothing, and neither
// does what is done once a row or on padding. Powers, exponentials and their like have no number of their own: what
// calculates them declares nothing, and so does what does as much as the picture asks for.
//
// Only for pictures of floats on the processor: bytes are looked up or calculated in integers. Of the ways an operator
// may go only those counted here are declared (a Gaussian and a box by direct sums, a convolution by direct sums,
// levels without a gamma).
#pragma once

#include <optional>
#include <span>

#include "engine/graph/operator_def.h"

namespace lightbench {

// For the whole output. `inputs` by port. Absent where it is not declared.
std::optional<double> operation_count(const OperatorDef& def, const Params& params,
                                      std::span<const std::optional<ImageSpec>> inputs, const ImageSpec& output);

}  // namespace lightbench
