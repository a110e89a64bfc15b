// Steps 1 to 3 of canny (canny.cpp has the formulas): which pixels are edges for certain and which only where they
// continue one.
//
// All sums are f32 in one order without fused operations, in the reference too: comparisons then fall alike everywhere.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/graph/operator_def.h"
#include "engine/image/image.h"

namespace lightbench {

enum EdgeClass : uint8_t { kNone, kWeak, kStrong };

// tan 22.5° and tan 67.5°: between them a gradient counts as diagonal.
constexpr float kTan22 = 0.41421356f;
constexpr float kTan67 = 2.4142135f;

struct CannyParams {
  std::vector<float> weights;  // of the centre and outwards
  float low_square, high_square;

  explicit CannyParams(const Params& params);
  int radius() const { return static_cast<int>(weights.size()) - 1; }
};

// The classes of rows [first, end) into `classes`, a u8 plane.
void classify_edges(const Image& in, const CannyParams& params, int first, int end, Image& classes);

}  // namespace lightbench
