// The mean of the pixels around, weighted by how alike the squares around both are: 2^(exponent * the sum of squared
// differences of all colour channels); border reflect101.
//
// For each shift of the picture against itself a workgroup sums the squared differences of its 64 × 8 pixels down the
// patch, a column an invocation, and then along it out of shared memory.
// Source: J. Darbon et al., "Fast nonlocal filtering applied to electron cryomicroscopy", ISBI 2008.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"
#include "neighbours.glsl"

struct Parameters {
  int patch_radius;
  int search;
  float exponent;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_NEIGHBOURS(0)

const int kColors = kChannels0 >= 3 ? 3 : 1;
const int kTileWidth = 64, kTileHeight = 8;
const int kMostColumns = kTileWidth + 2 * 20; // of the largest patch; no more than there are invocations

// Two, so that a shift can be summed while the one before is still read.
shared float column_sums[2][kTileHeight][kMostColumns];

void sum_columns(int turn, ivec2 tile, int radius, ivec2 shift) {
  int column = int(gl_LocalInvocationIndex);
  if (column >= kTileWidth + 2 * radius) return;
  int width = picture_0().width, height = picture_0().height;
  int here = reflect101(tile.x - radius + column, width);
  int there = reflect101(tile.x - radius + column + shift.x, width);
  float sums[kTileHeight];
  [[unroll]] for (int k = 0; k < kTileHeight; ++k) sums[k] = 0.0;
  for (int t = 0; t < kTileHeight + 2 * radius; ++t) {
    int y = tile.y - radius + t;
    int here_row = reflect101(y, height), there_row = reflect101(y + shift.y, height);
    float square = 0.0;
    for (int c = 0; c < kColors; ++c) {
      float difference = load_0(c, here, here_row) - load_0(c, there, there_row);
      square = fma(difference, difference, square);
    }
    [[unroll]] for (int k = 0; k < kTileHeight; ++k) {
      if (t >= k && t <= k + 2 * radius) sums[k] += square;
    }
  }
  [[unroll]] for (int k = 0; k < kTileHeight; ++k) column_sums[turn][k][column] = sums[k];
}

void main() {
  ivec3 place = grid_place();
  Parameters p = arguments().parameters;
  ivec2 tile = ivec2(gl_WorkGroupID.xy) * ivec2(kTileWidth, kTileHeight) + ivec2(0, push.first_row);
  int x = 4 * place.x, y = place.y;
  int from = 4 * int(gl_LocalInvocationID.x), row_of_tile = int(gl_LocalInvocationID.y);
  int own_row = reflect101(y, picture_0().height);
  // Every place weighs 1 for itself.
  vec4 weights = vec4(1.0);
  vec4 sums[3];
  for (int c = 0; c < kColors; ++c) sums[c] = near_four_0(c, x, own_row);
  int turn = 0;
  for (int dy = -p.search; dy <= p.search; ++dy) {
    int row = reflect101(y + dy, picture_0().height);
    for (int dx = -p.search; dx <= p.search; ++dx) {
      if (dx == 0 && dy == 0) continue;
      sum_columns(turn, tile, p.patch_radius, ivec2(dx, dy));
      barrier();
      vec4 distance = vec4(0.0);
      vec4 columns = vec4(0.0);
      for (int i = 0; i <= 2 * p.patch_radius + 3; ++i) {
        columns = vec4(columns.yzw, column_sums[turn][row_of_tile][from + i]);
        if (i >= 3) distance += columns;
      }
      vec4 weight = exp2(distance * p.exponent);
      weights += weight;
      for (int c = 0; c < kColors; ++c) sums[c] = fma(weight, near_four_0(c, x + dx, row), sums[c]);
      turn ^= 1;
    }
  }
  if (outside(place, arguments().header.columns)) return;
  for (int c = 0; c < kColors; ++c) store_four_1(c, x, y, sums[c] / weights);
  if (has_alpha(kChannels0)) store_four_1(kColors, x, y, load_four_0(kColors, x, y));
}
