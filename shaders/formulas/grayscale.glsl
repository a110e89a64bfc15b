// One channel: the weighted sum of red, green and blue. The gray of a gray picture passes; alpha is left out.
struct grayscale_parameters {
  uint is_gray;
  float red;
  float green;
  float blue;
};
Pixels grayscale(Pixels a, Pixels b, Pixels c, Place at, grayscale_parameters p) {
  Pixels made;
  made.channel[0] = a.channel[0];
  if (p.is_gray == 0u) {
    precise vec4 sum = p.red * a.channel[0] + p.green * a.channel[1] + p.blue * a.channel[2];
    made.channel[0] = sum;
  }
  return made;
}
