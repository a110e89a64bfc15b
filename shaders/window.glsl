// The frame of a window, alone or between formulas: what the window looks at lies in memory that the invocations of a
// group share, so that each sample is loaded, and what is in front of the window computed, about once and not once for
// every pixel that looks at it.
//
// A group makes a strip of 64 columns and kWindowRows rows and walks down it, eight rows at a time; the tile is a ring
// of rows. 32 KiB of shared memory hold three channels of it and what windows/separable.glsl adds.
//
// Include after lightbench.glsl and formula.glsl, behind a constant kWindowColors, the number of colour channels. The
// shader defines the functions declared here; main() is below.
#include "neighbours.glsl"

Reach window_reach();                           // at most kMostReach
ivec2 window_size();                           // of the picture
Pixels window_source(ivec2 first);             // colours that the window reads, of four pixels
vec4 window_result(int c, ivec2 first);        // what it makes of them; called by all invocations of a group
void window_finish(ivec2 first, Pixels made);  // what becomes of its colours

const int kMostReach = 8;
const int kWindowRows = 64;
const int kGroupRows = 8, kGroupFours = 16, kGroupSize = kGroupRows * kGroupFours;
const int kReachFours = kMostReach / 4;
const int kTileFours = kGroupFours + 2 * kReachFours, kTileRows = kGroupRows + 2 * kMostReach;

shared vec4 tile[kWindowColors * kTileRows * kTileFours];

int tile_first_column() { return 4 * (kGroupFours * int(gl_WorkGroupID.x) - kReachFours); }
uint tile_place(int c, int four, int y) {
  return (uint(c * kTileRows) + uint(y + kTileRows) % uint(kTileRows)) * uint(kTileFours) + uint(four);
}

// Samples around the pixels that a group makes, inside the picture or not: one, and four from a multiple of four on.
float near(int c, int x, int y) {
  uint column = uint(x - tile_first_column());
  return tile[tile_place(c, int(column / 4u), y)][column % 4u];
}
vec4 near_four(int c, int x, int y) { return tile[tile_place(c, (x - tile_first_column()) / 4, y)]; }

// Fours of a tile's row that a window of this radius needs: how many, and how many on each side of the pixels.
int needed_beside(Reach reach) { return (reach.radius.x + 3) / 4; }
int needed_fours(Reach reach) { return kGroupFours + 2 * needed_beside(reach); }

// Rows `from` to `to` - 1, as far as they are inside the picture.
void load_tile(int from, int to, ivec2 size, Reach reach) {
  int count = needed_fours(reach), first = kReachFours - needed_beside(reach);
  for (int i = int(gl_LocalInvocationIndex); i < count * (to - from); i += kGroupSize) {
    int four = first + i % count, y = from + i / count;
    int x = tile_first_column() + 4 * four;
    if (x < 0 || x >= size.x || y < 0 || y >= size.y) continue;
    Pixels pixels = window_source(ivec2(x, y));
    for (int c = 0; c < kWindowColors; ++c) tile[tile_place(c, four, y)] = pixels.channel[c];
  }
}

// What is outside, from the samples that stand in for it: these are never further in than a window looks out.
void load_border(int from, int to, ivec2 size, Reach reach) {
  int count = 4 * needed_fours(reach), first = 4 * (kReachFours - needed_beside(reach));
  for (int i = int(gl_LocalInvocationIndex); i < count * (to - from); i += kGroupSize) {
    int column = first + i % count, y = from + i / count;
    int x = tile_first_column() + column;
    bool inside = x >= 0 && x < size.x && y >= 0 && y < size.y;
    if (inside || x >= size.x + reach.radius.x || y >= size.y + reach.radius.y) continue;
    int from_x = bordered(x, size.x, reach.border), from_y = bordered(y, size.y, reach.border);
    for (int c = 0; c < kWindowColors; ++c) {
      float stand_in = from_x < 0 || from_y < 0 ? 0.0 : near(c, from_x, from_y);
      tile[tile_place(c, column / 4, y)][column % 4] = stand_in;
    }
  }
}

void main() {
  ivec2 size = window_size();
  Reach reach = window_reach();
  int first_row = kWindowRows * (int(gl_WorkGroupID.y) + int(push.first_row) / kGroupRows);
  int end_row = min(first_row + kWindowRows, size.y);
  int left = tile_first_column() + 4 * kReachFours;
  bool at_side = left < reach.radius.x || left + 4 * kGroupFours + reach.radius.x > size.x;
  int loaded = first_row - reach.radius.y;
  for (int y = first_row; y < end_row; y += kGroupRows) {
    int needed = y + kGroupRows + reach.radius.y;
    load_tile(loaded, needed, size, reach);
    barrier();
    if (at_side || loaded < 0 || needed > size.y) {
      load_border(loaded, needed, size, reach);
      barrier();
    }
    loaded = needed;
    ivec2 first = ivec2(left + 4 * int(gl_LocalInvocationID.x), y + int(gl_LocalInvocationID.y));
    Pixels made;
    for (int c = 0; c < kWindowColors; ++c) made.channel[c] = window_result(c, first);
    if (first.x < size.x && first.y < size.y) window_finish(first, made);
    barrier();
  }
}
