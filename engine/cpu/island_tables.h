// What 8-bit pictures go through instead of a row kernel that looks at each sample by itself: the kernel's results for
// all 256 values.
#pragma once

#include <span>
#include <vector>

#include "engine/cpu/island.h"
#include "engine/cpu/island_program.h"
#include "engine/image/convert.h"

namespace lightbench::detail {

// For each node of an island one table a channel; none for nodes that run as they are.
using IslandTables = std::vector<std::vector<ByteTable>>;

IslandTables make_tables(std::span<const IslandNode> nodes, const IslandProgram& program);

}  // namespace lightbench::detail
