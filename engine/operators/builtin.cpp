#include "engine/operators/builtin.h"

#include "engine/operators/operators.h"

namespace lightbench {

void register_builtin(OperatorRegistry& registry) {
  registry.add(input_operator());
  registry.add(output_operator());
  registry.add(test_pattern_operator());

  registry.add(exposure_operator());
  registry.add(brightness_contrast_operator());
  registry.add(gamma_operator());
  registry.add(levels_operator());
  registry.add(curve_operator());
  registry.add(invert_operator());
  registry.add(clamp_operator());
  registry.add(saturation_operator());
  registry.add(hue_rotate_operator());
  registry.add(color_matrix_operator());
  registry.add(grayscale_operator());
  registry.add(srgb_to_linear_operator());
  registry.add(linear_to_srgb_operator());
  registry.add(vignette_operator());
  registry.add(threshold_operator());
  registry.add(otsu_threshold_operator());
  registry.add(equalize_operator());
  registry.add(clahe_operator());
  registry.add(lut3d_operator());

  registry.add(box_blur_operator());
  registry.add(gaussian_blur_operator());
  registry.add(fast_blur_operator());
  registry.add(median_operator());
  registry.add(bilateral_operator());
  registry.add(guided_filter_operator());
  registry.add(nlm_denoise_operator());
  registry.add(unsharp_mask_operator());
  registry.add(convolve_operator());
  registry.add(erode_operator());
  registry.add(dilate_operator());
  registry.add(open_operator());
  registry.add(close_operator());
  registry.add(add_noise_operator());

  registry.add(sobel_operator());
  registry.add(laplacian_operator());
  registry.add(canny_operator());

  registry.add(resize_operator());
  registry.add(crop_operator());
  registry.add(flip_operator());
  registry.add(rotate_operator());

  registry.add(image_metrics_operator());
  registry.add(jpeg_roundtrip_operator());

  registry.add(onnx_model_operator());

  registry.add(blend_operator());
  registry.add(split_channels_operator());
  registry.add(merge_channels_operator());
}

}  // namespace lightbench
