// Differences of two pictures: sums of squares and of CIEDE2000, the largest, and whether all are equal and finite; the
// first picture is passed on. engine/operators/metrics/quality_metrics.h tells what is measured.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  uint unused;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
DECLARE_OPERAND(3)
#include "ciede2000.glsl"
#include "metrics.glsl"

const uint kDifferent = 1u, kNotFinite = 2u;
shared uint flags;
shared uint largest;  // the bits of a float that is not negative

uvec4 magnitude_bits(vec4 v) { return floatBitsToUint(v) & 0x7FFFFFFFu; }

void add_samples(vec4 a, vec4 b, inout float squares, inout vec4 most, inout uint found) {
  const uvec4 kInfinity = uvec4(0x7F800000u);
  uvec4 bits_a = magnitude_bits(a), bits_b = magnitude_bits(b);
  bool finite = all(lessThan(bits_a, kInfinity)) && all(lessThan(bits_b, kInfinity));
  if (finite) {
    vec4 difference = abs(a - b);
    if (any(greaterThan(difference, vec4(0.0)))) found |= kDifferent;
    squares += dot(difference, difference);
    most = max(most, difference);
    return;
  }
  found |= kNotFinite;
  for (int n = 0; n < 4; ++n) {
    bool both_nan = bits_a[n] > kInfinity[n] && bits_b[n] > kInfinity[n];
    bool both_zero = bits_a[n] == 0u && bits_b[n] == 0u;
    if (!both_nan && !both_zero && floatBitsToUint(a[n]) != floatBitsToUint(b[n])) found |= kDifferent;
  }
}

void main() {
  Picture made = picture_2();
  ivec3 place = grid_place();
  int x = 4 * place.x, y = place.y;
  if (gl_LocalInvocationIndex == 0u) {
    flags = 0u;
    largest = 0u;
  }
  barrier();
  float squares = 0.0, delta_e = 0.0;
  if (x < made.width && y < made.height) {
    bvec4 inside = lessThan(x + ivec4(0, 1, 2, 3), ivec4(made.width));
    vec4 most = vec4(0.0);
    uint found = 0u;
    vec4 a[3], b[3];
    for (int c = 0; c < kChannels0; ++c) store_four_2(c, x, y, load_four_0(c, x, y));
    for (int c = 0; c < shared_channels(); ++c) {
      int of_a = stored_channel(kChannels0, c), of_b = stored_channel(kChannels1, c);
      vec4 sample_a = of_a < 0 ? vec4(1.0) : load_four_0(of_a, x, y);
      vec4 sample_b = of_b < 0 ? vec4(1.0) : load_four_1(of_b, x, y);
      sample_a = mix(vec4(0.0), sample_a, inside);
      sample_b = mix(vec4(0.0), sample_b, inside);
      add_samples(sample_a, sample_b, squares, most, found);
      if (c < 3) {
        a[c] = sample_a;
        b[c] = sample_b;
      }
    }
    if (found == kDifferent) {
      bool color = shared_colors() == 3;
      vec4 differences = ciede2000(labs_from_srgb(a[0], a[color ? 1 : 0], a[color ? 2 : 0]),
                                   labs_from_srgb(b[0], b[color ? 1 : 0], b[color ? 2 : 0]));
      delta_e = dot(differences, vec4(1.0));
    }
    atomicOr(flags, found);
    atomicMax(largest, floatBitsToUint(max(max(most.x, most.y), max(most.z, most.w))));
  }
  squares = group_sum(squares);
  delta_e = group_sum(delta_e);
  if (gl_LocalInvocationIndex != 0u) return;
  ivec2 tile = tile_place();
  report(picture_3(), tile, kSquares, squares);
  report(picture_3(), tile, kLargest, uintBitsToFloat(largest));
  report(picture_3(), tile, kDeltaE, delta_e);
  report(picture_3(), tile, kFlags, float(flags));
}
