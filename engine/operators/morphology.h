// Erosion and dilation with a flat element, alone or one after the other: what erode, dilate, open and close share.
//
// Samples are compared as keys that sort like them; key_sweep.h brings the rows, flat_extrema.h does the work. Exact in
// every format, and the same bits on every instruction set.
#pragma once

#include <memory>
#include <vector>

#include "engine/graph/operator_def.h"
#include "engine/operators/flat_extrema.h"

namespace lightbench {

enum class ElementShape { kSquare, kDisk };

// Half the width of the disk's chord in each row -radius … radius: x² + y² ≤ radius².
std::vector<int> disk_chords(int radius);

// The extrema of `steps`, one after the other.
std::unique_ptr<ImageKernel> make_morphology(std::vector<Extremum> steps, ElementShape shape, int radius);

// Everything of such an operator but its words.
OperatorDef morphology_operator(std::vector<Extremum> steps);

}  // namespace lightbench
