// A picture turned about its centre, 0 outside (engine/operators/rotate.cpp). Positions are whole numbers of 2^-32 pixels
// in two words, added and multiplied modulo 2^64 as the processor does it. The weights of an offset from the sample at or
// before a position are polynomials of degree 4 in each of 256 equal parts of a pixel, within 1e-12 of the kernel. The
// table holds their coefficients for each part and tap, those of degree 0 and 1 as two floats. Sums are twofold.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "weighted_sum.glsl"

struct Parameters {
  int taps;  // 1: nearest, without a table
  uint x_low;
  uint x_high;
  uint y_low;
  uint y_high;
  uint cosine_low;
  uint cosine_high;
  uint sine_low;
  uint sine_high;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)

const int kMostTaps = 6;
const uint kCoefficients = 7u;

// Words of low and high order.
uvec2 plus(uvec2 a, uvec2 b) {
  uint carry;
  uint low = uaddCarry(a.x, b.x, carry);
  return uvec2(low, a.y + b.y + carry);
}
uvec2 negative(uvec2 a) { return plus(~a, uvec2(1u, 0u)); }
uvec2 times(uvec2 a, uint factor) {
  uint high, low;
  umulExtended(a.x, factor, high, low);
  return uvec2(low, high + a.y * factor);
}

float at(int c, int x, int y) {
  Picture p = picture_0();
  return x >= 0 && y >= 0 && x < p.width && y < p.height ? load_0(c, x, y) : 0.0;
}

// The samples of four pixels, each at its own place.
vec4 four_at(int c, ivec4 x, ivec4 y) {
  vec4 samples;
  for (int n = 0; n < 4; ++n) samples[n] = at(c, x[n], y[n]);
  return samples;
}

// Of tap k, for four offsets in units of 2^-32.
Twofold weight_at(uvec4 offset, int taps, int k) {
  vec4 coefficients[kCoefficients];
  for (int n = 0; n < 4; ++n) {
    uint first = kCoefficients * ((offset[n] >> 24) * uint(taps) + uint(k));
    for (uint i = 0u; i < kCoefficients; ++i) coefficients[i][n] = table(first + i);
  }
  // From the middle of the part on, without an error.
  precise vec4 from_middle = vec4(offset & 0xffffffu) * (1.0 / 16777216.0) - 0.5;
  precise vec4 bend = coefficients[5] + from_middle * coefficients[6];
  bend = (coefficients[4] + from_middle * bend) * (from_middle * from_middle);
  Twofold line = multiply(Twofold(coefficients[2], coefficients[3]), from_middle);
  return add(Twofold(coefficients[0], coefficients[1]), add(line, bend));
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  int x = 4 * place.x, y = place.y;
  Parameters p = arguments().parameters;
  uvec2 cosine = uvec2(p.cosine_low, p.cosine_high), sine = uvec2(p.sine_low, p.sine_high);
  uvec2 from_x = plus(uvec2(p.x_low, p.x_high), plus(times(cosine, uint(x)), negative(times(sine, uint(y)))));
  uvec2 from_y = plus(uvec2(p.y_low, p.y_high), plus(times(sine, uint(x)), times(cosine, uint(y))));
  if (p.taps == 1) {
    from_x = plus(from_x, uvec2(0x80000000u, 0u));
    from_y = plus(from_y, uvec2(0x80000000u, 0u));
  }
  ivec4 corner_x, corner_y;
  uvec4 offset_x, offset_y;
  for (int n = 0; n < 4; ++n) {
    corner_x[n] = int(from_x.y);
    corner_y[n] = int(from_y.y);
    offset_x[n] = from_x.x;
    offset_y[n] = from_y.x;
    from_x = plus(from_x, cosine);
    from_y = plus(from_y, sine);
  }
  if (p.taps == 1) {
    for (int c = 0; c < kChannels0; ++c) store_four_1(c, x, y, four_at(c, corner_x, corner_y));
    return;
  }
  corner_x -= p.taps / 2 - 1;
  corner_y -= p.taps / 2 - 1;
  Twofold across[kMostTaps];
  for (int k = 0; k < p.taps; ++k) across[k] = weight_at(offset_x, p.taps, k);
  Twofold sums[4];
  for (int c = 0; c < kChannels0; ++c) sums[c] = twofold(0.0, 0.0);
  for (int j = 0; j < p.taps; ++j) {
    Twofold down = weight_at(offset_y, p.taps, j);
    for (int c = 0; c < kChannels0; ++c) {
      Twofold line = twofold(0.0, 0.0);
      for (int k = 0; k < p.taps; ++k) line = add_product(line, across[k], four_at(c, corner_x + k, corner_y + j));
      sums[c] = add_product(sums[c], down, summed(line));
    }
  }
  for (int c = 0; c < kChannels0; ++c) store_four_1(c, x, y, summed(sums[c]).high);
}
