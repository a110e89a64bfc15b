// Erosion and dilation with a flat element: what erode and dilate share.
//
// A square is two one-dimensional sliding extrema. A disk is cut into its horizontal chords; of every row the extrema
// over 1, 2, 4, … samples are kept, and a chord of any length is the extremum of two of those, overlapping
// (E. R. Urbach, M. H. F. Wilkinson, "Efficient 2-D grayscale morphological transformations with arbitrary flat
// structuring elements", IEEE Transactions on Image Processing 17, 2008). Both are exact in every format.
#pragma once

#include <memory>
#include <vector>

#include "engine/graph/operator_def.h"

namespace lightbench {

enum class Extremum { kMinimum, kMaximum };
enum class ElementShape { kSquare, kDisk };

// Half the width of the disk's chord in each row -radius … radius: x² + y² ≤ radius².
std::vector<int> disk_chords(int radius);

std::unique_ptr<ImageKernel> make_morphology(Extremum extremum, ElementShape shape, int radius);

// Everything of erode and dilate but their words.
OperatorDef morphology_operator(Extremum extremum);

}  // namespace lightbench
