// luma + amount * (v - luma), Rec. 709 luma
struct saturation_parameters {
  float amount;
};
void saturation(inout vec4 red, inout vec4 green, inout vec4 blue, saturation_parameters p) {
  precise vec4 luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  precise vec4 r = luma + p.amount * (red - luma);
  precise vec4 g = luma + p.amount * (green - luma);
  precise vec4 b = luma + p.amount * (blue - luma);
  red = r;
  green = g;
  blue = b;
}
