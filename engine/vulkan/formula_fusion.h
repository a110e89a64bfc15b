// Formulas, and a window among them, joined into one shader: pictures are read once, every pixel stays in registers
// from formula to formula, and only what somebody else wants is written. What is in front of a window is computed where
// the window's tile is loaded (shaders/window.glsl), for the pixels around a group too; what is behind, where it is
// stored.
//
// The shader is GLSL made of the formulas' own functions. Its text depends on which formulas are connected how and on
// channels, not on parameters: those lie in the block of every dispatch. Results that are not stored are not rounded.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/gpu_program.h"

namespace lightbench::vulkan {

// Where a formula or window gets a picture from: one before it, or a picture that is read. Both -1: an open port.
struct FusedInput {
  int node = -1;
  int picture = -1;
};

struct FusedFormula {
  const GpuPass* pass = nullptr;  // of gpu_formula() or gpu_window()
  std::vector<FusedInput> inputs;
  ImageSpec output;
  bool stored = false;
};

// The pass that computes them all: reads `pictures` (inputs 0, 1, …) and writes what is stored (outputs 0, 1, …, in
// order). All have one size, and together at most kMaxGpuOperands pictures are read and stored (checked). At most one
// is a window; what is in front of it is read by nobody behind it and not stored. The pass's source is the generated
// text.
GpuPass fused_pass(const std::vector<FusedFormula>& formulas, const std::vector<ImageSpec>& pictures);

}  // namespace lightbench::vulkan
