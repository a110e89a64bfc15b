// A picture whose brightnesses are mapped, the rules of engine/operators/histogram.h: gray becomes the new brightness, a
// colour moves by what its brightness moved, alpha stays.
//
// Behind brightness.glsl. Operand 0 is read, operand 2 written; the shader defines `mapped`, the new brightnesses of four
// pixels from those before, which lie between 0 and 1.
#include "twofold.glsl"

Twofold mapped(vec4 before, int x, int y);

// The level at or below a brightness, and how far it is from there to the next.
void split_levels(vec4 before, out ivec4 level, out Twofold rest) {
  Twofold position = product_of(before, vec4(255.0));
  vec4 whole = floor(position.high);
  whole -= vec4(lessThan((position.high - whole) + position.low, vec4(0.0)));
  level = ivec4(whole);
  rest = sum_of(position.high - whole, position.low);
}

// A share of the way from a to b.
Twofold between(Twofold a, Twofold b, Twofold share) { return add(a, multiply(add(b, negative(a)), share)); }

// Where `changes` is false the picture stays as it is.
void map_brightness(int x, int y, bool changes) {
  vec4 before = clamped(brightness_of_four(x, y));
  Twofold after = twofold(before);
  if (changes) after = mapped(before, x, y);
  for (int c = 0; c < kChannels0; ++c) {
    vec4 v = load_four_0(c, x, y);
    if (changes && c < color_channels(kChannels0)) {
      v = kChannels0 < 3 ? after.high : settled(add(add(after, -before), v), v + (after.high - before));
    }
    store_four_2(c, x, y, v);
  }
}
