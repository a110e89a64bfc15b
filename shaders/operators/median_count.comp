// The median of (2 * radius + 1)² samples, colour channels only; border reflect101. Its key is found bit by bit, the
// highest first: a bit is set where no more than half of the samples lie below what it makes.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "sample_keys.glsl"

struct Parameters {
  int radius;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_KEYS(0)

// Radius 0 (copies) or from 3 on.
const int kBits = kFormat0 == kU8 ? 8 : kFormat0 == kF32 ? 32 : 16;
const ivec4 kPlaces = ivec4(0, 1, 2, 3); // of the four pixels
const bool kSigned = kFormat0 == kF16 || kFormat0 == kF32;

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  int radius = arguments().parameters.radius;
  if (c >= color_channels(kChannels0) || radius == 0) {
    store_four_1(c, x, y, load_four_0(c, x, y));
    return;
  }
  int height = picture_0().height;
  int half_count = ((2 * radius + 1) * (2 * radius + 1)) / 2;
  int quads = (radius - 3) / 4; // to each side: what lies in all four windows
  int lowest = kSigned ? -1 << (kBits - 1) : 0;
  ivec4 found = ivec4(lowest);
  for (int bit = kBits - 1; bit >= 0; --bit) {
    ivec4 candidate = found + (1 << bit); // from the lowest key on, the highest bit leads to 0
    ivec4 below = ivec4(0);
    for (int j = -radius; j <= radius; ++j) {
      int row = reflect101(y + j, height);
      for (int k = -quads; k <= quads; ++k) {
        ivec4 keys = near_four_keys_0(c, x + 4 * k, row);
        [[unroll]] for (int n = 0; n < 4; ++n) below += ivec4(lessThan(ivec4(keys[n]), candidate));
      }
      for (int i = 4 * quads + 1; i <= radius + 3; ++i) {
        // To the left up to -radius, to the right from behind the last four on.
        if (i <= radius) {
          ivec4 left = ivec4(near_key_0(c, x - i, row));
          below += ivec4(lessThan(left, candidate)) * ivec4(lessThanEqual(i + kPlaces, ivec4(radius)));
        }
        if (i > 4 * quads + 3) {
          ivec4 right = ivec4(near_key_0(c, x + i, row));
          below += ivec4(lessThan(right, candidate)) * ivec4(lessThanEqual(i - kPlaces, ivec4(radius)));
        }
      }
    }
    found = mix(found, candidate, lessThanEqual(below, ivec4(half_count)));
  }
  store_four_1(c, x, y, values_of_keys(kFormat0, found));
}
