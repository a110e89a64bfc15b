// What JPEG keeps of a picture's planes: each block of 8 x 8 samples goes through the cosine transform, is rounded to
// multiples of the quantization table, and goes back. Entropy coding loses nothing and is left out. The samples are
// the bytes of a gray picture, or Y, Cb and Cr of a coloured one, the latter two in halves both ways where `halved` is 1.
//
// Whole numbers throughout, rounded where libjpeg-turbo rounds, so that every sample is the one that the processor
// finds. A layer is a plane, a group two blocks side by side, an invocation a sample. Table: the quantization of
// luma, then of colour, row by row.
//
// Source: ITU-T T.81, Annex A; JFIF 1.02 for the colours; C. Loeffler, A. Ligtenberg, G. S. Moschytz, "Practical Fast
// 1-D DCT Algorithms with 11 Multiplications" (1989), with its constants rounded to 13 bits and multiplied out.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int first;   // what the first layer is: 0 luma, 1 Cb, 2 Cr
  int halved;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

const int kBits = 13;
// kWave[u][x]: the wave of u half periods, the first at the height 1 and the others at sqrt(2).
const int kWave[64] = int[64](
  8192,   8192,   8192,   8192,   8192,   8192,   8192,   8192,
 11363,   9633,   6437,   2260,  -2260,  -6437,  -9633, -11363,
 10703,   4433,  -4433, -10703, -10703,  -4433,   4433,  10703,
  9633,  -2259, -11362,  -6436,   6436,  11362,   2259,  -9633,
  8192,  -8192,  -8192,   8192,   8192,  -8192,  -8192,   8192,
  6437, -11362,   2261,   9633,  -9633,  -2261,  11362,  -6437,
  4433, -10704,  10704,  -4433,  -4433,  10704, -10704,   4433,
  2260,  -6436,   9633, -11363,  11363,  -9633,   6436,  -2260);

shared int wave[64];
shared int values[2][128];  // of two blocks, before and after a step

// Luma, Cb or Cr of the nearest pixel inside, in 0..255.
int byte_at(int component, ivec2 at) {
  ivec2 inside = min(at, ivec2(picture_0().width, picture_0().height) - 1);
  vec4 samples = vec4(0.0);
  for (int c = 0; c < color_channels(kChannels0); ++c) samples[c] = load_0(c, inside.x, inside.y);
  ivec4 bytes = ivec4(rounded(samples, 255.0));
  if (color_channels(kChannels0) == 1) return bytes.x;
  ivec3 weights = component == 0   ? ivec3(19595, 38470, 7471)
                  : component == 1 ? ivec3(-11059, -21709, 32768)
                                   : ivec3(32768, -27439, -5329);
  int center = component == 0 ? 32768 : (128 << 16) + 32767;
  return (weights.x * bytes.x + weights.y * bytes.y + weights.z * bytes.z + center) >> 16;
}

int sample_at(int component, ivec2 at, bool halved) {
  if (!halved) return byte_at(component, at);
  ivec2 first = 2 * ivec2(at.x, min(at.y, picture_1().height - 1));
  int sum = byte_at(component, first) + byte_at(component, first + ivec2(1, 0)) +
            byte_at(component, first + ivec2(0, 1)) + byte_at(component, first + ivec2(1, 1));
  // Halves go down and up in turns.
  return (sum + 1 + (at.x & 1)) >> 2;
}

int shifted(int value, int bits) { return (value + (1 << (bits - 1))) >> bits; }

// The sum of eight values, `step` apart, times as many weights.
int weighed(int which, int first, int step, int first_weight, int weight_step) {
  int sum = 0;
  for (int i = 0; i < 8; ++i) sum += values[which][first + i * step] * wave[first_weight + i * weight_step];
  return sum;
}

void main() {
  Parameters p = arguments().parameters;
  ivec3 place = grid_place();
  int component = p.first + place.z;
  ivec2 at = ivec2(gl_LocalInvocationID.x & 7u, gl_LocalInvocationID.y);  // in the block
  int block = int(gl_LocalInvocationID.x / 8u) * 64;
  int here = block + 8 * at.y + at.x;
  if (gl_LocalInvocationIndex < 64u) wave[gl_LocalInvocationIndex] = kWave[gl_LocalInvocationIndex];
  values[0][here] = sample_at(component, place.xy, p.halved == 1) - 128;
  barrier();
  values[1][here] = shifted(weighed(0, block + 8 * at.y, 1, 8 * at.x, 1), kBits - 2);
  barrier();
  int coefficient = shifted(weighed(1, block + at.x, 8, 8 * at.y, 1), kBits + 2);
  // Coefficients are eight times those of T.81.
  int unit = int(table(uint((component == 0 ? 0 : 64) + 8 * at.y + at.x)));
  int level = (abs(coefficient) + 4 * unit) / (8 * unit);
  values[0][here] = unit * (coefficient < 0 ? -level : level);
  barrier();
  values[1][here] = shifted(weighed(0, block + at.x, 8, at.y, 8), kBits - 2);
  barrier();
  int restored = shifted(weighed(1, block + 8 * at.y, 1, at.x, 8), kBits + 5) + 128;
  values[0][here] = clamp(restored, 0, 255);
  barrier();
  Picture made = picture_1();
  if ((at.x & 3) != 0 || place.x >= made.width || place.y >= made.height) return;
  uint row = uint(place.z) * made.plane_words + uint(place.y) * made.row_words;
  ivec4 bytes = ivec4(values[0][here], values[0][here + 1], values[0][here + 2], values[0][here + 3]);
  Words(made.address).at[row + uint(place.x) / 4u] =
      uint(bytes.x | (bytes.y << 8) | (bytes.z << 16) | (bytes.w << 24));
}
