// luma + amount * (v - luma), Rec. 709 luma
#include "twofold.glsl"

struct saturation_parameters {
  float amount, amount_low;
};
vec4 saturation_channel(vec4 v, Twofold luma, saturation_parameters p) {
  Twofold away = multiply(add(negative(luma), v), twofold(p.amount, p.amount_low));
  return settled(add(luma, away), luma.high + p.amount * (v - luma.high));
}
void saturation(inout vec4 red, inout vec4 green, inout vec4 blue, saturation_parameters p) {
  Twofold luma = multiply(twofold(0.2125999927520752, 7.2479249269008506e-09), red);
  luma = add(luma, multiply(twofold(0.7152000069618225, -6.961822673900997e-09), green));
  luma = add(luma, multiply(twofold(0.0722000002861023, -2.861023085110048e-10), blue));
  luma.high = settled(luma, 0.2126 * red + 0.7152 * green + 0.0722 * blue);
  red = saturation_channel(red, luma, p);
  green = saturation_channel(green, luma, p);
  blue = saturation_channel(blue, luma, p);
}
