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

const int kBits = kFormat0 == kU8 ? 8 : kFormat0 == kF32 ? 32 : 16;
const bool kSigned = kFormat0 == kF16 || kFormat0 == kF32;

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y, c = place.z;
  if (c >= color_channels(kChannels0)) {
    store_four_1(c, x, y, load_four_0(c, x, y));
    return;
  }
  int height = picture_0().height;
  int radius = arguments().parameters.radius;
  int half_count = ((2 * radius + 1) * (2 * radius + 1)) / 2;
  int lowest = kSigned ? -1 << (kBits - 1) : 0;
  ivec4 found = ivec4(lowest);
  for (int bit = kBits - 1; bit >= 0; --bit) {
    ivec4 candidate = found + (1 << bit); // from the lowest key on, the highest bit leads to 0
    ivec4 below = ivec4(0);
    for (int j = -radius; j <= radius; ++j) {
      int row = reflect101(y + j, height);
      ivec4 keys = ivec4(0);
      for (int i = -radius; i <= radius + 3; ++i) {
        keys = ivec4(keys.yzw, near_key_0(c, x + i, row));
        if (i >= 3 - radius) below += ivec4(lessThan(keys, candidate));
      }
    }
    found = mix(found, candidate, lessThanEqual(below, ivec4(half_count)));
  }
  store_four_1(c, x, y, values_of_keys(kFormat0, found));
}
