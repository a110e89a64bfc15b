// The conformance table: one row an operator and more for its other forms. What is checked stands in conformance.h and
// gpu_conformance.h.
#pragma once

#include <vector>

#include "tests/operators/conformance.h"

namespace lightbench::testing {

std::vector<ConformanceRow> conformance_table();

}  // namespace lightbench::testing
