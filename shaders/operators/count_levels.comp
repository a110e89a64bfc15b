// Counts the brightnesses of the rectangles that a picture is cut into, in 256 bins: row t of operand 1 holds the counts
// of rectangle t, as whole numbers, added to what is there. Rectangles lie side by side from (0, 0) on; where they reach
// beyond the picture, reflect101.
//
// A layer is a rectangle; each group counts a block of it (kBlockColumns × kBlockRows) in shared memory and adds that.
// Columns and rows of the grid are a group's for each block.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int tiles;   // rectangles along x
  int width;   // of a rectangle
  int height;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
#include "brightness.glsl"

const int kBlockColumns = 64, kBlockRows = 128;  // gpu_histogram.cpp
shared uint counts[kLevels];

void main() {
  Parameters p = arguments().parameters;
  int tile = int(gl_GlobalInvocationID.z);
  ivec2 tile_first = ivec2(tile % p.tiles * p.width, tile / p.tiles * p.height);
  ivec2 group = ivec2(gl_WorkGroupID.x, gl_WorkGroupID.y + push.first_row / gl_WorkGroupSize.y);
  ivec2 first = group * ivec2(kBlockColumns, kBlockRows);
  ivec2 end = min(first + ivec2(kBlockColumns, kBlockRows), ivec2(p.width, p.height));
  ivec2 size = ivec2(picture_0().width, picture_0().height);
  for (uint i = gl_LocalInvocationIndex; i < kLevels; i += 128u) counts[i] = 0u;
  barrier();
  for (int y = first.y + int(gl_LocalInvocationID.y); y < end.y; y += int(gl_WorkGroupSize.y)) {
    int row = reflect101(tile_first.y + y, size.y);
    for (int x = first.x + int(gl_LocalInvocationID.x); x < end.x; x += int(gl_WorkGroupSize.x)) {
      atomicAdd(counts[level_of(brightness_at(reflect101(tile_first.x + x, size.x), row))], 1u);
    }
  }
  barrier();
  Picture made = picture_1();
  for (uint i = gl_LocalInvocationIndex; i < kLevels; i += 128u) {
    if (counts[i] != 0u) atomicAdd(Words(made.address).at[uint(tile) * made.row_words + i], counts[i]);
  }
}
