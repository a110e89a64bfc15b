// (v - 0.5) * (1 + contrast) + 0.5 + brightness; slope = 1 + contrast, middle = 0.5 + brightness
#include "twofold.glsl"

struct brightness_contrast_parameters {
  float slope, slope_low;
  float middle, middle_low;
};
vec4 brightness_contrast(vec4 v, brightness_contrast_parameters p) {
  Twofold stretched = multiply(sum_of(v, vec4(-0.5)), twofold(p.slope, p.slope_low));
  return settled(add(stretched, twofold(p.middle, p.middle_low)), (v - 0.5) * p.slope + p.middle);
}
