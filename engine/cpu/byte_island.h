// Nodes that lead from bytes to bytes without floats.
//
// A node whose kernel is per_sample() is a table: it is run once on a picture of all 256 levels, and the large picture
// is looked up, at the speed of a copy. A node with a form for bytes (engine/graph/byte_forms.h) runs that, whether it
// keeps the number of channels or not. The bits are those of the pass. Only islands of one node: several would share
// one table, and nobody could say what time each took.
#pragma once

#include <optional>

#include "engine/cpu/island.h"

namespace lightbench {

// Runs the island on `region` of its outputs, or does nothing where it has no such form or none that would be faster.
// Errors as run_island().
std::optional<Status> run_as_bytes(const IslandRun& run, const Rect& region);

}  // namespace lightbench
