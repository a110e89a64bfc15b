// CIEDE2000 of four pairs of sRGB colours at once, the formulas of engine/operators/metrics/ciede2000.cpp in f32.
//
// Angles are kept as cosine and sine, and multiples and halves of them found by algebra: what a graphics card has for
// trigonometric functions may be off by 1e-3. Only one step needs an angle itself, in a narrow range.
// Source: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes", Color Research
// and Application 30, 2005.
struct Labs {
  vec4 lightness, a, b;
};

vec4 linear_from_srgb(vec4 v) {
  v = clamp(v, 0.0, 1.0);
  return mix(pow((v + 0.055) / 1.055, vec4(2.4)), v / 12.92, lessThanEqual(v, vec4(0.04045)));
}

vec4 lab_curve(vec4 ratio) {
  vec4 root = pow(max(ratio, 1e-6), vec4(1.0 / 3.0));
  root -= (root * root * root - ratio) / (3.0 * root * root);  // Newton: pow() may be some units off
  return mix((24389.0 / 27.0 * ratio + 16.0) / 116.0, root, greaterThan(ratio, vec4(216.0 / 24389.0)));
}

Labs labs_from_srgb(vec4 red, vec4 green, vec4 blue) {
  red = linear_from_srgb(red);
  green = linear_from_srgb(green);
  blue = linear_from_srgb(blue);
  // The rows of the matrix divided by the white point, as distances from green: a gray is exactly on the axis.
  vec4 r = red - green, b = blue - green;
  vec4 x = lab_curve(green + (0.4124564 / 0.95047 * r + 0.1804375 / 0.95047 * b));
  vec4 y = lab_curve(green + (0.2126729 / 1.0000001 * r + 0.0721750 / 1.0000001 * b));
  vec4 z = lab_curve(green + (0.0193339 / 1.08883 * r + 0.9503041 / 1.08883 * b));
  return Labs(116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z));
}

// sqrt(x^7 / (x^7 + 25^7))
vec4 chroma_share(vec4 x) {
  vec4 cube = x * x * x;
  vec4 seventh = cube * cube * x;
  return sqrt(seventh / (seventh + 6103515625.0));
}

// Angles of four hues.
struct Turns {
  vec4 cosine, sine;
};
Turns added(Turns a, Turns b) {
  return Turns(a.cosine * b.cosine - a.sine * b.sine, a.sine * b.cosine + a.cosine * b.sine);
}

// The way from the first hue to the second as 2 · sqrt(chroma1 · chroma2) · sin(half of it), and the hue in the middle of
// the shorter way; beyond a right angle from what is left of the straight angle. A gray has no hue: the middle is the
// other's, or 0.
vec4 hue_difference(Labs first, Labs second, vec4 chroma1, vec4 chroma2, out Turns middle) {
  vec4 both = chroma1 * chroma2;
  vec4 across = first.a * second.b - second.a * first.b;
  vec4 along = first.a * second.a + first.b * second.b;
  vec4 side = mix(vec4(-1.0), vec4(1.0), greaterThanEqual(across, vec4(0.0)));
  vec4 scale1 = mix(vec4(0.0), 1.0 / chroma1, greaterThan(chroma1, vec4(0.0)));
  vec4 scale2 = mix(vec4(0.0), 1.0 / chroma2, greaterThan(chroma2, vec4(0.0)));
  bvec4 far = lessThan(along, vec4(0.0));
  vec4 x = mix(scale1 * first.a + scale2 * second.a, side * (scale2 * second.b - scale1 * first.b), far);
  vec4 y = mix(scale1 * first.b + scale2 * second.b, side * (scale1 * first.a - scale2 * second.a), far);
  vec4 reach = sqrt(x * x + y * y);
  bvec4 none = equal(reach, vec4(0.0));
  middle = Turns(mix(x / reach, vec4(1.0), none), mix(y / reach, vec4(0.0), none));
  vec4 near_way = across * sqrt(2.0 / (both + along));
  vec4 far_way = side * sqrt(2.0 * max(both - along, 0.0));
  return mix(mix(near_way, far_way, far), vec4(0.0), equal(both, vec4(0.0)));
}

// exp(-((hue - 275°) / 25°)²); 0 where that is below 3e-6 or the hue is below 95°.
vec4 blueness(Turns hue) {
  const vec4 kCosine = vec4(0.0871557427), kSine = vec4(0.9961946981);  // of -275°
  Turns rest = added(hue, Turns(kCosine, kSine));
  vec4 t = rest.sine / max(1.0 + rest.cosine, 1e-6);  // of half the angle
  // Arc tangent between -1 and 1: Abramowitz and Stegun 4.4.49.
  vec4 q = t * t;
  vec4 angle = 0.0028662257 * q - 0.0161657367;
  angle = angle * q + 0.0429096138;
  angle = angle * q - 0.0752896400;
  angle = angle * q + 0.1065626393;
  angle = angle * q - 0.1420889944;
  angle = angle * q + 0.1999355085;
  angle = angle * q - 0.3333314528;
  angle = 2.0 * 57.2957795131 * (angle * q + 1.0) * t;
  return mix(exp(-angle * angle / 625.0), vec4(0.0), lessThan(rest.cosine, vec4(0.0)));
}

// Up to 60°, in degrees.
vec4 sine_of_small(vec4 degrees) {
  vec4 x = degrees * 0.0174532925;
  vec4 q = x * x;
  return x * (1.0 + q * (-1.0 / 6.0 + q * (1.0 / 120.0 + q * (-1.0 / 5040.0 + q * (1.0 / 362880.0)))));
}

vec4 ciede2000(Labs first, Labs second) {
  vec4 mean_chroma =
      0.5 * (sqrt(first.a * first.a + first.b * first.b) + sqrt(second.a * second.a + second.b * second.b));
  vec4 g = 1.0 + 0.5 * (1.0 - chroma_share(mean_chroma));
  first.a *= g;
  second.a *= g;
  vec4 chroma1 = sqrt(first.a * first.a + first.b * first.b);
  vec4 chroma2 = sqrt(second.a * second.a + second.b * second.b);
  Turns hue;
  vec4 delta_hue = hue_difference(first, second, chroma1, chroma2, hue);

  vec4 lightness = 0.5 * (first.lightness + second.lightness);
  vec4 chroma = 0.5 * (chroma1 + chroma2);
  Turns twice = added(hue, hue), thrice = added(twice, hue), four_times = added(twice, twice);
  // cos(h - 30°), cos(2 h), cos(3 h + 6°), cos(4 h - 63°)
  vec4 t = 1.0 - 0.17 * (0.8660254038 * hue.cosine + 0.5 * hue.sine) + 0.24 * twice.cosine +
           0.32 * (0.9945218954 * thrice.cosine - 0.1045284633 * thrice.sine) -
           0.20 * (0.4539904997 * four_times.cosine + 0.8910065242 * four_times.sine);
  vec4 from_middle = (lightness - 50.0) * (lightness - 50.0);
  vec4 l = (second.lightness - first.lightness) / (1.0 + 0.015 * from_middle / sqrt(20.0 + from_middle));
  vec4 c = (chroma2 - chroma1) / (1.0 + 0.045 * chroma);
  vec4 h = delta_hue / (1.0 + 0.015 * chroma * t);
  vec4 cross_term = -sine_of_small(60.0 * blueness(hue)) * 2.0 * chroma_share(chroma) * c * h;
  return sqrt(max(l * l + c * c + h * h + cross_term, 0.0));
}
