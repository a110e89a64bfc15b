// A table of weights as a sum of columns times rows, found by singular value decomposition.
//
// A table of rank r costs r · (rows + columns) products a sample instead of rows · columns. Pairs are kept, the largest
// singular value first, until the differences of all weights, absolute, add up to at most kPairTolerance of the
// weights' own sum of absolutes: no picture of range 1 then comes out further off than that times the gain of the
// filter. Found by cv::SVD; where only a few pairs are of use and the table is large, of the table's range as random
// vectors show it (Halko, Martinsson and Tropp 2011), with the same check against the table itself.
#pragma once

#include <memory>
#include <vector>

#include "engine/graph/kernel.h"
#include "engine/graph/value.h"

namespace lightbench {

constexpr double kPairTolerance = 1e-6;

struct WeightPair {
  std::vector<float> column, row;
};

// At most `most` pairs; empty when they do not reach the tolerance. A table of zeros is one pair of zeros.
std::vector<WeightPair> weight_pairs(const NumberTable& weights, int most);

// Pairs beyond which the sum costs more products than the table itself.
int most_useful_pairs(const NumberTable& weights);

std::unique_ptr<WindowKernel> pair_convolution(const ImageSpec& spec, const std::vector<WeightPair>& pairs,
                                               Border border);

}  // namespace lightbench
