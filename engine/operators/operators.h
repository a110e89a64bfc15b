// The node types of the program, one function and one file each: gamma_operator() lives in gamma.cpp.
// builtin.cpp lists them in the order of the library panel.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench {

OperatorDef input_operator();
OperatorDef output_operator();
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
OperatorDef otsu_threshold_operator();
OperatorDef equalize_operator();
OperatorDef clahe_operator();
OperatorDef lut3d_operator();

OperatorDef box_blur_operator();
OperatorDef gaussian_blur_operator();
OperatorDef fast_blur_operator();
OperatorDef median_operator();
OperatorDef bilateral_operator();
OperatorDef guided_filter_operator();
OperatorDef nlm_denoise_operator();
OperatorDef unsharp_mask_operator();
OperatorDef convolve_operator();
OperatorDef erode_operator();
OperatorDef dilate_operator();
OperatorDef open_operator();
OperatorDef close_operator();
OperatorDef add_noise_operator();

OperatorDef sobel_operator();
OperatorDef laplacian_operator();
OperatorDef canny_operator();

OperatorDef resize_operator();
OperatorDef crop_operator();
OperatorDef flip_operator();
OperatorDef rotate_operator();

OperatorDef image_metrics_operator();
OperatorDef jpeg_roundtrip_operator();

OperatorDef onnx_model_operator();

OperatorDef blend_operator();
OperatorDef split_channels_operator();
OperatorDef merge_channels_operator();

}  // namespace lightbench
