// One channel: the weighted sum of red, green and blue. The gray of a gray picture passes; alpha is left out.
#include "twofold.glsl"

struct grayscale_parameters {
  uint is_gray;
  float red, red_low;
  float green, green_low;
  float blue, blue_low;
};
Pixels grayscale(Pixels a, Pixels b, Pixels c, Place at, grayscale_parameters p) {
  Pixels made;
  made.channel[0] = a.channel[0];
  if (p.is_gray == 0u) {
    Twofold sum = multiply(twofold(p.red, p.red_low), a.channel[0]);
    sum = add(sum, multiply(twofold(p.green, p.green_low), a.channel[1]));
    sum = add(sum, multiply(twofold(p.blue, p.blue_low), a.channel[2]));
    made.channel[0] = settled(sum, p.red * a.channel[0] + p.green * a.channel[1] + p.blue * a.channel[2]);
  }
  return made;
}
