// (v - 0.5) * (1 + contrast) + 0.5 + brightness; slope = 1 + contrast, middle = 0.5 + brightness
struct brightness_contrast_parameters {
  float slope;
  float middle;
};
vec4 brightness_contrast(vec4 v, brightness_contrast_parameters p) {
  precise vec4 result = (v - 0.5) * p.slope + p.middle;
  return result;
}
