// The first passes of what otsu_threshold, equalize and clahe do on a graphics card: brightness counted in 256 bins,
// see histogram.h.
#pragma once

#include "engine/graph/gpu_program.h"

namespace lightbench {

// Counts the port's brightnesses into a scratch picture that it adds to the program (the first of it): row t holds the
// 256 counts, whole numbers, of rectangle t of tiles × tiles of size `tile`, side by side from (0, 0) on.
void add_level_counts(GpuProgram& program, const ImageSpec& in, int tiles, Size tile);

}  // namespace lightbench
