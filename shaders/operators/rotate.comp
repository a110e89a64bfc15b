// A picture turned about its centre, 0 outside (engine/operators/rotate.cpp). Positions are whole numbers of 2^-32 pixels
// in two words, added and multiplied modulo 2^64 as the processor does it. The table holds the weights of an offset from
// the sample at or before a position, six for each of 1024 phases and one more; straight lines between them.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int taps;  // 1: nearest; 2: linear, without a table
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
const float kPhases = 1024.0;

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

void weights_at(float offset, int taps, out float weights[kMostTaps]) {
  float phase = offset * kPhases;
  float whole = floor(phase);
  uint first = uint(whole) * uint(kMostTaps);
  [[unroll]] for (int k = 0; k < kMostTaps; ++k) {
    weights[k] = k < taps ? mix(table(first + k), table(first + kMostTaps + k), phase - whole) : 0.0;
  }
}

float linear(int c, ivec2 corner, vec2 offset) {
  float above = mix(at(c, corner.x, corner.y), at(c, corner.x + 1, corner.y), offset.x);
  float below = mix(at(c, corner.x, corner.y + 1), at(c, corner.x + 1, corner.y + 1), offset.x);
  return mix(above, below, offset.y);
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
  vec4 made[4];
  for (int n = 0; n < 4; ++n) {
    ivec2 corner = ivec2(from_x.y, from_y.y);
    vec2 offset = vec2(from_x.x >> 8, from_y.x >> 8) * (1.0 / 16777216.0);
    if (p.taps == 1) {
      for (int c = 0; c < kChannels0; ++c) made[c][n] = at(c, corner.x, corner.y);
    } else if (p.taps == 2) {
      for (int c = 0; c < kChannels0; ++c) made[c][n] = linear(c, corner, offset);
    } else {
      float across[kMostTaps], down[kMostTaps];
      weights_at(offset.x, p.taps, across);
      weights_at(offset.y, p.taps, down);
      corner -= p.taps / 2 - 1;
      for (int c = 0; c < kChannels0; ++c) {
        float sum = 0.0;
        for (int j = 0; j < p.taps; ++j) {
          float line = 0.0;
          for (int k = 0; k < p.taps; ++k) line += across[k] * at(c, corner.x + k, corner.y + j);
          sum += down[j] * line;
        }
        made[c][n] = sum;
      }
    }
    from_x = plus(from_x, cosine);
    from_y = plus(from_y, sine);
  }
  for (int c = 0; c < kChannels0; ++c) store_four_1(c, x, y, made[c]);
}
