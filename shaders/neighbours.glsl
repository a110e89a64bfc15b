// Samples around a pixel and what stands in for those outside the picture. Include after lightbench.glsl;
// DECLARE_NEIGHBOURS(N) goes after DECLARE_OPERAND(N).
const int kReflect101 = 0, kReplicate = 1, kZero = 2;

// How far a window looks away from a pixel, and what stands in outside the picture.
struct Reach {
  ivec2 radius;
  int border;
};

// Where an outside coordinate lands; -1 where a zero stands in.
int bordered(int i, int size, int border) {
  if (i >= 0 && i < size) return i;
  if (border == kZero) return -1;
  return border == kReplicate ? clamp(i, 0, size - 1) : reflect101(i, size);
}

// near_N and near_four_N: one sample, and four from any x on, of a row inside the picture; border reflect101 along x.
#define DECLARE_NEIGHBOURS(N)                                                                                        \
  float near_##N(int c, int x, int y) { return load_##N(c, reflect101(x, picture_##N().width), y); }                 \
  vec4 near_four_##N(int c, int x, int y) {                                                                          \
    if (x >= 0 && x + 3 < picture_##N().width) {                                                                     \
      return samples_of_words(kFormat##N, load_words_at(picture_##N(), kFormat##N, c, x, y));                        \
    }                                                                                                                \
    return vec4(near_##N(c, x, y), near_##N(c, x + 1, y), near_##N(c, x + 2, y), near_##N(c, x + 3, y));             \
  }
