// Brightness in 256 bins, the rules of engine/operators/histogram.h: the Rec. 601 luma of a colour picture, summed in one
// order without fused operations, the gray of any other; a bin is the brightness rounded to 8 bits, NaN in bin 0.
//
// Behind lightbench.glsl and DECLARE_OPERAND(0), whose brightness it is.
const int kLevels = 256;

float luma_of(float red, float green, float blue) {
  precise float sum = (0.299 * red + 0.587 * green) + 0.114 * blue;
  return sum;
}
vec4 luma_of(vec4 red, vec4 green, vec4 blue) {
  precise vec4 sum = (0.299 * red + 0.587 * green) + 0.114 * blue;
  return sum;
}

float brightness_at(int x, int y) {
  if (kChannels0 < 3) return load_0(0, x, y);
  return luma_of(load_0(0, x, y), load_0(1, x, y), load_0(2, x, y));
}
vec4 brightness_of_four(int x, int y) {
  if (kChannels0 < 3) return load_four_0(0, x, y);
  return luma_of(load_four_0(0, x, y), load_four_0(1, x, y), load_four_0(2, x, y));
}

// Between 0 and 1, NaN is 0.
vec4 clamped(vec4 v) { return min(mix(vec4(0.0), v, greaterThan(v, vec4(0.0))), vec4(1.0)); }

uint level_of(float brightness) { return rounded(vec4(brightness), 255.0).x; }
uvec4 level_of(vec4 brightness) { return rounded(brightness, 255.0); }
