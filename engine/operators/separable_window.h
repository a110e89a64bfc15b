// A window filter whose weights are the product of a column and a row, on one channel of a tile.
#pragma once

#include <cstddef>
#include <span>

#include "engine/graph/kernel.h"

namespace lightbench {

// Floats of scratch that separable_window() needs for a tile.
size_t separable_scratch_floats(int width, int height, int vertical_radius);

// Both spans hold 2 · radius + 1 weights; the input has a halo of the two radii. Rows first, then columns.
void separable_window(const InputTile& in, const OutputTile& out, Size size, std::span<const float> horizontal,
                      std::span<const float> vertical, std::span<float> scratch);

// Passes a channel through a tile unchanged (alpha).
void copy_tile(const InputTile& in, const OutputTile& out, Size size);

}  // namespace lightbench
