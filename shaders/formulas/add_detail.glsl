// A picture sharpened by what it has more than its blur, whose higher and lower parts are the other two pictures.
#include "sharpened.glsl"

struct add_detail_parameters {
  float amount, amount_low;
  float threshold, threshold_low;
};
Pixels add_detail(Pixels original, Pixels blurred, Pixels blurred_low, Place at, add_detail_parameters p) {
  Twofold amount = twofold(p.amount, p.amount_low), threshold = twofold(p.threshold, p.threshold_low);
  Pixels made = original;
  for (int c = 0; c < color_channels(at.channels); ++c) {
    Twofold blur = Twofold(blurred.channel[c], blurred_low.channel[c]);
    made.channel[c] = sharpened(original.channel[c], blur, amount, threshold);
  }
  return made;
}
