// One or three box means over a whole picture: what box_blur and fast_blur run.
//
// Each channel goes down its columns into a transposed copy and down that copy's columns back upright, by the strips
// of box_strips.h: two sweeps through memory however many boxes there are and however wide they are. What lies
// between is kept in 16 bits for integers (error 0.5 / 65535 of the range) and in f32 for floats; results round once
// more when they are stored. Three boxes from bytes to bytes take the faster loops of box_bytes.h. Results for integer
// pictures have the same bits on every instruction set.
#pragma once

#include <memory>
#include <vector>

#include "engine/graph/kernel.h"

namespace lightbench {

// Up to this radius box_blur runs no cascade on floats: a direct sum of 2r + 1 of them is cheap and can be fused with
// its neighbours; integers always slide.
constexpr int kLargestDirectBox = 8;

struct BoxCascade {
  std::vector<int> radii;  // one or three, each at most 2^16
  // Weight of the two samples just outside the last box against one inside it, 0..1: a box of fractional width.
  // For three boxes only.
  double end = 0;
};

// For the colour channels; alpha passes. Border reflect101. Errors: kCancelled, no memory.
std::unique_ptr<ImageKernel> box_cascade_kernel(BoxCascade boxes);

}  // namespace lightbench
