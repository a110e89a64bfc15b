// A picture whose brightnesses are mapped, the rules of engine/operators/histogram.h: gray becomes the new brightness, a
// colour moves by what its brightness moved, alpha stays.
//
// Behind brightness.glsl. Operand 0 is read, operand 2 written; the shader defines `mapped`, the new brightnesses of four
// pixels from those before, which lie between 0 and 1.
vec4 mapped(vec4 before, int x, int y);

// Where `changes` is false the picture stays as it is.
void map_brightness(int x, int y, bool changes) {
  vec4 before = clamped(brightness_of_four(x, y));
  vec4 after = changes ? mapped(before, x, y) : before;
  for (int c = 0; c < kChannels0; ++c) {
    vec4 v = load_four_0(c, x, y);
    if (changes && c < color_channels(kChannels0)) v = kChannels0 < 3 ? after : v + (after - before);
    store_four_2(c, x, y, v);
  }
}
