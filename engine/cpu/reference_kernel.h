// Wraps an operator's scalar reference as a kernel, so that `--isa scalar` and the conformance harness run the
// definition itself through the same planner and executor as every faster path.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench {

// `def` must have a reference and outlive the kernel.
Kernel make_reference_kernel(const OperatorDef& def, const Params& params);

}  // namespace lightbench
