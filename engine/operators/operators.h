// The node types of the program, one function and one file each: gamma_operator() lives in gamma.cpp.
// builtin.cpp lists them in the order of the library panel.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench {

OperatorDef test_pattern_operator();

OperatorDef exposure_operator();
OperatorDef brightness_contrast_operator();
OperatorDef gamma_operator();
OperatorDef levels_operator();
OperatorDef curve_operator();
OperatorDef invert_operator();
OperatorDef clamp_operator();
OperatorDef saturation_operator();
OperatorDef hue_rotate_operator();
OperatorDef color_matrix_operator();
OperatorDef grayscale_operator();
OperatorDef srgb_to_linear_operator();
OperatorDef linear_to_srgb_operator();
OperatorDef vignette_operator();
OperatorDef threshold_operator();

OperatorDef add_noise_operator();

OperatorDef blend_operator();

}  // namespace lightbench
