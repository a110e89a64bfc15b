// Small windows from bytes to bytes by way of floats, in tiles that stay in the first-level cache with all they need:
// some rows of some 500 samples are turned into floats, filtered and rounded at once. The tiles of some rows follow
// each other along the picture, so that memory is read in whole rows.
#pragma once

#include <functional>

#include "engine/graph/kernel.h"

namespace lightbench {

// How far a window may reach up and down for this: rows between two groups of tiles are turned into floats twice.
constexpr int kTallestTileHalo = 2;

// Filters a few rows of one channel: `in` and `out` as a window kernel gets them.
using TileFilter = std::function<void(const InputRows& in, const OutputRows& out, int width, int rows)>;

// Every colour channel by itself, as an island does: the bits are the same if the filter's do not depend on where a
// strip begins. Alpha passes. Returns false when cancelled.
bool run_byte_tiles(const TileFilter& filter, Size halo, Border border, const Image& in, Image& out,
                    WorkerPool& workers, const CancelToken& cancel);

}  // namespace lightbench
